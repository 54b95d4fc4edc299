"""`ours-opset11`, raw and decoded: against the original without any form, on two vehicles and a first frame."""

import importlib.util
import itertools

import numpy as np
import onnx
import pytest
import torch

import bevexport
from bevexport.graph import check
from bevexport.graph.export import export
from bevexport.graph.forms import dense_masked
from bevexport.graph.module import GraphInputs
from bevexport.ladder.own_rungs import OURS_OPSET
from bevexport.ladder.rungs import rung
from bevexport.ladder.samples import choose

from ..frames_fixture import write_frames
from ..nano import IMAGE_SIZE, NANO

OURS = ("ours-opset11", "ours-opset11-decoded")
ATOL = {"bev_embed": 1e-4, "all_cls_scores": 1e-4, "all_bbox_preds": 1e-3, "boxes": 1e-3}
SHAPED_BY_A_FRAME = ("NonZero", "Loop", "If", "Range", "Unique", "Compress")


def of_frames(config, folder, size):
    """The traced frame (vehicle 0, second frame), then the first and last frame of vehicle 1's scene."""
    model = bevexport.load(config, "seeded")
    return model, [s.with_time for s in choose(model, write_frames(folder, size=size), None)]


def of_golden(golden):
    """The small golden configuration: full-depth ResNet, pictures, matrices and motion of its own recipe."""
    spec = importlib.util.spec_from_file_location("formula_and_inputs", golden / "formula_and_inputs.py")
    formula = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(formula)
    model = bevexport.load(golden / "mini_model_config.json", "seeded")
    cfg = model.config
    prev, last, out = None, None, []
    for frame in range(3):
        can_bus = formula.can_bus_for(frame)
        absolute = can_bus.copy()
        for i in (0, 1, 2, 17):
            can_bus[i] = 0.0 if last is None else absolute[i] - last[i]
        last = absolute
        img = torch.from_numpy(formula.image_for(frame, 96, 160, 90))
        lidar2img = torch.from_numpy(formula.lidar2img_for(frame, 0.1).astype(np.float32))[None]
        can_bus = torch.from_numpy(can_bus.astype(np.float32))
        empty = torch.zeros(cfg.bev_h * cfg.bev_w, 1, cfg.embed_dims)
        out.append(
            GraphInputs(img, can_bus, lidar2img, empty if prev is None else prev, torch.tensor([float(frame > 0)]))
        )
        with torch.no_grad():
            prev = model(img, lidar2img, can_bus[None], prev).bev_embed
    return model, [out[1], out[0], out[2]]


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """A seeded model and its frames: the traced one first, first frames and later ones of two vehicles."""
    return of_frames(NANO, tmp_path_factory.mktemp("frames"), IMAGE_SIZE)


@pytest.fixture(scope="module", params=["micro", "mini"])
def larger(request, tmp_path_factory):
    """The same of models that take longer; mini has a whole ResNet-50."""
    if request.param == "mini":
        return of_golden(request.getfixturevalue("golden"))
    return of_frames("micro", tmp_path_factory.mktemp("frames"), (180, 320))


@pytest.fixture(scope="module")
def graphs(case):
    model, inputs = case
    cells = model.config.bev_h * model.config.bev_w
    return {id: made(model, id, inputs[0], cells * 3 // 4) for id in OURS}


def made(model, id, traced, bound):
    spec = rung(id)
    return export(model, spec.rewrites, spec.opset, spec.temporal, spec.decoded, traced, bound)


@pytest.mark.parametrize("id", OURS)
def test_within_the_tolerance_of_the_original(id, case, graphs):
    equal_to_the_original(*case, graphs[id])


@pytest.mark.parametrize("id", OURS)
def test_larger_models_within_the_tolerance_of_the_original(id, larger):
    model, inputs = larger
    equal_to_the_original(model, inputs, made(model, id, inputs[0], model.config.bev_h * model.config.bev_w * 3 // 4))


def equal_to_the_original(model, inputs, graph):
    later = [x for x in inputs if x.use_prev_bev.item() == 1]
    assert len(later) >= 2 and len(inputs) > len(later)
    for a, b in itertools.combinations(inputs, 2):
        assert not torch.allclose(a.can_bus, b.can_bus, atol=1e-3)
    assert not torch.allclose(later[0].lidar2img, later[1].lidar2img, rtol=1e-4)
    runtime = check.session(graph.model.SerializeToString())
    for x in inputs:
        found = check.differences(check.run_graph(runtime, graph, x), check.run_torch(model, (), graph, x))
        assert set(found) <= set(ATOL) and all(found[name] <= ATOL[name] for name in found), found


@pytest.mark.parametrize("id", OURS)
def test_nothing_above_opset_11_and_no_shape_of_a_frame(id, graphs):
    proto = graphs[id].model
    onnx.checker.check_model(proto, full_check=True)
    assert [(o.domain, o.version) for o in proto.opset_import] == [("", OURS_OPSET)]
    for node in proto.graph.node:
        schema = onnx.defs.get_schema(node.op_type, OURS_OPSET, node.domain)
        assert not schema.deprecated and node.op_type not in SHAPED_BY_A_FRAME, node.op_type
    for output in proto.graph.output:
        assert all(d.dim_value > 0 for d in output.type.tensor_type.shape.dim), output


def test_every_input_is_live(case, graphs):
    """Each entry of can_bus that the original reads, and every other input, moves an output."""
    _, inputs = case
    graph = graphs["ours-opset11"]
    assert graph.inputs == GraphInputs._fields and not graph.tape
    runtime = check.session(graph.model.SerializeToString())
    x = inputs[0]
    want = check.run_graph(runtime, graph, x)["bev_embed"]
    for place in range(18):
        can_bus = x.can_bus.clone()
        can_bus[place] += 1.7
        assert not np.array_equal(check.run_graph(runtime, graph, x._replace(can_bus=can_bus))["bev_embed"], want)
    moved = x.lidar2img.clone()
    moved[0, :, 0, 3] += 40.0
    assert not np.array_equal(check.run_graph(runtime, graph, x._replace(lidar2img=moved))["bev_embed"], want)


def test_a_first_frame_ignores_what_lies_in_the_state(case, graphs):
    _, inputs = case
    graph, first = graphs["ours-opset11"], inputs[1]
    runtime = check.session(graph.model.SerializeToString())
    dirty = first._replace(prev_bev=torch.full_like(first.prev_bev, 1e3))
    clean, got = (check.run_graph(runtime, graph, x) for x in (first, dirty))
    assert all(np.array_equal(clean[name], got[name]) for name in clean)


def test_a_turn_chooses_the_originals_cells(case, graphs):
    """With every other input alike, turns by odd angles: a wrong cell would show at the size of a feature."""
    model, inputs = case
    graph = graphs["ours-opset11"]
    runtime = check.session(graph.model.SerializeToString())
    for degrees in (-7.3, 0.5, 45.0, 359.0):
        can_bus = inputs[0].can_bus.clone()
        can_bus[17] = degrees
        x = inputs[0]._replace(can_bus=can_bus)
        found = check.differences(check.run_graph(runtime, graph, x), check.run_torch(model, (), graph, x))
        assert found["bev_embed"] <= 1e-4, degrees


def test_beyond_the_bound_no_output_looks_good(case):
    model, inputs = case
    graph = made(model, "ours-opset11-decoded", inputs[0], 1)
    got = check.run_graph(check.session(graph.model.SerializeToString()), graph, inputs[0])
    assert np.isnan(got["boxes"]).any(1).all() and np.isnan(got["scores"]).all()


def test_the_dense_masked_form_is_the_gathered_one(case):
    model, inputs = case
    cells = model.config.bev_h * model.config.bev_w
    with dense_masked():
        graph = made(model, "faithful", inputs[0], cells)
    assert not any(n.op_type in ("ScatterElements", "TopK") for n in graph.model.graph.node)
    runtime = check.session(graph.model.SerializeToString())
    for x in inputs:
        found = check.differences(check.run_graph(runtime, graph, x), check.run_torch(model, (), graph, x))
        assert all(found[name] <= ATOL[name] for name in found), found
