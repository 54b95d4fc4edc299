"""nuScenes tables of a frames folder, so that nuscenes-devkit reads what is evaluated here.

Equal to the frames when read again: tokens of scenes, samples, pictures and instances; times, poses, calibrations,
pictures, boxes with attributes, counts of points and visibility. Not in frames, so made up here: tokens of annotations,
poses, calibrations, logs (hashes), the LiDAR's files (named, not there), maps (one black pixel). The devkit takes a
box's velocity from the annotations before and after: where a frame was left out it differs from the frame's own.
A scene in several sequences becomes one again. No CAN bus is written.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

from bevexport import frames
from bevexport.errors import InputError

VISIBILITY = {"v0-40": "1", "v40-60": "2", "v60-80": "3", "v80-100": "4"}
LIDAR = "LIDAR_TOP"
TABLES = (
    "attribute", "calibrated_sensor", "category", "ego_pose", "instance", "log", "map", "sample", "sample_annotation",
    "sample_data", "scene", "sensor", "visibility",
)  # fmt: skip


def _token(*parts: Any) -> str:
    return hashlib.md5(json.dumps(parts).encode(), usedforsecurity=False).hexdigest()


class Tables:
    """The thirteen tables while frames are added; rows by token."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in TABLES}
        self._last: dict[tuple[str, str], str] = {}
        self._order: dict[str, int] = {}
        for level, token in VISIBILITY.items():
            self._put("visibility", token, level=level, description=level)

    def _put(self, table: str, token: str, **fields: Any) -> str:
        self.rows[table].setdefault(token, {"token": token, **fields})
        return token

    def _chain(self, table: str, kind: str, key: str, token: str, **fields: Any) -> str:
        """A row that names the one before and after it of the same key."""
        before = self._last.get((kind, key), "")
        if before:
            self.rows[table][before]["next"] = token
        self._last[kind, key] = token
        return self._put(table, token, prev=before, next="", **fields)

    def add(self, row: dict[str, Any]) -> None:
        sample, scene = row["sample_token"], row["scene_token"]
        self._order[sample] = row["sample_index"]
        log = self._put(
            "log", _token("log", row["log"], row["vehicle"], row["location"]), logfile=row["log"] or "",
            vehicle=row["vehicle"], date_captured="", location=row["location"],
        )  # fmt: skip
        of = self.rows["scene"].get(scene) or self.rows["scene"][
            self._put(
                "scene", scene, log_token=log, nbr_samples=0, first_sample_token=sample, last_sample_token=sample,
                name=row["scene_name"], description=row["description"],
            )
        ]  # fmt: skip
        of["nbr_samples"] += 1
        of["last_sample_token"] = sample
        self._chain("sample", "sample", scene, sample, timestamp=row["timestamp_us"], scene_token=scene)
        for camera in row["cameras"]:
            name = f"samples/{camera['channel']}/{camera['sample_data_token']}.jpg"
            self._sensor(row, camera, camera["sample_data_token"], name, "camera", "jpg")
        lidar = {"channel": LIDAR, "timestamp_us": row["timestamp_us"], "sensor2ego": row["lidar2ego"],
                 "ego2global": row["ego2global"], "width": 0, "height": 0}  # fmt: skip
        self._sensor(row, lidar, _token(LIDAR, sample), f"samples/{LIDAR}/{sample}.pcd.bin", "lidar", "pcd")
        for i, box in enumerate(row["boxes"]):
            self._box(sample, i, box)

    def _sensor(self, row: dict, sensor: dict, token: str, name: str, modality: str, fileformat: str) -> None:
        channel, at = sensor["channel"], sensor["sensor2ego"]
        of = self._put("sensor", _token("sensor", channel), channel=channel, modality=modality)
        flat = sensor.get("intrinsics")
        k = [flat[i : i + 3] for i in (0, 3, 6)] if flat else []
        calibration = self._put(
            "calibrated_sensor", _token(row["vehicle"], channel, at, k), sensor_token=of, **at, camera_intrinsic=k
        )
        pose = self._put("ego_pose", _token("pose", token), timestamp=sensor["timestamp_us"], **sensor["ego2global"])
        self._chain(
            "sample_data", channel, row["scene_token"], token, sample_token=row["sample_token"], ego_pose_token=pose,
            calibrated_sensor_token=calibration, timestamp=sensor["timestamp_us"], fileformat=fileformat,
            is_key_frame=True, height=sensor["height"], width=sensor["width"], filename=name,
        )  # fmt: skip

    def _box(self, sample: str, i: int, box: dict[str, Any]) -> None:
        category = self._put("category", _token("category", box["category"]), name=box["category"], description="")
        token = _token("annotation", sample, i)
        instance = self._put(
            "instance", box["instance_token"], category_token=category, nbr_annotations=0,
            first_annotation_token=token, last_annotation_token=token,
        )  # fmt: skip
        self.rows["instance"][instance]["nbr_annotations"] += 1
        self.rows["instance"][instance]["last_annotation_token"] = token
        names = [self._put("attribute", _token("attribute", a), name=a, description="") for a in box["attributes"]]
        self._chain(
            "sample_annotation", "box", instance, token, sample_token=sample, instance_token=instance,
            visibility_token=VISIBILITY.get(box["visibility"], ""), attribute_tokens=names,
            translation=box["translation"], size=box["size"], rotation=box["rotation"],
            num_lidar_pts=box["num_lidar_pts"], num_radar_pts=box["num_radar_pts"],
        )  # fmt: skip

    def write(self, root: Path, version: str, split: str) -> None:
        """The tables, samples in their old order; splits.json names all scenes."""
        samples = self.rows["sample"]
        self.rows["sample"] = {t: samples[t] for t in sorted(samples, key=self._order.__getitem__)}
        self._put("map", _token("map"), log_tokens=list(self.rows["log"]), category="semantic_prior",
                  filename="maps/none.png")  # fmt: skip
        (root / "maps").mkdir(exist_ok=True)
        cv2.imwrite(str(root / "maps/none.png"), np.zeros((1, 1), np.uint8))
        folder = root / version
        folder.mkdir()
        for name, rows in self.rows.items():
            (folder / f"{name}.json").write_text(json.dumps(list(rows.values())), encoding="utf-8")
        splits = {split: sorted(row["name"] for row in self.rows["scene"].values())}
        (folder / "splits.json").write_text(json.dumps(splits), encoding="utf-8")


def write(folder: Path, out: Path, version: str) -> tuple[int, int]:
    """Writes tables and pictures into a new folder; how many scenes and frames."""
    if out.exists() and any(out.iterdir()):
        raise InputError(f"Cannot write tables to {out}: it is not empty, expected an empty or a new folder")
    if Path(version).name != version:
        raise InputError(f"Cannot use version {version}: it has a slash, expected a name such as v1.0-mine")
    tables, found = Tables(), frames.scenes(folder)
    out.mkdir(parents=True, exist_ok=True)
    for scene in tqdm(found, desc="scenes", unit="scene", delay=2, disable=None):
        for frame in scene.frames():
            for camera in frame.row["cameras"]:
                path = out / "samples" / camera["channel"] / f"{Path(camera['sample_data_token']).name}.jpg"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(frame.jpeg(camera))
            tables.add(frame.row)
    tables.write(out, version, str(frames.dataset(folder).get("split", "all")))
    return len(tables.rows["scene"]), len(tables.rows["sample"])
