"""Two vehicles, each with six cameras and a lidar mounted its own way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bevexport.world.geometry import Pose, rot_x, rot_y, rot_z

CAMERAS = ("CAM_FRONT", "CAM_FRONT_RIGHT", "CAM_FRONT_LEFT", "CAM_BACK", "CAM_BACK_LEFT", "CAM_BACK_RIGHT")
WIDTH_PX, HEIGHT_PX = 320, 180
FIRING_OFFSET_MS = {
    "CAM_BACK_LEFT": -40.0,
    "CAM_FRONT_LEFT": -24.0,
    "CAM_FRONT": -8.0,
    "CAM_FRONT_RIGHT": 8.0,
    "CAM_BACK_RIGHT": 24.0,
    "CAM_BACK": 40.0,
}
"""Milliseconds from the keyframe, in the order of the lidar's sweep."""
FIRING_JITTER_MS = 4.0
_EGO_FROM_OPTICAL = np.array([[0.0, 0.0, 1.0], [-1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])


@dataclass(frozen=True, eq=False)
class Camera:
    """``ego_from_camera`` in metres; ``intrinsic`` (3, 3) in pixels of the 320 × 180 picture."""

    channel: str
    ego_from_camera: Pose
    intrinsic: np.ndarray


@dataclass(frozen=True, eq=False)
class Rig:
    """A vehicle's sensors."""

    vehicle: str
    ego_from_lidar: Pose
    cameras: tuple[Camera, ...]


def _camera(
    channel: str, x: float, y: float, z: float, yaw: float, pitch: float, roll: float, f: float, cx: float, cy: float
) -> Camera:
    """Angles in degrees: yaw to the left, pitch nose down, roll; focal length and centre in pixels."""
    rotation = rot_z(np.radians(yaw)) @ rot_y(np.radians(pitch)) @ rot_x(np.radians(roll)) @ _EGO_FROM_OPTICAL
    return Camera(channel, Pose(rotation, np.array([x, y, z])), np.array([[f, 0.0, cx], [0.0, f, cy], [0.0, 0.0, 1.0]]))


def _lidar(x: float, y: float, z: float, yaw: float, pitch: float, roll: float) -> Pose:
    return Pose(rot_z(np.radians(yaw)) @ rot_y(np.radians(pitch)) @ rot_x(np.radians(roll)), np.array([x, y, z]))


SALOON = Rig(
    "w001",
    _lidar(0.94, 0.0, 1.84, -89.7, 0.4, -0.5),
    (
        _camera("CAM_FRONT", 1.70, 0.02, 1.51, 0.2, 0.5, 0.1, 252.0, 162.1, 94.3),
        _camera("CAM_FRONT_RIGHT", 1.55, -0.49, 1.50, -55.6, 0.8, -0.3, 250.6, 161.0, 95.0),
        _camera("CAM_FRONT_LEFT", 1.52, 0.49, 1.51, 55.3, 0.6, 0.2, 253.1, 164.0, 93.1),
        _camera("CAM_BACK", 0.03, 0.00, 1.57, 179.6, 0.7, 0.0, 161.5, 165.2, 92.8),
        _camera("CAM_BACK_LEFT", 1.03, 0.48, 1.59, 108.4, 0.4, 0.4, 250.9, 158.4, 94.6),
        _camera("CAM_BACK_RIGHT", 1.01, -0.48, 1.56, -110.1, 0.9, -0.2, 251.8, 161.4, 96.2),
    ),
)
VAN = Rig(
    "w002",
    _lidar(0.87, 0.03, 1.98, -90.9, -0.6, 0.7),
    (
        _camera("CAM_FRONT", 1.84, -0.03, 1.76, -0.5, 2.2, -0.3, 236.0, 158.7, 89.2),
        _camera("CAM_FRONT_RIGHT", 1.60, -0.62, 1.80, -57.9, 2.6, 0.5, 238.5, 160.9, 90.7),
        _camera("CAM_FRONT_LEFT", 1.62, 0.60, 1.79, 57.0, 2.0, -0.4, 235.2, 157.5, 88.4),
        _camera("CAM_BACK", -0.20, 0.04, 1.88, -179.2, 3.0, 0.3, 149.0, 161.8, 91.0),
        _camera("CAM_BACK_LEFT", 0.86, 0.60, 1.82, 112.3, 2.4, 0.2, 237.4, 162.6, 90.1),
        _camera("CAM_BACK_RIGHT", 0.85, -0.61, 1.81, -111.5, 2.1, -0.6, 236.9, 159.3, 87.9),
    ),
)
RIGS = (SALOON, VAN)
