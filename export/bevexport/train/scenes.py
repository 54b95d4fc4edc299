"""Reads the nuScenes tables of one split into frames: calibration, ego motion and boxes in the LiDAR frame."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyquaternion import Quaternion

from .targets import CLASSES, lidar_boxes

CAMERAS = ("CAM_FRONT", "CAM_FRONT_RIGHT", "CAM_FRONT_LEFT", "CAM_BACK", "CAM_BACK_LEFT", "CAM_BACK_RIGHT")
MAX_TIME_DIFF_S = 1.5  # the devkit's limit for a velocity from the neighbouring keyframes

_DETECTION_NAMES = {
    "movable_object.barrier": "barrier",
    "vehicle.bicycle": "bicycle",
    "vehicle.bus.bendy": "bus",
    "vehicle.bus.rigid": "bus",
    "vehicle.car": "car",
    "vehicle.construction": "construction_vehicle",
    "vehicle.motorcycle": "motorcycle",
    "human.pedestrian.adult": "pedestrian",
    "human.pedestrian.child": "pedestrian",
    "human.pedestrian.construction_worker": "pedestrian",
    "human.pedestrian.police_officer": "pedestrian",
    "movable_object.trafficcone": "traffic_cone",
    "vehicle.trailer": "trailer",
    "vehicle.truck": "truck",
}


@dataclass(frozen=True)
class Pose:
    """A rigid motion: metres, and a quaternion w, x, y, z."""

    translation: tuple[float, ...]
    rotation: tuple[float, ...]

    @classmethod
    def of(cls, row: dict) -> "Pose":
        return cls(tuple(row["translation"]), tuple(row["rotation"]))

    def matrix(self) -> np.ndarray:
        out = Quaternion(self.rotation).transformation_matrix
        out[:3, 3] = self.translation
        return out


@dataclass(frozen=True, eq=False)
class Frame:
    """One keyframe. Arrays are float64; the LiDAR frame has x right, y forward, z up, metres."""

    scene: str
    sample_token: str
    image_paths: tuple[Path, ...]  # six, in the order of CAMERAS
    lidar2img: np.ndarray  # (6, 4, 4), to pixels of the stored picture
    can_bus: np.ndarray  # (18,), raw and absolute
    lidar2ego: Pose
    ego2global: Pose  # at the LiDAR's time
    boxes: np.ndarray  # (N, 9): x, y, z of the centre of gravity, w, l, h, yaw (mmdet3d 0.17), vx, vy (NaN: unknown)
    labels: np.ndarray  # (N,) index into CLASSES


def read_split(dataroot: Path, version: str, split: str) -> list[list[Frame]]:
    """The scenes of a split in the order of splits.json, each a list of frames in time order."""
    return _Tables(dataroot, version).scenes(split)


class _Tables:
    def __init__(self, dataroot: Path, version: str):
        self.dataroot, self.folder = dataroot, dataroot / version
        if not self.folder.is_dir():
            raise ValueError(f"Cannot read {self.folder}: no such folder, expected the nuScenes tables of --version")
        self.by_token = {
            name: {row["token"]: row for row in self._rows(name)}
            for name in (
                "sample",
                "scene",
                "calibrated_sensor",
                "ego_pose",
                "sensor",
                "sample_annotation",
                "instance",
                "category",
            )
        }
        self.data: dict[str, dict[str, dict]] = {}
        for row in self._rows("sample_data"):
            if row["is_key_frame"]:
                sensor_token = self.by_token["calibrated_sensor"][row["calibrated_sensor_token"]]["sensor_token"]
                channel = self.by_token["sensor"][sensor_token]["channel"]
                self.data.setdefault(row["sample_token"], {})[channel] = row
        self.annotations: dict[str, list[dict]] = {}
        for row in self.by_token["sample_annotation"].values():
            self.annotations.setdefault(row["sample_token"], []).append(row)

    def _rows(self, table: str) -> list[dict]:
        return json.loads((self.folder / f"{table}.json").read_text())

    def scenes(self, split: str) -> list[list[Frame]]:
        splits = json.loads((self.folder / "splits.json").read_text())
        if split not in splits:
            raise ValueError(f"Cannot use --split {split}: {self.folder / 'splits.json'} has {sorted(splits)}")
        by_name = {scene["name"]: scene for scene in self.by_token["scene"].values()}
        return [self._frames(by_name[name]) for name in splits[split]]

    def _frames(self, scene: dict) -> list[Frame]:
        pose_file = self.dataroot / "can_bus" / f"{scene['name']}_pose.json"
        messages = json.loads(pose_file.read_text()) if pose_file.is_file() else []
        frames, token = [], scene["first_sample_token"]
        while token:
            sample = self.by_token["sample"][token]
            frames.append(self._frame(scene["name"], sample, messages))
            token = sample["next"]
        return frames

    def _poses(self, data: dict) -> tuple[Pose, Pose]:
        """Sensor to ego, and ego to global at the sensor's own time."""
        return (
            Pose.of(self.by_token["calibrated_sensor"][data["calibrated_sensor_token"]]),
            Pose.of(self.by_token["ego_pose"][data["ego_pose_token"]]),
        )

    def _frame(self, scene_name: str, sample: dict, messages: list[dict]) -> Frame:
        data = self.data[sample["token"]]
        lidar2ego, ego2global = self._poses(data["LIDAR_TOP"])
        lidar2global, lidar2img = ego2global.matrix() @ lidar2ego.matrix(), []
        for channel in CAMERAS:
            sensor2ego, camera_ego2global = self._poses(data[channel])
            intrinsics = np.eye(4)
            sensor = self.by_token["calibrated_sensor"][data[channel]["calibrated_sensor_token"]]
            intrinsics[:3, :3] = sensor["camera_intrinsic"]
            lidar2img.append(
                intrinsics
                @ np.linalg.inv(sensor2ego.matrix())
                @ np.linalg.inv(camera_ego2global.matrix())
                @ lidar2global
            )
        boxes, labels = self._boxes(sample, lidar2global)
        return Frame(
            scene_name,
            sample["token"],
            tuple(self.dataroot / data[c]["filename"] for c in CAMERAS),
            np.stack(lidar2img),
            can_bus(ego2global, sample["timestamp"], messages),
            lidar2ego,
            ego2global,
            boxes,
            labels,
        )

    def _boxes(self, sample: dict, lidar2global: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows, labels = [], []
        for annotation in self.annotations.get(sample["token"], ()):
            instance = self.by_token["instance"][annotation["instance_token"]]
            name = _DETECTION_NAMES.get(self.by_token["category"][instance["category_token"]]["name"])
            if name is None or annotation["num_lidar_pts"] + annotation["num_radar_pts"] == 0:
                continue
            labels.append(CLASSES.index(name))
            rows.append((annotation, self._velocity(annotation)))
        return lidar_boxes(rows, lidar2global), np.array(labels, np.int64)

    def _velocity(self, annotation: dict) -> np.ndarray:
        """Metres per second in the global frame, by the devkit's central difference; NaN where unknown."""
        first = self.by_token["sample_annotation"].get(annotation["prev"], annotation)
        last = self.by_token["sample_annotation"].get(annotation["next"], annotation)
        if first is last:
            return np.full(3, np.nan)
        times = [self.by_token["sample"][a["sample_token"]]["timestamp"] for a in (first, last)]
        seconds = 1e-6 * times[1] - 1e-6 * times[0]
        limit = MAX_TIME_DIFF_S * (2 if annotation["prev"] and annotation["next"] else 1)
        if seconds > limit:
            return np.full(3, np.nan)
        return (np.array(last["translation"]) - np.array(first["translation"])) / seconds


def can_bus(ego2global: Pose, timestamp_us: int, messages: list[dict]) -> np.ndarray:
    """The raw 18-vector as the original's converter makes it, absolute.

    [0:3] position, [3:7] the quaternion's w four times, [7:16] acceleration, rotation rate and velocity of the first
    CAN message after the sample's time, [16] yaw in radians, [17] the same in degrees, in [0, 360).
    """
    out = np.zeros(18)
    if messages:
        after = next((m for m in messages if m["utime"] > timestamp_us), messages[-1])
        out[7:16] = [*after["accel"], *after["rotation_rate"], *after["vel"]]
    rotation = Quaternion(ego2global.rotation)
    forward = rotation.rotate([1.0, 0.0, 0.0])
    yaw_deg = np.degrees(np.arctan2(forward[1], forward[0]))
    out[0:3], out[3:7] = ego2global.translation, rotation.w
    out[17] = yaw_deg + 360 if yaw_deg < 0 else yaw_deg
    out[16] = np.radians(out[17])
    return out


def since(now: np.ndarray, before: np.ndarray | None) -> np.ndarray:
    """What a graph is fed: position and yaw in degrees relative to the frame the model saw last, or 0 without one."""
    fed = now.copy()
    for part in (slice(0, 3), slice(17, 18)):
        fed[part] = 0.0 if before is None else now[part] - before[part]
    return fed
