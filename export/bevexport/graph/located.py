"""Which values of an exported graph are the model's taps, found by running both and comparing numbers.

Names don't tell: a rewrite, an optimiser or another exporter calls the same value otherwise. One run of the graph
shows some thousand numbers of every value that may be a tap; those that agree there are then compared in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from bevexport import taps
from bevexport.graph import check
from bevexport.graph.export import Exported
from bevexport.graph.module import GraphInputs
from bevexport.model import BEVFormer

GROUP_BYTES = 256 << 20
"""Whole values are compared in groups of about so many bytes: a graph that puts out all of them needs them at once."""
LOOKS = 2048
FRACTIONS = (np.arange(LOOKS) + np.random.default_rng(0).random(LOOKS)) / LOOKS
"""Where a value is looked at, as parts of its size: one place in each of LOOKS equal stretches."""
RELATIVE = 1e-4
"""Of the tap's largest magnitude: rounding stays below, the value before or after a layer doesn't."""

FLOATS = (TensorProto.FLOAT, TensorProto.DOUBLE)
Arrays = Mapping[str, np.ndarray]


def located(
    model: BEVFormer, rows: Sequence[str], exported: Exported, path: Path, inputs: GraphInputs
) -> dict[str, str]:
    """Tap to graph value for the graph in a file, in the model's order; taps without an equal value are left out."""
    wanted = run_torch(model, rows, exported, inputs)
    feeds = {n: getattr(inputs, n).numpy() for n in exported.inputs}
    graph = onnx.load(str(path), load_external_data=False)
    values = list(_candidates(graph, {tap.size for tap in wanted.values()}))
    alike = _alike(wanted, _looked_at(graph, path, values, feeds))
    found: dict[str, str] = {}
    while alike:
        tried = {tap: names.pop(0) for tap, names in alike.items()}
        for group in _groups((value, wanted[tap].nbytes) for tap, value in tried.items()):
            for value, got in _values(graph, path, group, feeds):
                found |= {tap: v for tap, v in tried.items() if v == value and _equal(got, wanted[tap])}
        alike = {tap: names for tap, names in alike.items() if names and tap not in found}
    return {tap: found[tap] for tap in wanted if tap in found}


def run_torch(model: BEVFormer, rows: Sequence[str], exported: Exported, inputs: GraphInputs) -> dict[str, np.ndarray]:
    """The model's taps on a frame, with the rows on and the traced frame's frozen values."""
    with taps.recorded(model) as found:
        check.run_torch(model, rows, exported, inputs)
    return {name: tap.numpy() for name, tap in found.items()}


def renamed(of_twin: Mapping[str, str], graph: onnx.ModelProto) -> dict[str, str]:
    """The taps of a graph that this one was made from, as far as its values kept their names."""
    names = {name for node in graph.graph.node for name in node.output}
    return {tap: value for tap, value in of_twin.items() if value in names}


def _candidates(graph: onnx.ModelProto, sizes: set[int]) -> Iterator[str]:
    """Float values in the graph's order that may have one of these sizes."""
    inferred = onnx.shape_inference.infer_shapes(graph, data_prop=True)
    infos = {v.name: v.type.tensor_type for v in (*inferred.graph.value_info, *inferred.graph.output)}
    for node in graph.graph.node:
        for name in node.output:
            info = infos.get(name)
            if not name or node.op_type == "Constant" or "Sequence" in node.op_type:
                continue
            if info is not None and info.elem_type not in FLOATS:
                continue
            dims = None if info is None or not info.HasField("shape") else info.shape.dim
            unknown = dims is None or any(not d.HasField("dim_value") for d in dims)
            if unknown or int(np.prod([d.dim_value for d in dims])) in sizes:
                yield name


def _looked_at(
    graph: onnx.ModelProto, path: Path, values: Sequence[str], feeds: Arrays
) -> Iterator[tuple[str, int, np.ndarray]]:
    """Each value's size and its numbers at FRACTIONS of it, from one run in which no value has to be kept."""
    shown = onnx.ModelProto()
    shown.CopyFrom(graph)
    shown.graph.initializer.extend(
        [
            numpy_helper.from_array(np.array([-1], np.int64), "look.flat"),
            numpy_helper.from_array(FRACTIONS, "look.fractions"),
        ]
    )
    names = []
    for i, value in enumerate(values):
        size, real, at, places, flat, out = (
            f"look.{i}.{part}" for part in ("size", "real", "at", "int", "flat", "out")
        )
        shown.graph.node.extend(
            [
                helper.make_node("Size", [value], [size]),
                helper.make_node("Cast", [size], [real], to=TensorProto.DOUBLE),
                helper.make_node("Mul", ["look.fractions", real], [at]),
                helper.make_node("Cast", [at], [places], to=TensorProto.INT64),
                helper.make_node("Reshape", [value, "look.flat"], [flat]),
                helper.make_node("Gather", [flat, places], [out]),
            ]
        )
        names += [size, out]
    found = iter(_run(shown, path, names, feeds))
    for value, size, looks in zip(values, found, found, strict=True):
        if looks.dtype in (np.float32, np.float64):
            yield value, int(size), looks


def _alike(wanted: Arrays, looked_at: Iterator[tuple[str, int, np.ndarray]]) -> dict[str, list[str]]:
    """Per tap the values of its size that agree with it wherever one looked, in the graph's order."""
    most = {tap: float(np.abs(want).max()) for tap, want in wanted.items()}
    looks = {tap: want.reshape(-1)[(FRACTIONS * want.size).astype(np.int64)] for tap, want in wanted.items()}
    alike: dict[str, list[str]] = {}
    for value, size, got in looked_at:
        for tap, want in looks.items():
            if size == wanted[tap].size and np.abs(got - want).max() <= RELATIVE * most[tap]:
                alike.setdefault(tap, []).append(value)
    return alike


def _groups(values: Iterator[tuple[str, int]]) -> Iterator[list[str]]:
    group: list[str] = []
    total = 0
    for name, size in values:
        if group and total + size > GROUP_BYTES:
            yield group
            group, total = [], 0
        group.append(name)
        total += size
    if group:
        yield group


def _values(graph: onnx.ModelProto, path: Path, names: list[str], feeds: Arrays) -> Iterator[tuple[str, np.ndarray]]:
    """The values of these names, whole."""
    names = list(dict.fromkeys(names))
    return zip(names, _run(graph, path, names, feeds), strict=True)


def _run(graph: onnx.ModelProto, path: Path, names: Sequence[str], feeds: Arrays) -> list[np.ndarray]:
    """Values of the graph, which it puts out in a copy beside its weights."""
    shown = onnx.ModelProto()
    shown.CopyFrom(graph)
    del shown.graph.output[:]
    shown.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    beside = path.with_suffix(".shown")
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        beside.write_bytes(shown.SerializeToString())
        session = ort.InferenceSession(beside, options, providers=["CPUExecutionProvider"])
        return session.run(list(names), dict(feeds))
    finally:
        beside.unlink(missing_ok=True)


def _equal(got: np.ndarray, want: np.ndarray) -> bool:
    most = float(np.abs(want).max(initial=0.0))
    return (
        got.size == want.size and most > 0 and bool(np.abs(got.reshape(-1) - want.reshape(-1)).max() <= RELATIVE * most)
    )
