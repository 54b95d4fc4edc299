"""Which values of an exported graph are the model's taps, found by running both and comparing numbers.

Names don't tell: a rewrite, an optimiser or another exporter calls the same value otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto

from bevexport import taps
from bevexport.graph import check
from bevexport.graph.export import Exported
from bevexport.graph.module import GraphInputs
from bevexport.model import BEVFormer

GROUP_BYTES = 256 << 20
"""Values are looked at in groups of about so many bytes: a graph that puts out all of them needs them all at once."""
UNKNOWN_BYTES = 4 << 20  # what a value of unknown size is taken for
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
    sizes = {tap.size for tap in wanted.values()}
    graph = onnx.load(str(path), load_external_data=False)
    found: dict[str, str] = {}
    for group in _groups(_candidates(graph, sizes)):
        for value, got in _values(graph, path, group, feeds):
            for tap, want in wanted.items():
                if tap not in found and _equal(got, want):
                    found[tap] = value
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


def _candidates(graph: onnx.ModelProto, sizes: set[int]) -> Iterator[tuple[str, int]]:
    """Float values in the graph's order that may have one of these sizes, with their bytes."""
    inferred = onnx.shape_inference.infer_shapes(graph, data_prop=True)
    infos = {v.name: v.type.tensor_type for v in (*inferred.graph.value_info, *inferred.graph.output)}
    for node in graph.graph.node:
        for name in node.output:
            info = infos.get(name)
            if not name or node.op_type == "Constant" or (info is not None and info.elem_type not in FLOATS):
                continue
            dims = None if info is None or not info.HasField("shape") else info.shape.dim
            if dims is None or any(not d.HasField("dim_value") for d in dims):
                yield name, UNKNOWN_BYTES
            elif (size := int(np.prod([d.dim_value for d in dims]))) in sizes:
                yield name, 8 * size


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
    """The values of these names, which the graph puts out in a copy beside its weights."""
    shown = onnx.ModelProto()
    shown.CopyFrom(graph)
    known = {o.name for o in graph.graph.output}
    shown.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name not in known)
    beside = path.with_suffix(".shown")
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        beside.write_bytes(shown.SerializeToString())
        session = ort.InferenceSession(beside, options, providers=["CPUExecutionProvider"])
        for name, value in zip(names, session.run(names, dict(feeds)), strict=True):
            if isinstance(value, np.ndarray) and value.dtype in (np.float32, np.float64):
                yield name, value
    finally:
        beside.unlink(missing_ok=True)


def _equal(got: np.ndarray, want: np.ndarray) -> bool:
    if got.size != want.size or not got.size:
        return False
    most = float(np.abs(want).max())
    return bool(np.abs(got.reshape(-1) - want.reshape(-1)).max() <= RELATIVE * most) and most > 0
