"""What an info file lacks and small nuScenes tables know: scenes' names, places, logs, each sample's position."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bevexport.errors import InputError, first_line


@dataclass(frozen=True)
class SceneTables:
    """scene.json, sample.json and log.json of a version; all empty where no tables were given."""

    scenes: dict[str, dict[str, Any]] = field(default_factory=dict)
    logs: dict[str, dict[str, Any]] = field(default_factory=dict)
    samples: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Sample token to its position in sample.json and its scene token."""

    @staticmethod
    def read(folder: Path) -> SceneTables:
        samples = _rows(folder / "sample.json", ("token", "scene_token"))
        return SceneTables(
            {row["token"]: row for row in _rows(folder / "scene.json", ("token", "name", "description", "log_token"))},
            {row["token"]: row for row in _rows(folder / "log.json", ("token", "logfile", "vehicle", "location"))},
            {row["token"]: (i, row["scene_token"]) for i, row in enumerate(samples)},
        )


def _rows(path: Path, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as e:
        raise InputError(f"Cannot read {path}: {first_line(e)}, expected a nuScenes table") from e
    if not isinstance(rows, list):
        raise InputError(f"Cannot read {path}: found {type(rows).__name__}, expected a list of rows")
    for i, row in enumerate(rows):
        for name in needed:
            if not isinstance(row, dict) or not isinstance(row.get(name), str):
                raise InputError(f"Cannot read {path}, row {i}: {name} is no text, expected a nuScenes table")
    return rows
