"""The rows of one scene: its keyframes, what its sensors saw, its boxes, linked to chains."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

import numpy as np

from bevexport.errors import InputError
from bevexport.frames import Frame
from bevexport.tables.shared import Row, SharedRows, token

LIDAR = "LIDAR_TOP"
NEEDED = ("scene_name", "location", "vehicle", "description", "boxes")
"""Columns that the tables need beyond those of the model's inputs."""
MAX_TIME_DIFFERENCE_S = 1.5
"""The devkit knows no velocity across a longer time between two annotations."""


class SceneRows:
    """Collects a scene's rows, keyframe by keyframe in time order."""

    def __init__(self, shared: SharedRows) -> None:
        self._shared = shared
        self.samples: list[Row] = []
        self.positions: list[int] = []  # of each sample in the original's sample.json
        self.poses: list[Row] = []
        self.messages: list[Row] = []
        self.annotations: list[Row] = []
        self.velocities_differ = 0
        self._first: Frame
        self._data: dict[str, list[Row]] = {}
        self._boxes: dict[str, list[Row]] = {}  # an instance's annotations
        self._categories: dict[str, str] = {}
        self._velocities: list[list[float] | None] = []

    def add(self, frame: Frame) -> None:
        """A keyframe later than those before."""
        row = frame.row
        for column in NEEDED:
            if row.get(column) is None:
                raise InputError(f"Cannot use {frame.where}: {column} is null or absent, expected a value")
        if not self.samples:
            self._first = frame
        elif row["timestamp_us"] <= self.samples[-1]["timestamp"]:
            raise InputError(f"Cannot use {frame.where}: time runs backwards, expected sequences in time order")
        elif row["scene_name"] != self._first.row["scene_name"]:
            raise InputError(
                f"Cannot use {frame.where}: scene_name is {row['scene_name']}, expected {self._first.row['scene_name']}"
            )
        self.samples.append(_linked({"timestamp": row["timestamp_us"], "scene_token": row["scene_token"]}, frame))
        self.positions.append(row["sample_index"])
        for camera in row["cameras"]:
            matrix = np.reshape(camera["intrinsics"], (3, 3)).tolist()
            sensor = self._shared.calibrated_sensor(camera["channel"], camera["sensor2ego"], matrix)
            size = camera["width"], camera["height"]
            self._saw(
                frame, camera["channel"], camera["sample_data_token"], camera["timestamp_us"], camera["ego2global"],
                sensor, picture_name(camera), size,
            )  # fmt: skip
        sensor = self._shared.calibrated_sensor(LIDAR, row["lidar2ego"], [])
        own = token("lidar", row["sample_token"])
        file = f"samples/{LIDAR}/{own}.pcd.bin"
        self._saw(frame, LIDAR, own, row["timestamp_us"], row["ego2global"], sensor, file, (0, 0))
        self.messages.append(_message(row))
        for k, box in enumerate(row["boxes"]):
            self._add_box(frame, k, box)

    def _saw(
        self, frame: Frame, channel: str, own: str, time_us: int, pose: Row, sensor: str, file: str,
        size: tuple[int, int],
    ) -> None:  # fmt: skip
        place = {"translation": pose["translation"], "rotation": pose["rotation"]}
        self.poses.append({"token": own, "timestamp": time_us, **place})
        self._data.setdefault(channel, []).append(
            {
                "token": own,
                "sample_token": frame.row["sample_token"],
                "ego_pose_token": own,
                "calibrated_sensor_token": sensor,
                "timestamp": time_us,
                "fileformat": "pcd" if channel == LIDAR else "jpg",
                "is_key_frame": True,
                "width": size[0],
                "height": size[1],
                "filename": file,
                "prev": "",
                "next": "",
            }
        )

    def _add_box(self, frame: Frame, k: int, box: Row) -> None:
        instance, where = box["instance_token"], f"{frame.where}, box {k}"
        known = self._categories.setdefault(instance, box["category"])
        if box["category"] != known:
            raise InputError(
                f"Cannot use {where}: category is {box['category']}, expected {known} as before of instance {instance}"
            )
        chain = self._boxes.setdefault(instance, [])
        if chain and chain[-1]["sample_token"] == frame.row["sample_token"]:
            raise InputError(f"Cannot use {where}: instance_token {instance} comes twice, expected once a keyframe")
        row = {
            "token": token("annotation", frame.row["sample_token"], instance),
            "sample_token": frame.row["sample_token"],
            "instance_token": instance,
            "visibility_token": self._shared.visibility(box["visibility"]),
            "attribute_tokens": [self._shared.attribute(name) for name in box["attributes"]],
            "translation": box["translation"],
            "size": box["size"],
            "rotation": box["rotation"],
            "prev": "",
            "next": "",
            "num_lidar_pts": box["num_lidar_pts"],
            "num_radar_pts": box["num_radar_pts"],
        }
        chain.append(row)
        self.annotations.append(row)
        self._velocities.append(box["velocity"])

    def finish(self) -> None:
        """Links the chains; then it is known how many velocities a reader of the tables finds otherwise."""
        for chain in (self.samples, *self._data.values(), *self._boxes.values()):
            for first, second in zip(chain, chain[1:], strict=False):
                first["next"], second["prev"] = second["token"], first["token"]
        times = {s["token"]: s["timestamp"] for s in self.samples}
        by_token = {a["token"]: a for a in self.annotations}
        for row, had in zip(self.annotations, self._velocities, strict=True):
            if velocity(row, by_token, times) != (None if had is None or np.isnan(had).any() else had):
                self.velocities_differ += 1

    @property
    def data(self) -> Iterable[Row]:
        return (row for chain in self._data.values() for row in chain)

    def instances(self) -> list[Row]:
        return [
            {
                "token": instance,
                "category_token": self._shared.category(self._categories[instance]),
                "nbr_annotations": len(chain),
                "first_annotation_token": chain[0]["token"],
                "last_annotation_token": chain[-1]["token"],
            }
            for instance, chain in self._boxes.items()
        ]

    def scene(self) -> Row:
        row = self._first.row
        date = datetime.fromtimestamp(row["timestamp_us"] * 1e-6, timezone.utc).date().isoformat()
        return {
            "token": row["scene_token"],
            "log_token": self._shared.log(row, date),
            "nbr_samples": len(self.samples),
            "first_sample_token": self.samples[0]["token"],
            "last_sample_token": self.samples[-1]["token"],
            "name": row["scene_name"],
            "description": row["description"],
        }

    def moved(self) -> bool:
        """Whether the frames know more of the vehicle's motion than its place."""
        return any(any(m["accel"] + m["rotation_rate"] + m["vel"]) for m in self.messages)


def picture_name(camera: Row) -> str:
    """Where a picture lies, from the data set's root."""
    return f"samples/{camera['channel']}/{camera['sample_data_token']}.jpg"


def velocity(row: Row, by_token: dict[str, Row], times_us: dict[str, int]) -> list[float] | None:
    """Metres per second along x and y, as readers of the tables derive it; None where it is unknown.

    Source: nuscenes-devkit, `NuScenes.box_velocity`, in its order of arithmetic.
    """
    if not row["prev"] and not row["next"]:
        return None
    first, last = by_token.get(row["prev"], row), by_token.get(row["next"], row)
    seconds = 1e-6 * times_us[last["sample_token"]] - 1e-6 * times_us[first["sample_token"]]
    if seconds > MAX_TIME_DIFFERENCE_S * (2 if row["prev"] and row["next"] else 1):
        return None
    return [(b - a) / seconds for a, b in zip(first["translation"][:2], last["translation"][:2], strict=True)]


def _linked(fields: Row, frame: Frame) -> Row:
    return {"token": frame.row["sample_token"], **fields, "prev": "", "next": ""}


def _message(row: Row) -> Row:
    """The pose message that a reader takes for this keyframe: the first one after its time."""
    signals, pose = row["can_bus"], row["ego2global"]
    return {
        "utime": row["timestamp_us"] + 1,
        "pos": pose["translation"],
        "orientation": pose["rotation"],
        "accel": signals[7:10],
        "rotation_rate": signals[10:13],
        "vel": signals[13:16],
    }
