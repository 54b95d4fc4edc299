"""Exports kept by what they depend on, so that making a ladder again reads instead of traces."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import torch

import bevexport
from bevexport.graph.export import Exported, NotExportableError, export
from bevexport.graph.module import GraphInputs
from bevexport.graph.store import bytes_of, is_big, point
from bevexport.model import BEVFormer, weights

CODE = ("graph", "model", "repairs", "rewrites")
READERS = ("check.py", "features.py", "located.py", "precision.py", "split.py")
"""Files of `graph` that only look at a finished export, or make another graph of it that isn't kept."""
TOOLS = ("numpy", "onnx", "onnxruntime", "onnxsim", "torch")


def default_folder() -> Path:
    """`bevexport` in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bevexport"


@cache
def code_sha256() -> str:
    """Hash of this package's code that has a say in a graph."""
    digest = hashlib.sha256()
    root = Path(bevexport.__file__).parent
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            if folder == "graph" and path.name in READERS:
                continue
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def key_of(
    model: BEVFormer, rows: Sequence[str], opset: int, temporal: bool, decoded: bool, traced: GraphInputs, bound: int
) -> str:
    """Hash of all that `export` gets and of the code and tools that it uses."""
    record = {
        "config": model.config.sha256(),
        "checkpoint": weights.sha256(model.state_dict()),
        "rows": list(rows),
        "opset": opset,
        "temporal": temporal,
        "decoded": decoded,
        "traced": weights.sha256(traced._asdict()),
        "bound": bound,
        "code": code_sha256(),
        "tools": {name: version(name) for name in TOOLS},
    }
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


class ExportCache:
    """A folder of exports; tensors of 1 KiB and more lie in it once, by hash. Anybody may delete it at any time."""

    def __init__(self, folder: Path):
        self._exports, self._tensors = folder / "exports", folder / "tensors"

    def read(self, key: str) -> Exported | None:
        """What was kept; None when nothing usable is there.

        Raises NotExportableError when that was what came out.
        """
        try:
            record = json.loads((self._exports / f"{key}.json").read_text())
            if "not_exportable" in record:
                raise NotExportableError(record["not_exportable"])
            graph = onnx.load(self._exports / f"{key}.onnx", load_external_data=False)
            for tensor in graph.graph.initializer:
                if tensor.data_location == onnx.TensorProto.EXTERNAL:
                    self._fill(tensor)
            with np.load(self._exports / f"{key}.npz") as arrays:
                tape = {name: torch.from_numpy(arrays[name]) for name in arrays.files}
            inputs, outputs = (tuple(record[name]) for name in ("inputs", "outputs"))
            return Exported(graph, inputs, outputs, record["temporal"], record["decoded"], tape, record["bound"])
        except (OSError, ValueError, KeyError):
            return None

    def _fill(self, tensor: onnx.TensorProto) -> None:
        name = next(e.value for e in tensor.external_data if e.key == "location")
        data = (self._tensors / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != name:
            raise ValueError(f"Cannot use {self._tensors / name}: its bytes have another hash, expected its name")
        tensor.ClearField("external_data")
        tensor.ClearField("data_location")
        tensor.raw_data = data

    def keep(self, key: str, exported: Exported) -> None:
        """Keeps an export."""
        light = onnx.ModelProto()
        light.CopyFrom(exported.model)
        for tensor in light.graph.initializer:
            if is_big(tensor):
                data = bytes_of(tensor)
                name = hashlib.sha256(data).hexdigest()
                if not (self._tensors / name).is_file():
                    _write(self._tensors / name, data)
                point(tensor, name, 0, len(data))
        _write(self._exports / f"{key}.onnx", light.SerializeToString(deterministic=True))
        self._exports.mkdir(parents=True, exist_ok=True)
        np.savez(self._exports / f"{key}.npz", **{name: t.numpy() for name, t in exported.tape.items()})
        record = {name: getattr(exported, name) for name in ("inputs", "outputs", "temporal", "decoded", "bound")}
        _write(self._exports / f"{key}.json", json.dumps(record).encode())

    def refused(self, key: str, message: str) -> None:
        """Keeps the exporter's message."""
        _write(self._exports / f"{key}.json", json.dumps({"not_exportable": message}).encode())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def exported(
    kept: ExportCache | None,
    model: BEVFormer,
    rows: Sequence[str],
    opset: int,
    temporal: bool,
    decoded: bool,
    traced: GraphInputs,
    bound: int,
) -> tuple[Exported, bool]:
    """`export` by way of a cache, if any, and whether it was read from there."""
    asked = (model, rows, opset, temporal, decoded, traced, bound)
    if kept is None:
        return export(*asked), False
    key = key_of(*asked)
    found = kept.read(key)
    if found is not None:
        return found, True
    try:
        made = export(*asked)
    except NotExportableError as e:
        kept.refused(key, str(e))
        raise
    kept.keep(key, made)
    return made, False
