"""Which nodes of an exported graph a lower precision must leave alone.

Three kinds stay as they are:

- what no picture reaches: projection, visibility, shift and rotation of the previous map, and the ego's signals. A
  pixel position needs more than float16's 11 bits (at 800 pixels its step is half a pixel), a comparison with a border
  decides whether a camera counts, and a heading of 6.28 would be read to 0.004;
- what lies between a weight and a sampling grid, or a weight and the boxes: positions again, now with learnt offsets;
- float64: it is there on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable

import onnx
from onnx import TensorProto

WEIGHTED = ("Conv", "Gemm", "MatMul")
PICTURES = ("img", "prev_bev")
BOXES = "all_bbox_preds"


def untouchable(model: onnx.ModelProto) -> set[str]:
    """Names of the nodes that stay in the precision they have."""
    graph = model.graph
    seen = _after(graph, PICTURES)
    kept = {n.name for n in graph.node if n.name not in seen} | _float64(model)
    grids = [n.input[1] for n in graph.node if n.op_type == "GridSample"]
    return kept | _before(graph, [*grids, BOXES], kept)


def weighted(model: onnx.ModelProto, kept: set[str]) -> list[str]:
    """Names of the nodes outside `kept` that multiply float32 weights."""
    weights = {t.name for t in model.graph.initializer if t.data_type == TensorProto.FLOAT}
    return [
        n.name
        for n in model.graph.node
        if n.op_type in WEIGHTED and n.name not in kept and any(i in weights for i in n.input[1:2])
    ]


def _after(graph: onnx.GraphProto, names: Iterable[str]) -> set[str]:
    """The nodes that the named values reach."""
    reached, nodes = set(names), set()
    for node in graph.node:  # in topological order
        if any(i in reached for i in node.input):
            reached.update(node.output)
            nodes.add(node.name)
    return nodes


def _before(graph: onnx.GraphProto, names: Iterable[str], stop: set[str]) -> set[str]:
    """The nodes on the way to the named values, back to the nearest weight or node of `stop`."""
    wanted, nodes = set(names), set()
    for node in reversed(graph.node):
        if any(o in wanted for o in node.output) and node.op_type not in WEIGHTED and node.name not in stop:
            wanted.update(node.input)
            nodes.add(node.name)
    return nodes


def _float64(model: onnx.ModelProto) -> set[str]:
    inferred = onnx.shape_inference.infer_shapes(model)
    values = {v.name for v in inferred.graph.value_info if v.type.tensor_type.elem_type == TensorProto.DOUBLE}
    values |= {t.name for t in model.graph.initializer if t.data_type == TensorProto.DOUBLE}
    return {n.name for n in model.graph.node if any(v in values for v in (*n.input, *n.output))}
