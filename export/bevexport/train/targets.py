"""Ground truth as the head expresses it."""

from collections.abc import Sequence

import numpy as np
import torch
from pyquaternion import Quaternion

CLASSES = (
    "car",
    "truck",
    "construction_vehicle",
    "bus",
    "trailer",
    "barrier",
    "motorcycle",
    "bicycle",
    "pedestrian",
    "traffic_cone",
)
CLASS_RANGE_M = {
    "car": 30,
    "truck": 30,
    "bus": 30,
    "trailer": 30,
    "construction_vehicle": 30,
    "pedestrian": 25,
    "motorcycle": 25,
    "bicycle": 25,
    "traffic_cone": 20,
    "barrier": 20,
}
RANGE_MARGIN_M = 3.0  # boxes a little beyond the metric's range are taught too: the model can't know the exact edge
PC_RANGE_M = (-32.0, -32.0, -5.0, 32.0, 32.0, 3.0)

_REACH_M = np.array([CLASS_RANGE_M[name] + RANGE_MARGIN_M for name in CLASSES])


def lidar_boxes(annotations: Sequence[tuple[dict, np.ndarray]], lidar2global: np.ndarray) -> np.ndarray:
    """Annotations with their velocities in the global frame to (N, 9) boxes in the LiDAR frame.

    x, y, z of the centre of gravity, w, l, h, yaw, vx, vy. The yaw is mmdet3d 0.17's: -yaw_nuscenes - pi/2.
    """
    boxes = np.zeros((len(annotations), 9))
    global2lidar = np.linalg.inv(lidar2global)
    for box, (annotation, velocity) in zip(boxes, annotations, strict=True):
        box[0:3] = (global2lidar @ [*annotation["translation"], 1.0])[:3]
        box[3:6] = annotation["size"]
        heading = global2lidar[:3, :3] @ Quaternion(annotation["rotation"]).rotate([1.0, 0.0, 0.0])
        box[6] = -np.arctan2(heading[1], heading[0]) - np.pi / 2
        box[7:9] = (global2lidar[:3, :3] @ velocity)[:2]
    return boxes


def taught(boxes: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mask of the boxes the model is to find: inside the point-cloud range and near the metric's class range."""
    low, high = PC_RANGE_M[:3], PC_RANGE_M[3:]
    inside = ((boxes[:, :3] > low) & (boxes[:, :3] < high)).all(axis=1)
    return inside & (np.hypot(boxes[:, 0], boxes[:, 1]) < _REACH_M[labels])


def codes(boxes: np.ndarray) -> torch.Tensor:
    """(N, 9) boxes to (N, 10) codes: cx, cy, log w, log l, cz, log h, sin, cos, vx, vy; unknown velocities stay NaN."""
    x, y, z, w, l, h, yaw, vx, vy = boxes.T  # noqa: E741
    columns = [x, y, np.log(w), np.log(l), z, np.log(h), np.sin(yaw), np.cos(yaw), vx, vy]
    return torch.from_numpy(np.stack(columns, axis=1).astype(np.float32))
