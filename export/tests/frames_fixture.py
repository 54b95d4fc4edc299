"""Writes small frames folders for tests: noise pictures, two vehicles, an ego that drives and turns."""

import math
from pathlib import Path

import cv2
import numpy as np

from bevexport.infos.table import SequenceFile, finish
from bevexport.model.config import CAMERAS
from bevexport.model.nuscenes import multiply

HEADINGS_DEG = (0.0, -56.0, 55.0, 180.0, 108.0, -109.0)  # of each camera, counter-clockwise from the ego's front
CAMERA_AXES = np.array([0.5, -0.5, 0.5, -0.5])  # camera looking forward: x right, y down, z ahead


def about_z(degrees):
    return np.array([math.cos(math.radians(degrees) / 2), 0.0, 0.0, math.sin(math.radians(degrees) / 2)])


def pose(translation, rotation):
    return {"translation": [float(v) for v in translation], "rotation": [float(v) for v in rotation]}


def noise_jpeg(rng, h, w):
    coarse = rng.integers(0, 256, (h // 10, w // 10, 3), dtype=np.uint8)
    return cv2.imencode(".jpg", cv2.resize(coarse, (w, h)))[1].tobytes()


def camera(rng, i, vehicle, at, heading_deg, time_us, size):
    h, w = size
    turn = HEADINGS_DEG[i] + (1.5 * vehicle * (-1) ** i)
    place = [1.7 * math.cos(math.radians(turn)), 0.5 * math.sin(math.radians(turn)), 1.5 + 0.2 * vehicle]
    focal = w * (0.5 if i == 3 else 0.79)
    return {
        "channel": CAMERAS[i],
        "sample_data_token": f"data-{time_us}-{i}",
        "timestamp_us": time_us + 4000 * i,
        "jpeg": noise_jpeg(rng, h, w),
        "sha256": "",
        "width": w,
        "height": h,
        "intrinsics": [focal, 0.0, w / 2 + 3.0, 0.0, focal, h / 2 + 2.0, 0.0, 0.0, 1.0],
        "sensor2ego": pose(place, multiply(about_z(turn), CAMERA_AXES)),
        "ego2global": pose([at[0] + 0.02 * i, at[1], at[2]], about_z(heading_deg + 0.02 * i)),
    }


def frame(rng, scene, k, size):
    vehicle = scene % 2
    heading = 30.0 + 80 * scene + 4.5 * k
    at = [500.0 + 3.1 * k, 800.0 + 90 * scene + 1.2 * k, 0.1 * k]
    time_us = 1_000_000 + 60_000_000 * scene + 500_000 * k
    can_bus = np.zeros(18)
    can_bus[:3], can_bus[3:7] = at, about_z(heading)[0]
    can_bus[7:16] = [0.2, -0.1, 9.8, 0.01, 0.02, 0.16, 6.0 + scene, 0.0, 0.0]
    can_bus[16], can_bus[17] = math.radians(heading), heading
    return {
        "scene_token": f"scene{scene}",
        "scene_name": f"scene-{scene:04d}",
        "sequence": 0,
        "sample_token": f"sample-{scene}-{k}",
        "prev_sample_token": None if k == 0 else f"sample-{scene}-{k - 1}",
        "sample_index": 100 * scene + k,
        "timestamp_us": time_us,
        "location": "nowhere",
        "vehicle": f"vehicle{vehicle}",
        "log": None,
        "description": "noise",
        "cameras": [camera(rng, i, vehicle, at, heading, time_us, size) for i in range(6)],
        "lidar2ego": pose([0.9, 0.0, 1.8], about_z(-90.0)),
        "ego2global": pose(at, about_z(heading)),
        "can_bus": can_bus.tolist(),
        "boxes": [],
    }


def write_frames(
    folder: Path, scenes: int = 2, frames: int = 3, size: tuple[int, int] = (180, 320), prefix: str = ""
) -> Path:
    """A frames folder; vehicles alternate from scene to scene. Scene tokens begin with the prefix."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.Generator(np.random.PCG64(5))
    index = []
    for scene in range(scenes):
        # Two rows a group, so that three frames lie in two groups.
        file = SequenceFile(folder, f"scene-{scene:04d}", 0, rows_a_group=2)
        for k in range(frames):
            row = frame(rng, scene, k, size)
            file.write({**row, "scene_token": prefix + row["scene_token"]})
        index.append(file.close())
    finish(folder, index, {"schema_version": 1, "name": "noise", "synthetic": True, "notice": "synthetic data: noise"})
    return folder
