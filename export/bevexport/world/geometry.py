"""Rotations, quaternions and rigid transforms; metres and radians."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


def rot_x(angle_rad: float) -> np.ndarray:
    """Rotation about x, (3, 3)."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def rot_y(angle_rad: float) -> np.ndarray:
    """Rotation about y, (3, 3)."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def rot_z(angle_rad: float) -> np.ndarray:
    """Rotation about z, (3, 3)."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def quaternion(rotation: np.ndarray) -> list[float]:
    """Unit quaternion w, x, y, z of a rotation matrix (3, 3); w is not negative."""
    m = rotation
    square = np.array(
        [
            1 + m[0, 0] + m[1, 1] + m[2, 2],
            1 + m[0, 0] - m[1, 1] - m[2, 2],
            1 - m[0, 0] + m[1, 1] - m[2, 2],
            1 - m[0, 0] - m[1, 1] + m[2, 2],
        ]
    )
    largest = int(np.argmax(square))  # the best conditioned of four equivalent forms
    d = 2.0 * np.sqrt(square[largest])
    wx, wy, wz = m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]
    xy, xz, yz = m[0, 1] + m[1, 0], m[0, 2] + m[2, 0], m[1, 2] + m[2, 1]
    numerators = ((None, wx, wy, wz), (wx, None, xy, xz), (wy, xy, None, yz), (wz, xz, yz, None))[largest]
    q = np.array([d / 4.0 if n is None else n / d for n in numerators])
    q /= np.linalg.norm(q)
    return [float(v) for v in (q if q[0] >= 0 else -q)]


@dataclass(frozen=True, eq=False)
class Pose:
    """A child frame in its parent: ``parent = rotation @ child + translation``."""

    rotation: np.ndarray
    translation: np.ndarray

    def __matmul__(self, other: Pose) -> Pose:
        return Pose(self.rotation @ other.rotation, self.rotation @ other.translation + self.translation)

    def inverse(self) -> Pose:
        """The parent in the child."""
        return Pose(self.rotation.T, -self.rotation.T @ self.translation)

    def apply(self, points: np.ndarray) -> np.ndarray:
        """Points (..., 3) of the child frame in the parent frame."""
        return points @ self.rotation.T + self.translation


def rectangles_overlap(
    centre_a: np.ndarray,
    yaw_a: np.ndarray,
    half_a: np.ndarray,
    centre_b: np.ndarray,
    yaw_b: np.ndarray,
    half_b: np.ndarray,
) -> np.ndarray:
    """Whether ground rectangles meet, by separating axes; all arguments broadcast.

    ``centre`` (..., 2) metres, ``yaw`` (...) radians, ``half`` (..., 2) half length and half width in metres.
    """
    delta = centre_b - centre_a
    meet = np.ones(np.broadcast_shapes(yaw_a.shape, yaw_b.shape), dtype=bool)
    for base in (yaw_a, yaw_b):
        for axis in (base, base + np.pi / 2):
            gap = np.abs(delta[..., 0] * np.cos(axis) + delta[..., 1] * np.sin(axis))
            reach = sum(
                half[..., 0] * np.abs(np.cos(yaw - axis)) + half[..., 1] * np.abs(np.sin(yaw - axis))
                for yaw, half in ((yaw_a, half_a), (yaw_b, half_b))
            )
            meet &= gap < reach
    return meet
