"""A graph cut in two: pictures to camera features, which rungs can share, and the rest.

The cut lies behind the last convolutions: everything that a convolution on the pictures needs is prefix, all else is
head. Only names change, so that rungs with the same prefix get the same file: both parts together are the whole graph.

    img --prefix--> features.0, features.1, ... --head--> outputs
                    can_bus, lidar2img, ...     ---^
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import onnx

PICTURES = "img"


@dataclass(frozen=True)
class Split:
    """Both parts and the values that connect them, outputs of the one and inputs of the other."""

    prefix: onnx.ModelProto
    head: onnx.ModelProto
    values: tuple[str, ...]


def split(model: onnx.ModelProto) -> Split | None:
    """The parts of a graph.

    None where nothing convolves the pictures, a connecting value has no fixed shape, or nodes hold graphs of their own.
    """
    graph = model.graph
    if any(a.HasField("g") or a.graphs for node in graph.node for a in node.attribute):
        return None
    of_pictures = _depending(graph, {PICTURES})
    others = {i.name for i in graph.input} - {PICTURES} - {i.name for i in graph.initializer}
    of_others = _depending(graph, others)
    convolutions = [
        k
        for k, node in enumerate(graph.node)
        if node.op_type == "Conv" and node.output[0] in of_pictures and node.output[0] not in of_others
    ]
    if not convolutions:
        return None
    inside = _ancestors(graph, convolutions)
    before = {k for k in inside if graph.node[k].output[0] in of_pictures}
    after = _ancestors(graph, _producers_of_outputs(graph), stop=before)
    crossing = [
        name
        for k in sorted(before)
        for name in graph.node[k].output
        if any(name in graph.node[j].input for j in after) or any(name == o.name for o in graph.output)
    ]
    names = {name: f"features.{i}" for i, name in enumerate(crossing)}
    prefix = _part(model, sorted(inside), {**_canonical(graph, sorted(inside)), **names})
    prefix.graph.name = "prefix"
    del prefix.metadata_props[:]
    for name in names.values():
        prefix.graph.output.add(name=name)
    values = _typed(prefix, tuple(names.values()))
    if values is None:
        return None
    head = _part(model, sorted(after), names)
    head.graph.output.extend(graph.output)
    for value in values:
        head.graph.input.add().CopyFrom(value)
    del prefix.graph.output[:]
    prefix.graph.output.extend(values)
    return Split(prefix, head, tuple(names.values()))


def _depending(graph: onnx.GraphProto, roots: set[str]) -> set[str]:
    """The values that depend on some of the roots, which are included."""
    found = set(roots)
    for node in graph.node:
        if any(name in found for name in node.input):
            found.update(node.output)
    return found


def _producers_of_outputs(graph: onnx.GraphProto) -> list[int]:
    outputs = {o.name for o in graph.output}
    return [k for k, node in enumerate(graph.node) if outputs & set(node.output)]


def _ancestors(graph: onnx.GraphProto, nodes: Sequence[int], stop: set[int] = frozenset()) -> set[int]:
    """The nodes themselves and all that they need; nothing of `stop`, nor what lies behind it."""
    producer = {name: k for k, node in enumerate(graph.node) for name in node.output}
    found: set[int] = set()
    waiting = [k for k in nodes if k not in stop]
    while waiting:
        k = waiting.pop()
        if k not in found:
            found.add(k)
            needed = (producer.get(name) for name in graph.node[k].input)
            waiting += [n for n in needed if n is not None and n not in stop]
    return found


def _canonical(graph: onnx.GraphProto, nodes: Sequence[int]) -> dict[str, str]:
    """Names by position, so that equal prefixes of different graphs are equal bytes."""
    names: dict[str, str] = {}
    weights = {i.name for i in graph.initializer}
    for k in nodes:
        for name in graph.node[k].input:
            if name in weights and name not in names:
                names[name] = f"weight.{len(names)}"
        for name in graph.node[k].output:
            names[name] = f"value.{len(names)}"
    return names


def _part(model: onnx.ModelProto, nodes: Sequence[int], names: dict[str, str]) -> onnx.ModelProto:
    """The model with these nodes only, some of its values renamed; without outputs."""
    part = onnx.ModelProto()
    part.CopyFrom(model)
    for field in ("node", "initializer", "input", "output", "value_info"):
        part.graph.ClearField(field)
    needed = dict.fromkeys(name for k in nodes for name in model.graph.node[k].input)
    for number, k in enumerate(nodes):
        node = part.graph.node.add()
        node.CopyFrom(model.graph.node[k])
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
        node.name = f"node.{number}"
    weights = {i.name: i for i in model.graph.initializer}
    for name in needed:
        if name in weights:
            tensor = part.graph.initializer.add()
            tensor.CopyFrom(weights[name])
            tensor.name = names.get(name, name)
    for value in model.graph.input:
        if value.name in needed:
            kept = part.graph.input.add()
            kept.CopyFrom(value)
            kept.name = names.get(value.name, value.name)
    return part


def _typed(prefix: onnx.ModelProto, values: Sequence[str]) -> list[onnx.ValueInfoProto] | None:
    """The values with type and shape, as they follow from the pictures'."""
    bare = onnx.ModelProto()
    bare.CopyFrom(prefix)
    inferred = onnx.shape_inference.infer_shapes(bare, data_prop=True)
    by_name = {v.name: v for v in (*inferred.graph.value_info, *inferred.graph.output)}
    found = [by_name[name] for name in values]
    for value in found:
        shape = value.type.tensor_type.shape
        if not shape.dim or any(not d.HasField("dim_value") for d in shape.dim):
            return None
    return found
