"""The rows of the 13 nuScenes tables."""

from __future__ import annotations

import hashlib

import numpy as np

from bevexport.world.classes import CATEGORIES
from bevexport.world.geometry import Pose, quaternion, rot_z
from bevexport.world.rig import CAMERAS, HEIGHT_PX, RIGS, WIDTH_PX
from bevexport.world.scene import LOCATIONS, Scene

TABLES = (
    "category",
    "attribute",
    "visibility",
    "instance",
    "sensor",
    "calibrated_sensor",
    "ego_pose",
    "log",
    "scene",
    "sample",
    "sample_data",
    "sample_annotation",
    "map",
)
LIDAR = "LIDAR_TOP"
CHANNELS = (*CAMERAS, LIDAR)
ATTRIBUTES = (
    "vehicle.moving",
    "vehicle.stopped",
    "vehicle.parked",
    "cycle.with_rider",
    "cycle.without_rider",
    "pedestrian.sitting_lying_down",
    "pedestrian.standing",
    "pedestrian.moving",
)
VISIBILITY_LEVELS = ("v0-40", "v40-60", "v60-80", "v80-100")
_VISIBILITY_EDGES = (0.4, 0.6, 0.8)
LIDAR_STERADIANS_PER_POINT = 0.0058 * 0.0233
"""A spinning lidar of 32 beams: radians between columns times radians between beams."""


def token(seed: int, *path: object) -> str:
    """A token that depends on the seed and the row's place alone."""
    return hashlib.md5("/".join(map(str, ("bevdrift-world", seed, *path))).encode(), usedforsecurity=False).hexdigest()


def visibility_token(fraction: float) -> str:
    """nuScenes' four bins of the visible part, "1" to "4"."""
    return str(1 + sum(fraction >= edge for edge in _VISIBILITY_EDGES))


def lidar_points(size_wlh: tuple[float, float, float], distance_m: float, fraction: float) -> int:
    """How many lidar points an object would get: its solid angle over the beams' spacing, times the visible part."""
    width, length, height = size_wlh
    area = 0.5 * (width + length) * height
    return int(fraction * area / max(distance_m, 1.0) ** 2 / LIDAR_STERADIANS_PER_POINT)


def shared_rows(seed: int) -> dict[str, list[dict]]:
    """Rows that belong to no scene."""
    calibrated = []
    for rig in RIGS:
        mounts = [(c.channel, c.ego_from_camera, c.intrinsic.tolist()) for c in rig.cameras] + [
            (LIDAR, rig.ego_from_lidar, [])
        ]
        for channel, mount, intrinsic in mounts:
            calibrated.append(
                {
                    "token": token(seed, "calibrated_sensor", rig.vehicle, channel),
                    "sensor_token": token(seed, "sensor", channel),
                    "translation": [float(v) for v in mount.translation],
                    "rotation": quaternion(mount.rotation),
                    "camera_intrinsic": intrinsic,
                }
            )
    return {
        "category": [
            {"token": token(seed, "category", c.name), "name": c.name, "description": c.detection} for c in CATEGORIES
        ],
        "attribute": [{"token": token(seed, "attribute", a), "name": a, "description": ""} for a in ATTRIBUTES],
        "visibility": [
            {"description": f"visibility of whole object is in {level}", "token": str(k + 1), "level": level}
            for k, level in enumerate(VISIBILITY_LEVELS)
        ],
        "sensor": [
            {"token": token(seed, "sensor", c), "channel": c, "modality": "lidar" if c == LIDAR else "camera"}
            for c in CHANNELS
        ],
        "calibrated_sensor": calibrated,
    }


def map_rows(seed: int, logs: list[dict]) -> list[dict]:
    """One map a location, naming its logs."""
    return [
        {
            "category": "semantic_prior",
            "token": token(seed, "map", place),
            "filename": f"maps/{token(seed, 'map', place)}.png",
            "log_tokens": [log["token"] for log in logs if log["location"] == place],
        }
        for place in LOCATIONS
    ]


def pose_row(row_token: str, timestamp_us: int, pose: Pose) -> dict:
    """A row of ego_pose."""
    return {
        "token": row_token,
        "timestamp": timestamp_us,
        "rotation": quaternion(pose.rotation),
        "translation": [float(v) for v in pose.translation],
    }


class SceneRows:
    """Collects the rows of one scene, keyframe by keyframe, and links them to chains."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._samples: list[dict] = []
        self._data: dict[str, list[dict]] = {c: [] for c in CHANNELS}
        self._poses: list[dict] = []
        self._annotations: dict[int, list[dict]] = {k: [] for k, a in enumerate(scene.actors) if a.category is not None}

    def _token(self, *path: object) -> str:
        return token(self._scene.seed, self._scene.name, *path)

    def add_keyframe(self, keyframe: int, timestamp_us: int, pixels: np.ndarray, alone: np.ndarray) -> None:
        """A sample with its annotations; ``pixels``, ``alone`` (A,): visible and full silhouettes, six pictures."""
        scene = self._scene
        time_s = (timestamp_us - scene.start_us) * 1e-6
        self._samples.append(
            {
                "token": self._token("sample", keyframe),
                "timestamp": timestamp_us,
                "prev": "",
                "next": "",
                "scene_token": self._token(),
            }
        )
        lidar = (scene.ego.pose(time_s) @ scene.rig.ego_from_lidar).translation
        heading = np.arctan2(scene.global_from_local.rotation[1, 0], scene.global_from_local.rotation[0, 0])
        for k, chain in self._annotations.items():
            actor = scene.actors[k]
            x, y, yaw = (float(v) for v in actor.at(np.float64(time_s)))
            centre = np.array([x, y, actor.size_wlh[2] / 2])
            fraction = float(pixels[k]) / float(alone[k]) if alone[k] else 0.0
            attributes = [token(scene.seed, "attribute", actor.attribute)] if actor.attribute else []
            chain.append(
                {
                    "token": self._token("annotation", k, keyframe),
                    "sample_token": self._token("sample", keyframe),
                    "instance_token": self._token("instance", k),
                    "visibility_token": visibility_token(fraction),
                    "attribute_tokens": attributes,
                    "translation": [round(float(v), 4) for v in scene.global_from_local.apply(centre)],
                    "size": list(actor.size_wlh),
                    "rotation": quaternion(rot_z(yaw + heading)),
                    "prev": "",
                    "next": "",
                    "num_lidar_pts": lidar_points(actor.size_wlh, float(np.linalg.norm(centre - lidar)), fraction),
                    "num_radar_pts": 0,
                }
            )

    def add_data(self, channel: str, keyframe: int, timestamp_us: int, filename: str) -> None:
        """A reading of a sensor and the ego's pose at its time."""
        scene = self._scene
        row_token = self._token("data", channel, keyframe)
        camera = channel != LIDAR
        self._poses.append(
            pose_row(
                row_token,
                timestamp_us,
                scene.global_from_local @ scene.ego.pose((timestamp_us - scene.start_us) * 1e-6),
            )
        )
        self._data[channel].append(
            {
                "token": row_token,
                "sample_token": self._token("sample", keyframe),
                "ego_pose_token": row_token,
                "calibrated_sensor_token": token(scene.seed, "calibrated_sensor", scene.rig.vehicle, channel),
                "timestamp": timestamp_us,
                "fileformat": "jpg" if camera else "pcd",
                "is_key_frame": True,
                "height": HEIGHT_PX if camera else 0,
                "width": WIDTH_PX if camera else 0,
                "filename": filename,
                "prev": "",
                "next": "",
            }
        )

    def rows(self) -> dict[str, list[dict]]:
        """All rows, linked; annotations keyframe by keyframe."""
        scene = self._scene
        for chain in (self._samples, *self._data.values(), *self._annotations.values()):
            for first, second in zip(chain, chain[1:], strict=False):
                first["next"], second["prev"] = second["token"], first["token"]
        log_token = self._token("log")
        return {
            "log": [
                {
                    "token": log_token,
                    "logfile": f"{scene.rig.vehicle}-{scene.name}",
                    "vehicle": scene.rig.vehicle,
                    "date_captured": "2020-09-13",
                    "location": scene.location,
                }
            ],
            "scene": [
                {
                    "token": self._token(),
                    "log_token": log_token,
                    "nbr_samples": len(self._samples),
                    "first_sample_token": self._samples[0]["token"],
                    "last_sample_token": self._samples[-1]["token"],
                    "name": scene.name,
                    "description": scene.description,
                }
            ],
            "sample": self._samples,
            "sample_data": [row for channel in CHANNELS for row in self._data[channel]],
            "ego_pose": self._poses,
            "instance": [
                {
                    "token": self._token("instance", k),
                    "category_token": token(scene.seed, "category", scene.actors[k].category.name),
                    "nbr_annotations": len(chain),
                    "first_annotation_token": chain[0]["token"],
                    "last_annotation_token": chain[-1]["token"],
                }
                for k, chain in self._annotations.items()
            ],
            "sample_annotation": [chain[k] for k in range(len(self._samples)) for chain in self._annotations.values()],
        }
