"""Synthetic nuScenes tables of trainval's size (or any share of it): right rows, six small pictures.

    python tables.py OUT --scenes 850

Every scene has 40 keyframes or 41 (34,149 in all for 850), 35 boxes a keyframe (1.2 M), and 77 rows of sample_data
a keyframe (2.6 M: twelve sensors, most rows between keyframes), with a pose for each. All keyframes of a camera show
one picture of 32x18.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np

CAMERAS = ("CAM_FRONT", "CAM_FRONT_RIGHT", "CAM_FRONT_LEFT", "CAM_BACK", "CAM_BACK_LEFT", "CAM_BACK_RIGHT")
RADARS = ("RADAR_FRONT", "RADAR_FRONT_LEFT", "RADAR_FRONT_RIGHT", "RADAR_BACK_LEFT", "RADAR_BACK_RIGHT")
SENSORS = (*CAMERAS, "LIDAR_TOP", *RADARS)
WIDTH, HEIGHT = 32, 18
BOXES, SWEEPS = 35, 77
VERSION = "v1.0-trainval"


def token(kind: int, *numbers: int) -> str:
    """32 hexadecimal digits, as nuScenes' tokens have."""
    return f"{kind:02x}" + "".join(f"{n:010x}" for n in (*numbers, 0, 0, 0)[:3])


def write(folder: Path, table: str, rows: Iterable[dict]) -> int:
    """One JSON array, a row a line; returns how many."""
    count = 0
    with open(folder / f"{table}.json", "w", encoding="utf-8") as out:
        for row in rows:
            out.write((",\n" if count else "[\n") + json.dumps(row))
            count += 1
        out.write("\n]\n")
    return count


def keyframes(scenes: int) -> list[tuple[int, int, int]]:
    """Scene, keyframe, how many keyframes the scene has."""
    return [
        (s, k, n) for s in range(scenes) for n in (40 + (s * 149 // 850 != (s + 1) * 149 // 850),) for k in range(n)
    ]


def time_us(scene: int, keyframe: int) -> int:
    return 1_500_000_000_000_000 + scene * 60_000_000 + keyframe * 500_000


def chain(kind: int, scene: int, keyframe: int, count: int, *rest: int) -> dict:
    """The tokens of the rows before and after in a chain."""
    return {
        "prev": token(kind, scene, keyframe - 1, *rest) if keyframe else "",
        "next": token(kind, scene, keyframe + 1, *rest) if keyframe + 1 < count else "",
    }


def samples(frames: list[tuple[int, int, int]]) -> Iterator[dict]:
    for s, k, n in frames:
        row = {"token": token(1, s, k), "timestamp": time_us(s, k), "scene_token": token(2, s)}
        yield {**row, **chain(1, s, k, n)}


def sensor_rows(frames: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, str, bool]]:
    """Scene, keyframe, number, channel, whether it is the keyframe's own; the keyframe's rows come first."""
    for s, k, _ in frames:
        for i in range(SWEEPS):
            yield s, k, i, SENSORS[i % len(SENSORS)], i < len(SENSORS)


def sample_data(frames: list[tuple[int, int, int]]) -> Iterator[dict]:
    for s, k, i, channel, key in sensor_rows(frames):
        camera = channel.startswith("CAM")
        yield {
            "token": token(3, s, k, i),
            "sample_token": token(1, s, k),
            "ego_pose_token": token(3, s, k, i),
            "calibrated_sensor_token": token(4, SENSORS.index(channel)),
            "timestamp": time_us(s, k) + i * 5000,
            "fileformat": "jpg" if camera else "pcd",
            "is_key_frame": key,
            "height": HEIGHT if camera else 0,
            "width": WIDTH if camera else 0,
            "filename": f"samples/{channel}/picture.jpg" if key else f"sweeps/{channel}/{s}-{k}-{i}.jpg",
            "prev": "",
            "next": "",
        }


def ego_poses(frames: list[tuple[int, int, int]]) -> Iterator[dict]:
    for s, k, i, _, _ in sensor_rows(frames):
        half = 0.001 * k
        yield {
            "token": token(3, s, k, i),
            "timestamp": time_us(s, k) + i * 5000,
            "rotation": [math.cos(half), 0.0, 0.0, math.sin(half)],
            "translation": [400 + 2.5 * k, 1100 + 0.1 * i, 0.0],
        }


def annotations(frames: list[tuple[int, int, int]]) -> Iterator[dict]:
    for s, k, n in frames:
        for b in range(BOXES):
            yield {
                "token": token(5, s, k, b),
                "sample_token": token(1, s, k),
                "instance_token": token(6, s, b),
                "visibility_token": str(1 + b % 4),
                "attribute_tokens": [token(8, 0)],
                "translation": [400 + 2.5 * k + b, 1090 + b, 1.0],
                "size": [1.9, 4.5, 1.6],
                "rotation": [1.0, 0.0, 0.0, 0.0],
                **chain(5, s, k, n, b),
                "num_lidar_pts": b,
                "num_radar_pts": 0,
            }


def small_tables(scenes: int) -> dict[str, list[dict]]:
    pose = {"translation": [1.0, 0.5, 1.5], "rotation": [0.5, -0.5, 0.5, -0.5]}
    intrinsic = [[20.0, 0.0, 16.0], [0.0, 20.0, 9.0], [0.0, 0.0, 1.0]]
    return {
        "log": [
            {"token": token(9, 0), "logfile": "drive", "vehicle": "n015", "date_captured": "", "location": "somewhere"}
        ],
        "category": [{"token": token(7, 0), "name": "vehicle.car", "description": ""}],
        "attribute": [{"token": token(8, 0), "name": "vehicle.moving", "description": ""}],
        "visibility": [{"token": str(1 + i), "level": f"v{i}", "description": ""} for i in range(4)],
        "instance": [
            {"token": token(6, s, b), "category_token": token(7, 0), "nbr_annotations": 40}
            for s, b in itertools.product(range(scenes), range(BOXES))
        ],
        "sensor": [{"token": token(10, i), "channel": c, "modality": ""} for i, c in enumerate(SENSORS)],
        "calibrated_sensor": [
            {
                "token": token(4, i),
                "sensor_token": token(10, i),
                **pose,
                "camera_intrinsic": intrinsic if c in CAMERAS else [],
            }
            for i, c in enumerate(SENSORS)
        ],
        "scene": [
            {"token": token(2, s), "name": f"made-{s:04d}", "description": "", "log_token": token(9, 0)}
            for s in range(scenes)
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scenes", type=int, default=850)
    args = parser.parse_args()
    folder = args.out / VERSION
    folder.mkdir(parents=True, exist_ok=True)
    frames = keyframes(args.scenes)
    counts = {name: write(folder, name, rows) for name, rows in small_tables(args.scenes).items()}
    for name, rows in {
        "sample": samples(frames),
        "sample_data": sample_data(frames),
        "ego_pose": ego_poses(frames),
        "sample_annotation": annotations(frames),
    }.items():
        counts[name] = write(folder, name, rows)
    (folder / "splits.json").write_text(json.dumps({"made": [f"made-{s:04d}" for s in range(args.scenes)]}))
    picture = cv2.imencode(".jpg", np.full((HEIGHT, WIDTH, 3), 90, np.uint8))[1].tobytes()
    for channel in CAMERAS:
        (args.out / "samples" / channel).mkdir(parents=True, exist_ok=True)
        (args.out / "samples" / channel / "picture.jpg").write_bytes(picture)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
