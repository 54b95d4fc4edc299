"""Lower precisions of the faithful graph: what is narrowed, what isn't, and what a frame beyond the bound gives."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto

import bevexport
from bevexport.errors import InputError
from bevexport.graph import check
from bevexport.graph.export import export
from bevexport.graph.precision import PRECISIONS, lowered
from bevexport.graph.slices import untouchable, weighted
from bevexport.ladder.samples import choose

from ..frames_fixture import write_frames
from ..nano import IMAGE_SIZE, NANO

LOWER = PRECISIONS[1:]


@pytest.fixture(scope="module")
def model():
    return bevexport.load(NANO, "seeded")


@pytest.fixture(scope="module")
def inputs(model, tmp_path_factory):
    return [s.with_time for s in choose(model, write_frames(tmp_path_factory.mktemp("frames"), size=IMAGE_SIZE), None)]


@pytest.fixture(scope="module")
def faithful(model, inputs):
    return export(model, (), 17, True, False, inputs[0], 96)


@pytest.fixture(scope="module")
def graphs(faithful, inputs):
    return {precision: lowered(faithful, precision, inputs) for precision in LOWER}


def kinds(model):
    """Element type of every value of a graph."""
    graph = onnx.shape_inference.infer_shapes(model).graph
    values = {v.name: v.type.tensor_type.elem_type for v in (*graph.value_info, *graph.input, *graph.output)}
    return values | {t.name: t.data_type for t in graph.initializer}


def test_fp32_is_the_graph_itself(faithful):
    assert lowered(faithful, "fp32", ()) is faithful
    with pytest.raises(ValueError, match="Cannot lower a graph to fp8, expected one of fp32, fp16"):
        lowered(faithful, "fp8", ())


@pytest.mark.parametrize("precision", LOWER)
def test_float32_at_the_boundary_and_finite_on_every_frame(precision, faithful, graphs, inputs):
    graph = graphs[precision]
    onnx.checker.check_model(graph.model, full_check=True)
    runtime = check.session(graph.model.SerializeToString())
    assert {v.type for v in (*runtime.get_inputs(), *runtime.get_outputs())} == {"tensor(float)"}
    assert runtime.get_modelmeta().custom_metadata_map["bevdrift.precision"] == precision
    before = check.session(faithful.model.SerializeToString())
    for x in inputs:
        found = check.differences(check.run_graph(runtime, graph, x), check.run_graph(before, faithful, x))
        assert all(0 < value <= check.FINITE for value in found.values()), found


@pytest.mark.parametrize("precision", LOWER)
def test_weights_are_narrow(precision, faithful, graphs):
    """What multiplies weights is narrowed, each of it, and no float copy stays; a ladder gets the smaller files."""
    names = weighted(faithful.model, untouchable(faithful.model))
    assert len(names) > 40
    before = {
        t.name: int(np.prod(t.dims)) for t in faithful.model.graph.initializer if t.data_type == TensorProto.FLOAT
    }
    read = {i for n in faithful.model.graph.node if n.name in names for i in n.input}
    weights = sum(size for name, size in before.items() if name in read)
    assert weights > 80_000
    floats, narrow = (
        sum(int(np.prod(t.dims)) for t in graphs[precision].model.graph.initializer if t.data_type in kinds)
        for kinds in ((TensorProto.FLOAT,), (TensorProto.FLOAT16, TensorProto.UINT8, TensorProto.INT8))
    )
    scales_and_biases = 0.1 * weights
    assert narrow >= weights - scales_and_biases
    assert floats <= sum(before.values()) - weights + scales_and_biases
    assert graphs[precision].model.ByteSize() < faithful.model.ByteSize()


def test_positions_and_float64_keep_their_precision(faithful, graphs):
    kept = untouchable(faithful.model)
    of = kinds(graphs["fp16"].model)
    operators = {n.op_type for n in faithful.model.graph.node if n.name in kept}
    assert {"TopK", "Sin", "Round", "Greater", "Gather"} <= operators
    for node in graphs["fp16"].model.graph.node:
        if node.name in kept or node.op_type == "GridSample":
            narrow = [v for v in (*node.input, *node.output) if of.get(v) == TensorProto.FLOAT16]
            assert not narrow, (node.name, narrow)


def test_visibility_and_shift_are_bit_for_bit_those_of_float32(faithful, graphs, inputs):
    """What no picture reaches: the sines of heading and rotation, the cells they lead to, each comparison."""
    kept = untouchable(faithful.model)
    made = {o for n in graphs["fp16"].model.graph.node for o in n.output}
    watched = [
        n.output[0]
        for n in faithful.model.graph.node
        if n.name in kept and n.op_type in ("Sin", "Round", "Greater", "Less", "And") and n.output[0] in made
    ]
    assert len(watched) > 6
    values = []
    for graph in (faithful, graphs["fp16"]):
        seen = onnx.ModelProto()
        seen.CopyFrom(graph.model)
        of = kinds(graph.model)
        seen.graph.output.extend(onnx.helper.make_tensor_value_info(v, of[v], None) for v in watched)
        feeds = {n: getattr(inputs[0], n).numpy() for n in faithful.inputs}
        values.append(check.session(seen.SerializeToString()).run(watched, feeds))
    moved = [name for name, a, b in zip(watched, *values, strict=True) if not np.array_equal(a, b)]
    assert moved == []


def test_calibration_frames_beyond_the_bound_are_refused(model, inputs):
    with pytest.raises(InputError, match="Cannot calibrate int8-static: an activation has no finite range"):
        lowered(export(model, (), 17, True, False, inputs[0], 4), "int8-static", inputs[:1])


@pytest.mark.parametrize("precision", [p for p in LOWER if p != "int8-static"])
def test_a_frame_beyond_the_bound_stays_loud(precision, model, inputs):
    graph = lowered(export(model, (), 17, True, False, inputs[0], 4), precision, inputs[:1])
    got = check.run_graph(check.session(graph.model.SerializeToString()), graph, inputs[0])
    assert all(np.isnan(value).any() for value in got.values())
    assert np.isnan(got["all_cls_scores"]).all()


def test_the_stem_whose_sums_the_runtimes_kernel_does_not_hold_stays_in_float32(graphs):
    nodes = {n.name: n for n in graphs["int8-static"].model.graph.node}
    quantised = {o for n in nodes.values() if n.op_type == "DequantizeLinear" for o in n.output}
    stem = nodes["/img_backbone/conv1/Conv"]
    later = [n for n in nodes.values() if n.op_type == "Conv" and n is not stem]
    assert stem.input[1] not in quantised
    assert later and all(n.input[1] in quantised for n in later)
