"""Writes a nuScenes data set from a frames folder: 13 tables, pictures, pose messages, splits."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from tqdm import tqdm

import bevexport
from bevexport import frames
from bevexport.errors import InputError
from bevexport.frames import Scene
from bevexport.tables import pictures
from bevexport.tables.scene import SceneRows
from bevexport.tables.shared import NAME, SHARED, Row, SharedRows, token
from bevexport.tables.stream import TableStream, write_table
from bevexport.whole import whole_folder

STREAMED = ("scene", "sample_data", "ego_pose", "sample_annotation", "instance")
"""Tables of which no more than a scene's rows are in memory."""
SPLIT = "frames"
"""The split of splits.json that has every scene. nuScenes' own splits hold by their names too."""
OF_NUSCENES = ("train", "val", "test", "train_detect", "train_track", "mini_train", "mini_val")
MARK = "bevdrift-world.json"
"""By this file bin/ingest tells a synthetic data set."""
NOTE = "bevdrift-tables.json"


def write(folder: Path, out: Path, version: str | None = None) -> dict[str, Any]:
    """Writes the data set to `out`, which must be new or empty. Returns what was written: VERSION/bevdrift-tables.json.

    version names the tables' folder: the frames' own without it, so that nuScenes' splits stay what they are.
    """
    record = frames.dataset(folder)
    version = version or record.get("version") or "v1.0-frames"
    if not NAME.fullmatch(version):
        raise InputError(f"Cannot use --version {version}: expected letters, digits, '.', '_' or '-'")
    scenes = _by_scene(frames.scenes(folder))
    total = sum(part.rows for parts in scenes for part in parts)
    with whole_folder(out) as root, tqdm(total=total, desc="tables", unit="frame") as bar:
        with _Tables(root, version) as tables:
            for parts in scenes:
                tables.add(parts, bar)
        note = {
            "schema_version": 1,
            "made_by": "bevexport tables",
            "tool_version": bevexport.__version__,
            "version": version,
            "frames": {k: record.get(k) for k in ("name", "version", "split", "fingerprint", "can_bus", "synthetic")},
            "rows": tables.rows(),
            **tables.counts,
        }
        _describe(root / version, record, tables.names, note)
    return note


def _by_scene(files: Sequence[Scene]) -> list[list[Scene]]:
    """The files of each scene, its sequences in order."""
    found: dict[str, list[tuple[int, Scene]]] = {}
    for scene in files:
        first = next(scene.frames(["scene_token", "sequence", "timestamp_us"]), None)
        if first is not None:
            found.setdefault(first.row["scene_token"], []).append((first.row["sequence"], scene))
    return [[scene for _, scene in sorted(parts, key=lambda p: p[0])] for parts in found.values()]


class _Tables:
    """The data set while it is written, scene by scene; the tables that scenes share come at the end."""

    def __init__(self, root: Path, version: str) -> None:
        self.names: list[str] = []
        self.counts = Counter(velocities_differ=0, written_pictures=0, linked_pictures=0)
        self._root = root
        self._folder = root / version
        self._folder.mkdir()
        self._shared = SharedRows()
        self._samples: list[tuple[int, Row]] = []
        self._instances: set[str] = set()
        self._whole: dict[str, int] = {}
        self._streams = {table: TableStream(self._folder / f"{table}.json") for table in STREAMED}

    def add(self, parts: Sequence[Scene], bar: tqdm) -> None:
        """A scene with its pictures."""
        rows = SceneRows(self._shared)
        for part in parts:
            for frame in part.frames():
                rows.add(frame)
                self.counts.update(pictures.place(frame, self._root))
                bar.update()
        rows.finish()
        scene, instances = rows.scene(), rows.instances()
        self._check(parts[0], scene["name"], {row["token"] for row in instances})
        self._samples += zip(rows.positions, rows.samples, strict=True)
        found = ([scene], rows.data, rows.poses, rows.annotations, instances)
        for table, own in zip(STREAMED, found, strict=True):
            self._streams[table].add(own)
        if rows.moved():
            (self._root / "can_bus").mkdir(exist_ok=True)
            write_table(self._root / "can_bus" / f"{scene['name']}_pose.json", rows.messages)
        self.counts["velocities_differ"] += rows.velocities_differ

    def _check(self, part: Scene, name: str, instances: set[str]) -> None:
        if name in self.names or not NAME.fullmatch(name):
            raise InputError(
                f"Cannot use {part.path}: scene_name is {name}, expected letters, digits, '.', '_' or '-', and each "
                "name once"
            )
        common = self._instances & instances
        if common:
            raise InputError(
                f"Cannot use {part.path}: instance_token {min(common)} is in another scene too, expected one scene"
            )
        self.names.append(name)
        self._instances |= instances

    def rows(self) -> dict[str, int]:
        """How many each table has, once all are written."""
        return dict(sorted((self._whole | {t: s.rows for t, s in self._streams.items()}).items()))

    def __enter__(self) -> _Tables:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        for stream in self._streams.values():
            stream.close()
        if kind is not None:
            return
        self._samples.sort(key=lambda s: s[0])  # the order of sample.json breaks the metric's ties
        shared = {table: self._shared.rows(table) for table in SHARED}
        whole = {**shared, "sample": [row for _, row in self._samples], "map": [self._map(shared["log"])]}
        self._whole = {table: write_table(self._folder / f"{table}.json", rows) for table, rows in whole.items()}

    def _map(self, logs: list[Row]) -> Row:
        """The devkit wants a map for every log, and its picture: one black pixel for all."""
        file = "maps/none.png"
        (self._root / "maps").mkdir()
        cv2.imwrite(str(self._root / file), np.zeros((1, 1), np.uint8))
        tokens = [log["token"] for log in logs]
        return {"category": "semantic_prior", "token": token("map"), "filename": file, "log_tokens": tokens}


def _describe(folder: Path, record: dict[str, Any], names: list[str], note: dict[str, Any]) -> None:
    """Splits, the mark of a synthetic data set, and the note."""
    split = record.get("split")
    own = {split: names} if split and split not in OF_NUSCENES else {}
    documents: dict[str, dict[str, Any]] = {"splits.json": {SPLIT: names, **own}, NOTE: note}
    if record.get("synthetic"):
        named = {"name": record.get("name", "synthetic"), "notice": record.get("notice", "")}
        documents[MARK] = {"synthetic": True, **named}
    for file, content in documents.items():
        (folder / file).write_text(json.dumps(content, indent=1) + "\n")
