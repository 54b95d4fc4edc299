"""One entry of an info file, its fields checked, its boxes turned back into the global frame."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from bevexport.errors import InputError
from bevexport.frames import pose
from bevexport.infos.unpickle import plain
from bevexport.model.config import CAMERAS
from bevexport.model.nuscenes import matrix_of

DETECTION_NAMES = (
    "car", "truck", "bus", "trailer", "construction_vehicle", "pedestrian", "motorcycle", "bicycle", "traffic_cone",
    "barrier",
)  # fmt: skip
CAN_BUS_SIZE = 18
_LEAST_UPRIGHT = 0.5
"""Cosine of the LiDAR's lean: below it, the LiDAR's x and y no longer tell a heading."""
_FILE_NAME = re.compile(r"((\w+?)-\d{4}-\d\d-\d\d-[^_/]+)__LIDAR_TOP__")


@dataclass(frozen=True)
class Info:
    """An entry and where it stands: `address` is its file and row."""

    address: str
    fields: dict[str, Any]
    position: int

    def fault(self, field: str, fact: str, expected: str) -> InputError:
        return InputError(f"Cannot use {self.address}: {field} {fact}, expected {expected}")

    def _value(self, field: str, kind: type, expected: str, of: dict[str, Any] | None = None) -> Any:
        record = self.fields if of is None else of
        name = field.rsplit(".", 1)[-1]
        if name not in record:
            raise self.fault(field, "is not there", expected)
        value = plain(record[name])
        if not isinstance(value, kind) or isinstance(value, bool):
            raise self.fault(field, f"is {type(value).__name__}", expected)
        return value

    def text(self, field: str, of: dict[str, Any] | None = None) -> str:
        value = self._value(field, str, "text", of)
        if not value or not value.isprintable():  # half a surrogate pair, too, could be neither written nor shown
            raise self.fault(field, f"is {ascii(value)[:80]}", "printable text")
        return value

    def text_or_none(self, field: str) -> str | None:
        """Text; None for the empty one."""
        return None if self._value(field, str, "text") == "" else self.text(field)

    def time_us(self, field: str, of: dict[str, Any] | None = None) -> int:
        value = self._value(field, (int, float), "microseconds", of)
        if not (0 <= value < 2**63 and value == int(value)):
            raise self.fault(field, "is no time", "whole microseconds")
        return int(value)

    def numbers(self, field: str, shape: tuple[int, ...], of: dict[str, Any] | None = None) -> np.ndarray:
        """float64 of a list, nested as deep as the shape says, or of an array; -1 stands for any length."""
        expected = f"{'x'.join(str(n) if n >= 0 else 'N' for n in shape)} numbers"
        value = self._value(field, (list, tuple, np.ndarray), expected, of)
        if not isinstance(value, np.ndarray):
            _check_nested(value, shape, lambda: self.fault(field, "holds something else", expected))
            value = np.array(value, np.float64).reshape([len(value), *shape[1:]])
        if value.ndim == 1 and value.size == 0 and shape[0] == -1:
            value = value.reshape(0, *shape[1:])  # numpy's shape of an empty list
        fits = value.ndim == len(shape) and all(n in (-1, m) for n, m in zip(shape, value.shape, strict=True))
        if not fits or value.dtype.kind not in "iuf":
            raise self.fault(field, f"is {'x'.join(map(str, value.shape))} of {value.dtype}", expected)
        return value.astype(np.float64)

    def finite(self, field: str, shape: tuple[int, ...], of: dict[str, Any] | None = None) -> np.ndarray:
        value = self.numbers(field, shape, of)
        if not np.isfinite(value).all():
            raise self.fault(field, "holds NaN or infinity", "finite numbers")
        return value

    def counts(self, field: str, n: int) -> np.ndarray:
        value = self.finite(field, (n,)) if n else np.zeros(0)
        if ((value < 0) | (value >= 2**31) | (value != np.floor(value))).any():
            raise self.fault(field, "holds something else", "counts of points")
        return value.astype(np.int64)

    def pose(self, name: str, of: dict[str, Any] | None = None, within: str = "") -> dict[str, Any]:
        translation = self.finite(f"{within}{name}_translation", (3,), of)
        rotation = self.numbers(f"{within}{name}_rotation", (4,), of)
        if not abs(np.linalg.norm(rotation) - 1) <= 1e-3:
            raise self.fault(f"{within}{name}_rotation", f"has length {np.linalg.norm(rotation)}", "a unit quaternion")
        return {"translation": translation.tolist(), "rotation": rotation.tolist()}

    def drive(self) -> tuple[str | None, str]:
        """Log and vehicle, as the LiDAR file's name tells them; a null log where it doesn't."""
        found = _FILE_NAME.search(self.text("lidar_path")) if "lidar_path" in self.fields else None
        return (found[1], found[2]) if found else (None, "unknown")

    def cameras(self) -> list[dict[str, Any]]:
        """Six cameras without their pictures; `data_path` says where these are."""
        cams = self._value("cams", dict, "six cameras by name")
        rows = []
        for channel in CAMERAS:
            if not isinstance(cams.get(channel), dict):
                raise self.fault("cams", f"has no {channel}", "six cameras by name")
            cam, within = cams[channel], f"cams.{channel}."
            rows.append(
                {
                    "channel": channel,
                    "data_path": self.text(within + "data_path", cam),
                    "sample_data_token": self.text(within + "sample_data_token", cam),
                    "timestamp_us": self.time_us(within + "timestamp", cam),
                    "intrinsics": self.finite(within + "cam_intrinsic", (3, 3), cam).reshape(-1).tolist(),
                    "sensor2ego": self.pose("sensor2ego", cam, within),
                    "ego2global": self.pose("ego2global", cam, within),
                }
            )
        return rows

    def can_bus(self, quaternion: bool) -> list[float]:
        """Raw and absolute, as IngestJob has them: the file keeps acceleration, rotation rate and velocity; position,
        the quaternion's scalar part four times (or the quaternion) and yaw come from the ego pose."""
        signals = self.finite("can_bus", (CAN_BUS_SIZE,)) if "can_bus" in self.fields else np.zeros(CAN_BUS_SIZE)
        at = self.pose("ego2global")
        rotation = at["rotation"]
        signals[:3] = at["translation"]
        signals[3:7] = rotation if quaternion else rotation[0]
        ahead = matrix_of(rotation)[:, 0]
        degrees = math.atan2(ahead[1], ahead[0]) / math.pi * 180
        signals[17] = degrees + 360 if degrees < 0 else degrees
        signals[16] = signals[17] / 180 * math.pi
        return signals.tolist()

    def boxes(self) -> list[dict[str, Any]]:
        """The true boxes in the global frame.

        The file has them in the LiDAR's: x, y, z of the centre, w, l, h and -yaw - pi/2. A box stands upright in the
        global frame, so its heading there is yaw - atan2(-a01, a00) with a the rotation from global to LiDAR: no
        approximation. Of a velocity the file keeps the LiDAR's x and y; the two are solved for the global ones.
        """
        if "gt_boxes" not in self.fields:
            return []
        boxes = self.numbers("gt_boxes", (-1, 7))
        n = len(boxes)
        names = self._value("gt_names", (list, tuple, np.ndarray), f"{n} names")
        names = np.atleast_1d(names).tolist() if isinstance(names, np.ndarray) else list(names)
        if len(names) != n or not all(isinstance(name, str) for name in names):
            raise self.fault("gt_names", f"holds {len(names)} entries", f"{n} names, one a box")
        velocity = self.numbers("gt_velocity", (n, 2)) if n else np.zeros((0, 2))
        if np.isinf(velocity).any():
            raise self.fault("gt_velocity", "holds infinity", "metres a second, NaN where unknown")
        lidar_pts = self.counts("num_lidar_pts", n)
        radar_pts = self.counts("num_radar_pts", n)
        self._check_flags(lidar_pts + radar_pts > 0)
        lidar2global = pose(self.pose("ego2global")) @ pose(self.pose("lidar2ego"))
        turn = lidar2global[:3, :3].T
        if not turn[2, 2] > _LEAST_UPRIGHT:
            raise self.fault("lidar2ego_rotation", "with ego2global_rotation tips the LiDAR over", "an upright one")
        offset = math.atan2(-turn[0, 1], turn[0, 0])
        flat = np.linalg.inv(turn[:2, :2])
        rows = []
        for i, (box, name) in enumerate(zip(boxes, names, strict=True)):
            if not name or not name.isprintable():
                raise self.fault(f"gt_names[{i}]", f"is {ascii(name)[:80]}", "printable text")
            if not np.isfinite(box).all() or not (box[3:6] > 0).all():
                raise self.fault(f"gt_boxes[{i}]", f"is {box.tolist()}", "finite numbers, sizes above 0")
            heading = -box[6] - math.pi / 2 - offset
            v = flat @ velocity[i]
            rows.append(
                {
                    "instance_token": f"{self.text('token')}:{i}",
                    "category": name,
                    "detection_name": name if name in DETECTION_NAMES else None,
                    "translation": (lidar2global[:3, :3] @ box[:3] + lidar2global[:3, 3]).tolist(),
                    "size": box[3:6].tolist(),
                    "rotation": [math.cos(heading / 2), 0.0, 0.0, math.sin(heading / 2)],
                    "velocity": v.tolist() if np.isfinite(v).all() else None,
                    "attributes": [],
                    "num_lidar_pts": int(lidar_pts[i]),
                    "num_radar_pts": int(radar_pts[i]),
                    "visibility": None,
                }
            )
        return rows

    def _check_flags(self, hit: np.ndarray) -> None:
        """valid_flag, where it is there, says of each box whether a point lies in it, as the counts do."""
        if "valid_flag" not in self.fields or not hit.size:
            return
        flags = self._value("valid_flag", (list, tuple, np.ndarray), f"{hit.size} flags")
        flags = np.atleast_1d(flags).tolist() if isinstance(flags, np.ndarray) else list(flags)
        if len(flags) != hit.size or not all(isinstance(flag, bool) for flag in flags):
            raise self.fault("valid_flag", f"holds {len(flags)} entries", f"{hit.size} flags, one a box")
        for i in np.flatnonzero(np.array(flags) != hit)[:1]:
            raise self.fault(f"valid_flag[{i}]", f"is {flags[i]}", "what num_lidar_pts and num_radar_pts say")


def _check_nested(value: Any, shape: tuple[int, ...], fault: Callable[[], InputError]) -> None:
    if not isinstance(value, (list, tuple)) or shape[0] not in (-1, len(value)):
        raise fault()
    for item in value:
        if len(shape) > 1:
            _check_nested(plain(item), shape[1:], fault)
        elif isinstance(item, bool) or not isinstance(item, (int, float)):
            raise fault()
        elif isinstance(item, int) and abs(item) >= 2**63:
            raise fault()
