"""Weights of many graphs in one file, each distinct tensor once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import onnx
from onnx import numpy_helper

SMALLEST_BYTES = 1024
ALIGNMENT_BYTES = 64
PART = "weights.part"


class WeightStore:
    """Takes big tensors out of graphs and writes them as they come.

    Tensors with the same bytes share a place, whatever their shape or name. Graphs point to the file's final name
    only after `close`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO = open(folder / PART, "wb")
        self._digest = hashlib.sha256()
        self._offsets: dict[bytes, int] = {}
        self._end = 0
        self._graphs: list[onnx.ModelProto] = []

    def take(self, model: onnx.ModelProto) -> onnx.ModelProto:
        """Moves a graph's initializers and constants of 1 KiB and more into the store; the graph without them.

        That is a copy: protobuf keeps what was cleared until the whole message goes.
        """
        constants_to_initializers(model.graph)
        for tensor in model.graph.initializer:
            if is_big(tensor):
                data = bytes_of(tensor)
                point(tensor, PART, self._place(data), len(data))
        light = onnx.ModelProto()
        light.CopyFrom(model)
        self._graphs.append(light)
        return light

    def adopt(self, model: onnx.ModelProto) -> None:
        """Takes in a part that was cut out of a graph taken before."""
        self._graphs.append(model)

    def _place(self, data: bytes) -> int:
        key = hashlib.sha256(data).digest()
        if key not in self._offsets:
            padding = -self._end % ALIGNMENT_BYTES
            self._write(bytes(padding))
            self._offsets[key] = self._end
            self._write(data)
        return self._offsets[key]

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._end += len(data)

    def close(self) -> Path:
        """Names the file `weights-<hash>.bin` and points the graphs to it."""
        self._file.close()
        path = self._folder / f"weights-{self._digest.hexdigest()[:12]}.bin"
        (self._folder / PART).replace(path)
        for graph in self._graphs:
            for tensor in graph.graph.initializer:
                for entry in tensor.external_data:
                    if entry.key == "location":
                        entry.value = path.name
        return path


def is_big(tensor: onnx.TensorProto) -> bool:
    """Whether a tensor belongs into another file."""
    if tensor.data_type == onnx.TensorProto.STRING or tensor.data_location == onnx.TensorProto.EXTERNAL:
        return False
    return numpy_helper.to_array(tensor).nbytes >= SMALLEST_BYTES


def bytes_of(tensor: onnx.TensorProto) -> bytes:
    """A tensor's data, little-endian."""
    return numpy_helper.to_array(tensor).tobytes()


def constants_to_initializers(graph: onnx.GraphProto) -> None:
    """Big constants become initializers: a runtime reads those from another file."""
    kept = []
    for node in graph.node:
        value = next((a.t for a in node.attribute if a.name == "value"), None) if node.op_type == "Constant" else None
        if value is not None and is_big(value):
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


def point(tensor: onnx.TensorProto, location: str, offset: int, length: int) -> None:
    """Puts a place in a file where the tensor's data was."""
    for field in ("raw_data", "float_data", "int32_data", "int64_data", "double_data", "uint64_data"):
        tensor.ClearField(field)
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", str(offset)), ("length", str(length))):
        tensor.external_data.add(key=key, value=value)
