"""Boxes of the LiDAR frame to nuScenes submission entries in the global frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bevexport.model.boxes import Boxes
from bevexport.model.config import ModelConfig

MOVING_MPS = 0.2
_MOVING = {
    **dict.fromkeys(("car", "construction_vehicle", "bus", "truck", "trailer"), "vehicle.moving"),
    **dict.fromkeys(("bicycle", "motorcycle"), "cycle.with_rider"),
}
_STANDING = {"pedestrian": "pedestrian.standing", "bus": "vehicle.stopped"}
_DEFAULT = {
    **dict.fromkeys(("car", "trailer", "truck", "construction_vehicle"), "vehicle.parked"),
    **dict.fromkeys(("motorcycle", "bicycle"), "cycle.without_rider"),
    "pedestrian": "pedestrian.moving",
    "bus": "vehicle.moving",
    "barrier": "",
    "traffic_cone": "",
}


def attribute_of(name: str, speed_mps: float) -> str:
    """The attribute that the original guesses from class and speed."""
    return (_MOVING if speed_mps > MOVING_MPS else _STANDING).get(name, _DEFAULT[name])


def multiply(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Hamilton product of quaternions w, x, y, z."""
    aw, av, bw, bv = a[0], a[1:], b[0], b[1:]
    return np.concatenate([[aw * bw - av @ bv], aw * bv + bw * av + np.cross(av, bv)])


def matrix_of(rotation: Sequence[float]) -> np.ndarray:
    """3x3 rotation matrix of a quaternion w, x, y, z, which is normalised first."""
    w, x, y, z = np.asarray(rotation, np.float64) / np.linalg.norm(rotation)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def submission(
    boxes: Boxes,
    config: ModelConfig,
    sample_token: str,
    lidar2ego: tuple[Sequence[float], Sequence[float]],
    ego2global: tuple[Sequence[float], Sequence[float]],
) -> list[dict[str, Any]]:
    """Entries of results_nusc.json; poses are (translation in metres, quaternion w, x, y, z).

    A box is dropped when its distance from the ego, on the ground, is beyond its class's range.
    """
    ego_r, global_r = matrix_of(lidar2ego[1]), matrix_of(ego2global[1])
    ego_q, global_q = (np.asarray(p[1], np.float64) / np.linalg.norm(p[1]) for p in (lidar2ego, ego2global))
    entries = []
    table = boxes.boxes.detach().cpu().double().numpy()
    for row, score, label in zip(table, boxes.scores.tolist(), boxes.labels.tolist(), strict=True):
        centre = row[:3] + [0.0, 0.0, row[5] / 2]
        yaw = -row[6] - np.pi / 2
        turn = np.array([np.cos(yaw / 2), 0.0, 0.0, np.sin(yaw / 2)])
        centre = ego_r @ centre + lidar2ego[0]
        if np.hypot(centre[0], centre[1]) > config.class_range[label]:
            continue
        velocity = global_r @ (ego_r @ [row[7], row[8], 0.0])
        name = config.classes[label]
        entries.append(
            {
                "sample_token": sample_token,
                "translation": (global_r @ centre + ego2global[0]).tolist(),
                "size": row[3:6].tolist(),
                "rotation": multiply(global_q, multiply(ego_q, turn)).tolist(),
                "velocity": velocity[:2].tolist(),
                "detection_name": name,
                "detection_score": score,
                "attribute_name": attribute_of(name, float(np.hypot(velocity[0], velocity[1]))),
            }
        )
    return entries
