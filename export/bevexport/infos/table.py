"""The tables of a frames folder as IngestJob writes them, made with pyarrow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bevexport.errors import InputError


def _fields(**types: Any) -> list[pa.Field]:
    """Fields by name; a type in a list of one may be null."""
    return [pa.field(n, t[0], True) if isinstance(t, list) else pa.field(n, t, False) for n, t in types.items()]


def _list(of: pa.DataType) -> pa.DataType:
    return pa.list_(pa.field("element", of, False))


_TEXT, _INT, _LONG = pa.string(), pa.int32(), pa.int64()
_DOUBLES = _list(pa.float64())
_POSE = pa.struct(_fields(translation=_DOUBLES, rotation=_DOUBLES))
_CAMERA = pa.struct(
    _fields(
        channel=_TEXT, sample_data_token=_TEXT, timestamp_us=_LONG, jpeg=[pa.binary()], uri=[_TEXT], offset=[_LONG],
        length=[_LONG], sha256=_TEXT, width=_INT, height=_INT, intrinsics=_DOUBLES, sensor2ego=_POSE,
        ego2global=_POSE,
    )
)  # fmt: skip
_BOX = pa.struct(
    _fields(
        instance_token=_TEXT, category=_TEXT, detection_name=[_TEXT], translation=_DOUBLES, size=_DOUBLES,
        rotation=_DOUBLES, velocity=[_DOUBLES], attributes=_list(_TEXT), num_lidar_pts=_INT, num_radar_pts=_INT,
        visibility=[_TEXT],
    )
)  # fmt: skip
_FRAME = pa.schema(
    _fields(
        scene_token=_TEXT, scene_name=_TEXT, sequence=_INT, sample_token=_TEXT, prev_sample_token=[_TEXT],
        sample_index=_LONG, timestamp_us=_LONG, location=_TEXT, vehicle=_TEXT, log=[_TEXT], description=_TEXT,
        cameras=_list(_CAMERA), lidar2ego=_POSE, ego2global=_POSE, can_bus=_DOUBLES, boxes=_list(_BOX),
    ),
    metadata={"bevdrift.table": "frames", "bevdrift.schema_version": "1"},
)  # fmt: skip
_INDEX = pa.schema(
    _fields(
        scene_token=_TEXT, scene_name=_TEXT, sequence=_INT, file=_TEXT, frames=_INT, bytes=_LONG,
        first_sample_index=_LONG, first_timestamp_us=_LONG, location=_TEXT, vehicle=_TEXT, log=[_TEXT],
        description=_TEXT,
    ),
    metadata={"bevdrift.table": "index", "bevdrift.schema_version": "1"},
)  # fmt: skip
ROWS_A_GROUP = 4


class SequenceFile:
    """One scene sequence being written, under another name until it is whole."""

    def __init__(self, folder: Path, scene_name: str, sequence: int, rows_a_group: int = ROWS_A_GROUP) -> None:
        self._path = folder / f"{scene_name}-{sequence}.parquet"
        self._part = folder / f".{self._path.name}.part"
        self._writer = pq.ParquetWriter(self._part, _FRAME, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._rows_a_group = rows_a_group
        self._first: dict[str, Any] | None = None
        self.frames = 0

    def write(self, row: dict[str, Any]) -> None:
        self._first = self._first or {k: v for k, v in row.items() if k not in ("cameras", "boxes")}
        self._rows.append(row)
        self.frames += 1
        if len(self._rows) == self._rows_a_group:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, _FRAME))
            self._rows = []

    def close(self) -> dict[str, Any]:
        """The file's row of the index."""
        self._flush()
        self._writer.close()
        self._part.replace(self._path)
        first = self._first or {}
        same = ("scene_token", "scene_name", "sequence", "location", "vehicle", "log", "description")
        return {name: first[name] for name in same} | {
            "file": self._path.name,
            "frames": self.frames,
            "bytes": self._path.stat().st_size,
            "first_sample_index": first["sample_index"],
            "first_timestamp_us": first["timestamp_us"],
        }


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `out` (absent or empty) when all went well and otherwise vanishes."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        place = TemporaryDirectory(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
    except OSError as e:
        raise InputError(f"Cannot write frames to {out}: {e.strerror}, expected a folder that can be written") from e
    with place as beside:
        folder = Path(beside) / out.name
        folder.mkdir()
        yield folder
        folder.replace(out)


def finish(folder: Path, index: list[dict[str, Any]], record: dict[str, Any]) -> None:
    """Writes the index, then what the folder is."""
    pq.write_table(pa.Table.from_pylist(index, _INDEX), folder / "_index.parquet", compression="zstd")
    (folder / "_dataset.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
