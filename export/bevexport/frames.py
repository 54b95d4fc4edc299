"""Reads the frames tables: keyframes of a scene in time order, their pictures, matrices and ego signals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlparse

import cv2
import numpy as np
import pyarrow.parquet as pq
import torch
from torch import Tensor

from bevexport.errors import InputError, first_line
from bevexport.model.config import CAMERAS, PreprocessConfig
from bevexport.model.nuscenes import matrix_of

SCHEMA_VERSION = b"1"
NEEDED = (
    "scene_token", "sequence", "sample_token", "sample_index", "timestamp_us",
    "cameras", "lidar2ego", "ego2global", "can_bus",
)  # fmt: skip
"""The columns that are read here, none of them null."""
DELTAS = (0, 1, 2, 17)
"""The entries of can_bus that become differences to the previous frame: metres moved, degrees turned."""


class Inputs(NamedTuple):
    """What the model takes for one frame."""

    img: Tensor  # (1, 6, 3, H, W)
    lidar2img: Tensor  # (1, 6, 4, 4), to pixels of the network's picture
    can_bus: Tensor  # (1, 18), after deltas


@dataclass(frozen=True)
class Frame:
    """One keyframe; `row` is the table's row as plain Python data."""

    path: Path
    row: dict[str, Any]

    @property
    def where(self) -> str:
        return f"{self.path.name}, sample {self.row.get('sample_token')}"

    def pictures(self) -> list[np.ndarray]:
        """Six pictures, (H, W, 3) uint8 in BGR, in camera order."""
        return [decode_jpeg(self.jpeg(c), f"{self.where}, {c['channel']}") for c in self.row["cameras"]]

    def jpeg(self, camera: dict[str, Any]) -> bytes:
        """The bytes of a camera's picture, of which no copy need lie in the table."""
        if camera.get("jpeg") is not None:
            return camera["jpeg"]
        try:
            with open(self.address(camera), "rb") as f:
                f.seek(camera.get("offset") or 0)
                return f.read(camera["length"] if camera.get("length") is not None else -1)
        except OSError as e:
            raise InputError(f"Cannot read {self.where}, {camera['channel']}: {e}, expected a picture") from e

    def address(self, camera: dict[str, Any]) -> Path:
        """The file that holds a picture which isn't in the table."""
        uri = camera.get("uri")
        if uri is None:
            raise InputError(f"Cannot read {self.where}, {camera['channel']}: no jpeg and no uri, expected one of them")
        path = Path(unquote(urlparse(uri).path)) if "://" in uri or uri.startswith("file:") else Path(uri)
        return path if path.is_absolute() else self.path.parent / path

    def lidar2img(self) -> np.ndarray:
        """(6, 4, 4) float64: LiDAR metres at this keyframe to pixels of the full-size picture at the camera's time."""
        lidar2global = pose(self.row["ego2global"]) @ pose(self.row["lidar2ego"])
        return np.stack([projection(c) @ lidar2global for c in self.row["cameras"]])

    def can_bus(self) -> np.ndarray:
        """(18,) float64, absolute."""
        return np.asarray(self.row["can_bus"], np.float64)


def pose(record: dict[str, Any]) -> np.ndarray:
    """4x4 of a translation (metres) and a quaternion w, x, y, z."""
    out = np.eye(4)
    out[:3, :3] = matrix_of(record["rotation"])
    out[:3, 3] = record["translation"]
    return out


def inverse(transform: np.ndarray) -> np.ndarray:
    """The inverse of a rigid 4x4."""
    out = np.eye(4)
    out[:3, :3] = transform[:3, :3].T
    out[:3, 3] = -transform[:3, :3].T @ transform[:3, 3]
    return out


def projection(camera: dict[str, Any]) -> np.ndarray:
    """4x4: global metres to pixels of the full-size picture."""
    k = np.eye(4)
    k[:3, :3] = np.reshape(camera["intrinsics"], (3, 3))
    return k @ inverse(pose(camera["sensor2ego"])) @ inverse(pose(camera["ego2global"]))


def decode_jpeg(data: bytes, where: str) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    if picture is None:
        raise InputError(f"Cannot decode {where}: {len(data)} bytes, expected a JPEG")
    return picture


def preprocess(picture: np.ndarray, config: PreprocessConfig) -> np.ndarray:
    """(H, W, 3) uint8 BGR -> (H', W', 3) float32 in the original's order: normalise, scale, pad with zeros.

    Two float32 passes (subtract the mean, multiply by 1/std), not a division; mean and std are rounded to float32
    before 1/std is taken.
    """
    mean, std = (np.array([v], np.float32).astype(np.float64) for v in (config.mean, config.std))
    x = picture.astype(np.float32)
    if config.channel_order == "rgb":
        x = cv2.cvtColor(x, cv2.COLOR_BGR2RGB)
    x = cv2.subtract(x, mean)
    x = cv2.multiply(x, 1 / std)
    h, w = int(x.shape[0] * config.scale), int(x.shape[1] * config.scale)
    x = cv2.resize(x, (w, h), interpolation=cv2.INTER_LINEAR)
    below, right = (-h) % config.pad_divisor, (-w) % config.pad_divisor
    return np.pad(x, ((0, below), (0, right), (0, 0)))


def deltas(absolute: np.ndarray, previous: np.ndarray | None) -> np.ndarray:
    """can_bus with its deltas against the previous frame, zero without one. The turn in degrees is not wrapped."""
    out = absolute.copy()
    for i in DELTAS:
        out[i] = 0.0 if previous is None else absolute[i] - previous[i]
    return out


def inputs(frame: Frame, previous: Frame | None, config: PreprocessConfig) -> Inputs:
    """A frame as the model takes it; previous is the frame that the model saw last in this scene."""
    pictures = np.stack([preprocess(p, config) for p in frame.pictures()])
    if pictures.shape[1:3] != tuple(config.network_size):
        raise InputError(
            f"Cannot use {frame.where}: pictures become {pictures.shape[1:3]} (H, W), expected {config.network_size}"
        )
    lidar2img = frame.lidar2img()
    lidar2img[:, :2] *= config.scale
    return Inputs(
        torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)))[None],
        torch.from_numpy(lidar2img.astype(np.float32))[None],
        can_bus(frame, previous),
    )


def can_bus(frame: Frame, previous: Frame | None) -> Tensor:
    """A frame's signals as the model takes them, (1, 18)."""
    signals = deltas(frame.can_bus(), None if previous is None else previous.can_bus())
    return torch.from_numpy(signals.astype(np.float32))[None]


@dataclass(frozen=True)
class Scene:
    """One file: a scene's sequence."""

    path: Path

    @cached_property
    def rows(self) -> int:
        return pq.ParquetFile(self.path).metadata.num_rows

    def frames(self, columns: list[str] | None = None) -> Iterator[Frame]:
        """Keyframes in time order, read row group by row group."""
        file = _open(self.path)
        last = None
        for group in range(file.num_row_groups):
            for row in _rows(self.path, file, group, columns):
                frame = Frame(self.path, row)
                _check(frame, last)
                last = frame
                yield frame

    def ends(self) -> list[Frame]:
        """The first and the last keyframe; one frame where there is only one."""
        file = _open(self.path)
        last = file.num_row_groups - 1
        rows = [file.read_row_group(0).slice(0, 1), file.read_row_group(last)]
        rows[1] = rows[1].slice(rows[1].num_rows - 1)
        frames = [Frame(self.path, table.to_pylist()[0]) for table in rows]
        return frames if self.rows > 1 else frames[:1]


def _open(path: Path) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(path)
    except Exception as e:  # pyarrow raises half a dozen types here
        raise InputError(f"Cannot read {path}: {first_line(e)}, expected a frames table") from e
    metadata = file.schema_arrow.metadata or {}
    found = metadata.get(b"bevdrift.table"), metadata.get(b"bevdrift.schema_version")
    if found != (b"frames", SCHEMA_VERSION):
        raise InputError(f"Cannot read {path}: bevdrift.table and schema_version are {found}, expected frames, 1")
    missing = [name for name in NEEDED if name not in file.schema_arrow.names]
    if missing:
        raise InputError(f"Cannot read {path}: no column {missing[0]}, expected a frames table of version 1")
    return file


def _rows(path: Path, file: pq.ParquetFile, group: int, columns: list[str] | None) -> list[dict[str, Any]]:
    try:
        return file.read_row_group(group, columns=columns).to_pylist()
    except Exception as e:  # as in _open
        raise InputError(f"Cannot read {path}, row group {group}: {first_line(e)}, expected a whole file") from e


def _check(frame: Frame, last: Frame | None) -> None:
    for column in frame.row:
        if column in NEEDED and frame.row[column] is None:
            raise InputError(f"Cannot use {frame.where}: {column} is null, expected a value")
    if "cameras" in frame.row:
        channels = tuple(c["channel"] for c in frame.row["cameras"])
        if channels != CAMERAS:
            raise InputError(f"Cannot use {frame.where}: cameras {channels}, expected {CAMERAS}")
    if last is not None and frame.row["timestamp_us"] <= last.row["timestamp_us"]:
        raise InputError(f"Cannot use {frame.where}: time runs backwards, expected rows in time order")


def scenes(folder: str | Path) -> list[Scene]:
    """The scene files of a frames folder, in the index's order where there is one, else by name."""
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"Cannot read frames {folder}: no such folder, expected one with .parquet files")
    index = folder / "_index.parquet"
    if index.is_file():
        names = _indexed(index)
    else:
        names = sorted(p.name for p in folder.glob("*.parquet") if not p.name.startswith("_"))
    if not names:
        raise InputError(f"Cannot read frames {folder}: no scene files, expected at least one .parquet")
    return [Scene(folder / name) for name in names]


def _indexed(index: Path) -> list[str]:
    """The index's files, each of which is there."""
    try:
        names = pq.read_table(index, columns=["file"]).column("file").to_pylist()
    except Exception as e:  # pyarrow raises half a dozen types here
        raise InputError(f"Cannot read {index}: {first_line(e)}, expected a table with the column file") from e
    for row, name in enumerate(names):
        if not isinstance(name, str) or Path(name).name != name:
            raise InputError(f"Cannot read {index}, row {row}: file is {name!r}, expected the name of a file beside it")
        if not (index.parent / name).is_file():
            raise InputError(f"Cannot read {index}, row {row}: there is no {name}, expected it beside the index")
    return names


def dataset(folder: str | Path) -> dict[str, Any]:
    """`_dataset.json`, or an empty record where there is none."""
    path = Path(folder) / "_dataset.json"
    if not path.is_file():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as e:  # also of a text that is no UTF-8
        raise InputError(f"Cannot read {path}: {first_line(e)}, expected JSON") from e
    if not isinstance(record, dict):
        raise InputError(f"Cannot read {path}: found {type(record).__name__}, expected a mapping of keys")
    return record
