"""A faithful graph in a lower precision: float16, or weights (and activations) in eight bits.

Inputs and outputs stay float32. The three ways and what was expected of each, before anything was measured:

- `fp16`: weights, and what runs through them, in float16. Price ~0: a sum of some hundred products keeps three digits.
  ONNX Runtime's CPU provider has few float16 kernels and computes most of it in float32 between casts, so what it
  shows there is the rounding of weights and of some activations, a lower bound of a chip's.
- `int8-dynamic`: weights in eight bits, one scale a tensor; activations quantised as they come. Price small, NDS by at
  most 0.01.
- `int8-static`: weights in eight bits, one scale a channel; activations by ranges seen on calibration frames. Price
  larger than that of `int8-dynamic`, mAP first: one range has to serve every frame. The stem's convolution stays in
  float32, as is usual; here because ONNX Runtime 1.24.2 gets it wrong (see `_kernel_holds`).
"""

from __future__ import annotations

import dataclasses
import logging
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bevexport.errors import InputError
from bevexport.graph.export import Exported
from bevexport.graph.module import GraphInputs
from bevexport.graph.slices import untouchable, weighted

PRECISIONS = ("fp32", "fp16", "int8-dynamic", "int8-static")
FLOAT32_KERNELS = ("GridSample", "TopK", "Resize")
"""Operators without a float16 kernel on ONNX Runtime's CPU provider, kept in float32 whatever flows through them."""


def lowered(exported: Exported, precision: str, calibration: Iterable[GraphInputs]) -> Exported:
    """The graph in one of PRECISIONS; `int8-static` alone reads the calibration frames, one by one."""
    if precision == "fp32":
        return exported
    model = onnx.ModelProto()
    model.CopyFrom(exported.model)
    if precision == "fp16":
        model = _half(model)
    elif precision == "int8-dynamic":
        model = _dynamic(model)
    elif precision == "int8-static":
        model = _static(model, exported.inputs, calibration)
    else:
        raise ValueError(f"Cannot lower a graph to {precision}, expected one of {', '.join(PRECISIONS)}")
    for node in model.graph.node:
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.metadata_props[:]
    model.metadata_props.extend(exported.model.metadata_props)
    model.metadata_props.add(key="bevdrift.precision", value=precision)
    return dataclasses.replace(exported, model=model)


def _half(model: onnx.ModelProto) -> onnx.ModelProto:
    from onnxruntime.transformers.float16 import DEFAULT_OP_BLOCK_LIST, convert_float_to_float16
    from onnxruntime.transformers.onnx_model import OnnxModel

    kept = untouchable(model)
    _own_constants(model.graph, kept)
    half = convert_float_to_float16(
        model,
        keep_io_types=True,
        op_block_list=[*DEFAULT_OP_BLOCK_LIST, *FLOAT32_KERNELS],
        node_block_list=sorted(kept),
    )
    _without_detours(half.graph)
    OnnxModel(half).topological_sort()  # the converter appends its casts at the end
    return half


def _without_detours(graph: onnx.GraphProto) -> None:
    """Joins nodes that stay in float32 directly: the converter leads each of their values through float16 and back."""
    narrow = {n.output[0]: n.input[0] for n in graph.node if _casts_to(n, TensorProto.FLOAT16)}
    wide = [n for n in graph.node if _casts_to(n, TensorProto.FLOAT)]
    direct = {n.output[0]: narrow[n.input[0]] for n in wide if n.input[0] in narrow}
    for node in graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = direct.get(name, name)
    outputs = {o.name for o in graph.output}
    while unread := _unread_casts(graph, outputs):
        for node in unread:
            graph.node.remove(node)


def _unread_casts(graph: onnx.GraphProto, outputs: set[str]) -> list[onnx.NodeProto]:
    read = {i for n in graph.node for i in n.input} | outputs
    return [n for n in graph.node if n.op_type == "Cast" and n.output[0] not in read]


def _casts_to(node: onnx.NodeProto, kind: int) -> bool:
    return node.op_type == "Cast" and any(a.name == "to" and a.i == kind for a in node.attribute)


def _own_constants(graph: onnx.GraphProto, kept: set[str]) -> None:
    """Gives the nodes that stay in float32 their own copies of shared tensors: the converter would round those."""
    tensors = {t.name: t for t in graph.initializer}
    shared = {i for n in graph.node if n.name not in kept for i in n.input if i in tensors}
    copied = set()
    for node in (n for n in graph.node if n.name in kept):
        for place, name in enumerate(node.input):
            if name in shared:
                node.input[place] = f"{name}.float32"
                if name not in copied:
                    copied.add(name)
                    graph.initializer.add().CopyFrom(tensors[name])
                    graph.initializer[-1].name = f"{name}.float32"


def _dynamic(model: onnx.ModelProto) -> onnx.ModelProto:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    nodes = weighted(model, untouchable(model))
    _stay_loud(model.graph)
    with _WithoutAdvice(), tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "int8.onnx"
        quantize_dynamic(
            model, out, op_types_to_quantize=["Conv", "MatMul", "Gemm"], nodes_to_quantize=nodes,
            weight_type=QuantType.QUInt8,
        )  # fmt: skip
        return onnx.load(out)


def _static(model: onnx.ModelProto, names: Iterable[str], frames: Iterable[GraphInputs]) -> onnx.ModelProto:
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

    class Reader(CalibrationDataReader):
        def __init__(self) -> None:
            self.rest = iter(frames)

        def get_next(self) -> dict[str, np.ndarray] | None:
            inputs = next(self.rest, None)
            return None if inputs is None else {n: getattr(inputs, n).numpy() for n in names}

    nodes = [n for n in weighted(model, untouchable(model)) if _kernel_holds(model.graph, n)]
    _stay_loud(model.graph)
    with _WithoutAdvice(), tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "int8.onnx"
        try:
            quantize_static(
                model, out, Reader(), quant_format=QuantFormat.QDQ, op_types_to_quantize=["Conv", "MatMul", "Gemm"],
                nodes_to_quantize=nodes, per_channel=True, activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
            )  # fmt: skip
        except AssertionError as e:  # how the quantizer says that a range is NaN
            raise InputError(
                "Cannot calibrate int8-static: an activation has no finite range, expected calibration frames on which "
                "no camera sees more cells than the graph's bound"
            ) from e
        return onnx.load(out)


def _kernel_holds(graph: onnx.GraphProto, name: str) -> bool:
    """Whether the runtime's QLinearConv can be trusted with a node: sums of a multiple of four products.

    On a CPU with AMX, ONNX Runtime 1.24.2 puts out garbage in the last eight of 24 or of 56 channels of a 7x7
    convolution of three channels (147 products); bin/benches/qlinearconv.py shows it.
    """
    node = next(n for n in graph.node if n.name == name)
    weight = next((t for t in graph.initializer if t.name == node.input[1]), None)
    return node.op_type != "Conv" or weight is None or int(np.prod(weight.dims[1:])) % 4 == 0


def _stay_loud(graph: onnx.GraphProto) -> None:
    """Adds to every float output what a frame beyond the bound makes NaN: eight bits would have lost it on the way.

    That is zero times the weights of the visible cells, in the one Where that looks at the largest camera's count.
    """
    by_output = {o: n for n in graph.node for o in n.output}

    def counts(name: str, depth: int = 4) -> bool:
        node = by_output.get(name)
        return node is not None and depth > 0 and (
            node.op_type == "ReduceMax" or any(counts(i, depth - 1) for i in node.input)
        )  # fmt: skip

    weights = next((n.output[0] for n in graph.node if n.op_type == "Where" and counts(n.input[0])), None)
    if weights is None:
        return
    graph.initializer.append(numpy_helper.from_array(np.zeros((), np.float32), "loud.zero"))
    graph.node.append(helper.make_node("Mul", [weights, "loud.zero"], ["loud.zeros"], "loud.Mul"))
    graph.node.append(helper.make_node("ReduceMax", ["loud.zeros"], ["loud.flag"], "loud.ReduceMax", keepdims=0))
    for output in graph.output:
        if output.type.tensor_type.elem_type != TensorProto.FLOAT:
            continue
        inner = f"{output.name}.quiet"
        for node in graph.node:
            for names in (node.input, node.output):
                for place, name in enumerate(names):
                    if name == output.name:
                        names[place] = inner
        graph.node.append(helper.make_node("Add", [inner, "loud.flag"], [output.name], f"loud.{output.name}"))


class _WithoutAdvice:
    """Without the quantizer's advice on preprocessing: the exporter has folded what there was to fold."""

    def __enter__(self) -> None:
        self.level = logging.root.manager.disable
        logging.disable(logging.WARNING)

    def __exit__(self, *_: object) -> None:
        logging.disable(self.level)
