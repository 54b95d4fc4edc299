"""Info files of BEVFormer (`nuscenes_infos_temporal_*.pkl`) and mmdet3d before 1.0 (`nuscenes_infos_*.pkl`) to frames.

The frames are those that `bin/ingest` makes of the same data set, but for what an info file does not have:

- attributes and visibility: mAAE is 1, which NDS holds, and slices by visibility cannot be told; the notice in
  _dataset.json, which every report shows, says so;
- instance tokens (made up: sample token and row) and raw categories (the class's name stands there; the file keeps the
  raw name only of what is no class, bike racks among them);
- scene names, descriptions, places and positions in sample.json: with `--tables` these come from scene.json, log.json
  and sample.json, otherwise a scene is named by its token and a sample's position is that in the file, which is in
  the same order; log and vehicle are read from the LiDAR file's name;
- with mmdet3d's files also scene tokens, for which `--tables` is needed, and CAN-bus messages (0 then).

Boxes are turned back from the LiDAR frame: equal to the annotations to rounding.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bevexport.digest import file_sha256
from bevexport.errors import InputError, first_line
from bevexport.infos.info import Info
from bevexport.infos.pictures import Missing, Pictures
from bevexport.infos.table import SequenceFile, finish, whole
from bevexport.infos.tables import SceneTables
from bevexport.infos.unpickle import read

SEQUENCE_CAP = 1000
NO_ATTRIBUTES = (
    "Made of an info file, which has no attributes and no visibility: "
    "mAAE is 1 and NDS up to 0.1 lower than with attributes; mAP and the other errors are not touched."
)


def convert(
    infos: Path, dataroot: Path, out: Path, tables: Path | None, images: str, can_bus: str, split: str
) -> dict[str, Any]:
    """Writes a frames folder and returns its `_dataset.json`. out must not be there, or be empty."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"Cannot write frames to {out}: it is not empty, expected an empty or a new folder")
    if not dataroot.is_dir():
        raise InputError(f"Cannot read pictures below {dataroot}: no such folder, expected the data set's root")
    version, entries = _entries(infos)
    known = SceneTables() if tables is None else SceneTables.read(tables)
    scenes = _scenes(entries, known, tables)
    annotated = any("gt_boxes" in info.fields for info in entries)
    _check(infos, entries)
    mark = _mark(tables)
    pictures = Pictures(dataroot, images == "embed")
    index, left_out = [], []
    with whole(out) as folder, tqdm(total=len(entries), desc="frames", unit="frame", delay=2, disable=None) as bar:
        for scene_token, members in scenes.items():
            files, lacking = _write_scene(folder, scene_token, members, known, pictures, can_bus == "correct", bar)
            index += files
            left_out += lacking
        if not index:
            reason = f"{left_out[0]['scene']}: {left_out[0]['reason']}" if left_out else "it has no entries"
            raise InputError(f"Cannot take any frame of {infos}: {reason}, expected keyframes with six pictures")
        settings = json.dumps([file_sha256(infos), images, can_bus, split, tables is not None])
        record = {
            "schema_version": 1,
            **mark,
            "notice": " ".join(filter(None, [mark["notice"], NO_ATTRIBUTES if annotated else ""])),
            "version": version,
            "split": split,
            "annotations": annotated,
            "can_bus": can_bus,
            "images": images,
            "sequence_cap": SEQUENCE_CAP,
            "fingerprint": hashlib.sha256(settings.encode()).hexdigest(),
            "taken": {"scenes": len({row["scene_token"] for row in index}), "frames": sum(r["frames"] for r in index)},
            "left_out": left_out,
            "warnings": _warnings(entries),
        }
        finish(folder, index, record)
    return record


def _check(path: Path, entries: list[Info]) -> None:
    """All fields of all entries, before anything is written."""
    annotated = next((info for info in entries if "gt_boxes" in info.fields), None)
    sideways = cars = 0
    for info in entries:
        if "prev" in info.fields:
            info.text_or_none("prev")
        info.cameras(), info.can_bus(False), info.pose("lidar2ego"), info.time_us("timestamp")
        if annotated is not None and "gt_boxes" not in info.fields:
            raise info.fault("gt_boxes", "is not there", f"boxes, as row {annotated.position} has them")
        for box in info.boxes():
            if box["category"] == "car":
                cars += 1
                sideways += box["size"][0] > box["size"][1]
    if 2 * sideways > cars:
        raise InputError(
            f"Cannot use {path}: {sideways} of {cars} cars in gt_boxes are wider than long, as mmdet3d 1.0 and later "
            "write them, expected w, l, h and yaw as mmdet3d before 1.0 and BEVFormer do"
        )


def _warnings(entries: list[Info]) -> list[str]:
    if any(any(info.can_bus(False)[7:16]) for info in entries):
        return []
    return ["no CAN-bus messages, so acceleration, rotation rate and velocity are 0"]


def _entries(path: Path) -> tuple[str, list[Info]]:
    content = read(path)
    if isinstance(content, dict) and "data_list" in content:
        raise InputError(f"Cannot use {path}: it has data_list, as mmdet3d 1.x writes, expected infos and metadata")
    entries = content.get("infos") if isinstance(content, dict) else None
    metadata = content.get("metadata") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not isinstance(metadata, dict):
        raise InputError(f"Cannot use {path}: no list infos and mapping metadata, expected those of an info file")
    version = metadata.get("version")
    if not isinstance(version, str):
        raise InputError(f"Cannot use {path}: metadata.version is {type(version).__name__}, expected text")
    seen: set[str] = set()
    infos = []
    for i, fields in enumerate(entries):
        if not isinstance(fields, dict):
            raise InputError(f"Cannot use {path}, row {i}: it is {type(fields).__name__}, expected a mapping")
        info = Info(f"{path.name}, row {i}", fields, i)
        token = info.text("token")
        if token in seen:
            raise info.fault("token", f"{token} comes twice", "each sample once")
        seen.add(token)
        infos.append(replace(info, address=f"{info.address}, sample {token[:64]}"))
    return version, infos


def _scenes(entries: list[Info], known: SceneTables, tables: Path | None) -> dict[str, list[Info]]:
    """Entries by scene token in order of time; scenes in the file's order."""
    scenes: dict[str, list[Info]] = {}
    for info in entries:
        token = info.text("token")
        if tables is not None and token not in known.samples:
            raise info.fault("token", f"is {token}", f"a sample of {tables / 'sample.json'}")
        if "scene_token" in info.fields:
            scene = info.text("scene_token")
        elif tables is not None:
            scene = known.samples[token][1]
        else:
            raise info.fault("scene_token", "is not there", "one, or --tables with sample.json")
        if tables is not None and scene not in known.scenes:
            raise info.fault("scene_token", f"is {scene}", f"a scene of {tables / 'scene.json'}")
        scenes.setdefault(scene, []).append(info)
    for scene, members in scenes.items():
        name = known.scenes.get(scene, {"name": scene})["name"]
        if not re.fullmatch(r"[\w+-][\w+.-]{0,99}", name) or name.startswith("_"):
            raise members[0].fault("scene_token", f"names {name[:80]}", "a name that a file can have")
        members.sort(key=lambda info: info.time_us("timestamp"))
        for before, after in zip(members, members[1:], strict=False):
            if before.time_us("timestamp") == after.time_us("timestamp"):
                raise after.fault("timestamp", f"is that of row {before.position}", "one sample at a time")
    return scenes


def _write_scene(
    out: Path, token: str, members: list[Info], known: SceneTables, pictures: Pictures, quaternion: bool, bar: tqdm
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    scene = known.scenes.get(token, {"name": token, "description": ""})
    name = scene["name"]
    log = known.logs.get(scene.get("log_token", ""))
    index: list[dict[str, Any]] = []
    file: SequenceFile | None = None
    faults: Counter[str] = Counter()
    firsts: dict[str, str] = {}
    for k, info in enumerate(members):
        bar.update()
        try:
            cameras = [pictures.take(camera) for camera in info.cameras()]
        except Missing as e:
            faults[e.args[0]] += 1
            firsts.setdefault(e.args[0], e.args[1])
            continue
        if file is not None and file.frames == SEQUENCE_CAP:
            index.append(file.close())
            file = None
        file = file or SequenceFile(out, name, len(index))
        drive = (log["logfile"], log["vehicle"]) if log else info.drive()
        sample = info.text("token")
        before = info.text_or_none("prev") if "prev" in info.fields else (members[k - 1].text("token") if k else None)
        file.write(
            {
                "scene_token": token,
                "scene_name": name,
                "sequence": len(index),
                "sample_token": sample,
                "prev_sample_token": before,
                "sample_index": known.samples[sample][0] if known.samples else info.position,
                "timestamp_us": info.time_us("timestamp"),
                "location": log["location"] if log else "unknown",
                "vehicle": drive[1],
                "log": drive[0],
                "description": scene["description"],
                "cameras": cameras,
                "lidar2ego": info.pose("lidar2ego"),
                "ego2global": info.pose("ego2global"),
                "can_bus": info.can_bus(quaternion),
                "boxes": info.boxes(),
            }
        )
    if file is not None:
        index.append(file.close())
    return index, [
        {"scene": name, "frames": n, "reason": f"{fault}{': ' if n == 1 else ', the first: '}{firsts[fault]}"}
        for fault, n in faults.items()
    ]


def _mark(tables: Path | None) -> dict[str, Any]:
    """What the data set says of itself, as IngestJob reads it."""
    path = None if tables is None else tables / "bevdrift-world.json"
    if path is None or not path.is_file():
        return {"name": "nuScenes", "synthetic": False, "notice": ""}
    try:
        mark = json.loads(path.read_text(encoding="utf-8"))
        synthetic, notice = bool(mark["synthetic"]), str(mark["notice"])
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise InputError(f"Cannot read {path}: {first_line(e)}, expected the mark of a synthetic data set") from e
    return {"name": mark.get("name", "bevdrift world"), "synthetic": synthetic, "notice": notice}
