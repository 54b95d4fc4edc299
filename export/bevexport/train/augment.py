"""Augmentation that stays true in three dimensions: the vehicle frame is turned and mirrored, and all that is
expressed in it follows: boxes, projections, ego motion. One draw holds for a whole scene, so history stays consistent.
"""

from dataclasses import dataclass

import numpy as np
from torch import Tensor

from .scenes import Frame

# What a camera's place becomes in the mirror, in the order of scenes.CAMERAS.
MIRRORED_CAMERAS = (0, 2, 1, 3, 5, 4)


@dataclass(frozen=True)
class Strength:
    """How far an augmentation goes; NONE switches all of it off."""

    turn_rad: float = np.pi / 6
    mirror: float = 0.5  # probability
    gain: float = 0.2  # brightness factor 1 +- gain, half of it shared by the cameras
    bias: float = 12.0  # grey levels
    tint: float = 0.06  # gain per colour channel

    @classmethod
    def none(cls) -> "Strength":
        return cls(0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class View:
    """One draw: the turn of the LiDAR frame about z (counter-clockwise, radians), the mirror, the colours."""

    turn_rad: float
    mirrored: bool
    gain: np.ndarray  # (6, 3)
    bias: np.ndarray  # (6, 3), grey levels

    @classmethod
    def draw(cls, rng: np.random.Generator, strength: Strength) -> "View":
        turn = float(rng.uniform(-1, 1)) * strength.turn_rad
        mirrored = bool(rng.random() < strength.mirror)
        gain = 1 + 0.5 * strength.gain * (rng.uniform(-1, 1) + rng.uniform(-1, 1, (6, 1)))
        gain = gain * (1 + strength.tint * rng.uniform(-1, 1, (6, 3)))
        return cls(turn, mirrored, gain, strength.bias * rng.uniform(-1, 1, (6, 1)) * np.ones(3))

    def matrix(self) -> np.ndarray:
        """(4, 4): a point of the recorded LiDAR frame to the augmented one; the mirror (x to -x) comes first."""
        cos, sin = np.cos(self.turn_rad), np.sin(self.turn_rad)
        out = np.eye(4)
        out[:2, :2] = [[cos, -sin], [sin, cos]]
        if self.mirrored:
            out[:, 0] *= -1
        return out

    def lidar2img(self, frame: Frame, width: int) -> np.ndarray:
        """(6, 4, 4) to pixels of the stored picture, or of its mirror image with left and right cameras exchanged."""
        out = frame.lidar2img @ np.linalg.inv(self.matrix())
        if not self.mirrored:
            return out
        mirror = np.eye(4)
        mirror[0, 0], mirror[0, 2] = -1.0, width  # pixel i covers [i, i + 1)
        return (mirror @ out)[list(MIRRORED_CAMERAS)]

    def pictures(self, batch: Tensor) -> Tensor:
        """(6, 3, H, W) network pictures as this view sees them."""
        return batch[list(MIRRORED_CAMERAS)].flip(-1) if self.mirrored else batch

    def boxes(self, frame: Frame) -> np.ndarray:
        """(N, 9) in the augmented LiDAR frame."""
        out, matrix = frame.boxes.copy(), self.matrix()
        out[:, :2] = out[:, :2] @ matrix[:2, :2].T
        out[:, 7:9] = out[:, 7:9] @ matrix[:2, :2].T
        # A counter-clockwise turn raises the nuScenes yaw and lowers mmdet3d's; in the mirror mmdet3d's changes sign.
        out[:, 6] = (-out[:, 6] if self.mirrored else out[:, 6]) - self.turn_rad
        return out

    def can_bus(self, frame: Frame) -> np.ndarray:
        """(18,) raw and absolute. The vehicle's heading in the world falls by the turn of its own frame.

        The mirror image of the world is taken along its x axis: y and all turns change sign.
        """
        out = frame.can_bus.copy()
        yaw = out[16]
        if self.mirrored:
            yaw = -yaw
            out[[1, 8, 10, 12, 14]] *= -1
        cos, sin = np.cos(self.turn_rad), np.sin(self.turn_rad)
        for start in (7, 10, 13):
            x, y = out[start : start + 2]
            out[start : start + 2] = cos * x - sin * y, sin * x + cos * y
        out[16] = (yaw - self.turn_rad) % (2 * np.pi)
        out[17] = np.degrees(out[16])
        # The quaternion of a plain yaw, as the world has it; its sign follows the recorded one.
        out[3:7] = np.copysign(1.0, frame.can_bus[3]) * np.cos(_wrapped(out[16]) / 2)
        return out


def _wrapped(angle: float) -> float:
    return (angle + np.pi) % (2 * np.pi) - np.pi
