"""Rows that belong to several scenes, each once."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

Row = dict[str, Any]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What may become the name of a file or a folder."""

SHARED = ("category", "attribute", "visibility", "sensor", "calibrated_sensor", "log")
VISIBILITY_LEVELS = ("v0-40", "v40-60", "v60-80", "v80-100")


def token(*path: object) -> str:
    """32 hexadecimal digits that depend on the words alone: the same frames give the same tables."""
    return hashlib.md5("/".join(map(str, ("bevexport-tables", *path))).encode(), usedforsecurity=False).hexdigest()


class SharedRows:
    """Finds the token of a row by its content, and keeps the row at its first asking."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Row]] = {table: {} for table in SHARED}
        for number, level in enumerate(VISIBILITY_LEVELS, 1):
            self._rows["visibility"][level] = {
                "token": str(number), "level": level, "description": f"visibility of whole object is in {level}",
            }  # fmt: skip

    def category(self, name: str) -> str:
        return self._of("category", {"name": name, "description": ""})

    def attribute(self, name: str) -> str:
        return self._of("attribute", {"name": name, "description": ""})

    def visibility(self, level: str | None) -> str:
        """Empty where it is unknown."""
        known = self._rows["visibility"].get(level or "")
        if known is not None:
            return known["token"]
        return self._of("visibility", {"level": level, "description": ""}) if level else ""

    def calibrated_sensor(self, channel: str, pose: Row, intrinsic: list[list[float]]) -> str:
        modality = "camera" if channel.startswith("CAM") else "lidar"
        sensor = self._of("sensor", {"channel": channel, "modality": modality})
        place = {"translation": pose["translation"], "rotation": pose["rotation"]}
        return self._of("calibrated_sensor", {"sensor_token": sensor, **place, "camera_intrinsic": intrinsic})

    def log(self, row: Row, date: str) -> str:
        """Scenes without a name of their log have a log each."""
        name = row.get("log") or ""
        key = {"logfile": name, "vehicle": row["vehicle"], "location": row["location"]}
        return self._of("log", {**key, "date_captured": date}, key if name else {"scene": row["scene_token"]})

    def rows(self, table: str) -> list[Row]:
        return list(self._rows[table].values())

    def _of(self, table: str, row: Row, by: Row | None = None) -> str:
        key = json.dumps(row if by is None else by, sort_keys=True)
        found = self._rows[table].setdefault(key, {"token": token(table, key), **row})
        return found["token"]
