"""Weights of many graphs in one file, each distinct tensor once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import onnx
from onnx import numpy_helper

SMALLEST_BYTES = 1024
ALIGNMENT_BYTES = 64


class WeightStore:
    """Takes big tensors out of graphs. Tensors with the same bytes share a place, whatever their shape or name."""

    def __init__(self) -> None:
        self._blobs: list[bytes] = []
        self._offsets: dict[bytes, int] = {}
        self._end = 0
        self._waiting: list[tuple[onnx.TensorProto, int, int]] = []

    def take(self, model: onnx.ModelProto) -> None:
        """Moves a graph's initializers and constants of 1 KiB and more into the store."""
        _constants_to_initializers(model.graph)
        for tensor in model.graph.initializer:
            data = numpy_helper.to_array(tensor).tobytes()
            if len(data) >= SMALLEST_BYTES and tensor.data_type != onnx.TensorProto.STRING:
                self._waiting.append((tensor, self._place(data), len(data)))

    def _place(self, data: bytes) -> int:
        key = hashlib.sha256(data).digest()
        if key not in self._offsets:
            padding = -self._end % ALIGNMENT_BYTES
            self._blobs += [bytes(padding), data]
            self._offsets[key] = self._end + padding
            self._end += padding + len(data)
        return self._offsets[key]

    def write(self, folder: Path) -> Path:
        """Writes `weights-<hash>.bin` and points the graphs to it."""
        digest = hashlib.sha256()
        for blob in self._blobs:
            digest.update(blob)
        path = folder / f"weights-{digest.hexdigest()[:12]}.bin"
        with open(path, "wb") as f:
            f.writelines(self._blobs)
        for tensor, offset, length in self._waiting:
            _point(tensor, path.name, offset, length)
        return path


def _constants_to_initializers(graph: onnx.GraphProto) -> None:
    """Big constants become initializers: a runtime reads those from another file."""
    kept = []
    for node in graph.node:
        value = next((a.t for a in node.attribute if a.name == "value"), None) if node.op_type == "Constant" else None
        if value is not None and numpy_helper.to_array(value).nbytes >= SMALLEST_BYTES:
            tensor = graph.initializer.add()
            tensor.CopyFrom(value)
            tensor.name = node.output[0]
        else:
            kept.append(node)
    if len(kept) < len(graph.node):
        _replace_nodes(graph, kept)


def _replace_nodes(graph: onnx.GraphProto, nodes: Iterable[onnx.NodeProto]) -> None:
    copies = []
    for node in nodes:
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        copies.append(copy)
    del graph.node[:]
    graph.node.extend(copies)


def _point(tensor: onnx.TensorProto, location: str, offset: int, length: int) -> None:
    for field in ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data"):
        tensor.ClearField(field)
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", str(offset)), ("length", str(length))):
        tensor.external_data.add(key=key, value=value)
