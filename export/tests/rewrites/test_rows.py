"""Each row alone: against the original, in PyTorch and as a graph in ONNX Runtime, on frames of two vehicles."""

from collections import Counter

import numpy as np
import onnx
import pytest
import torch

import bevexport
from bevexport import frames
from bevexport.graph import check
from bevexport.graph.cache import ExportCache, exported
from bevexport.ladder.rungs import Rung, rung
from bevexport.ladder.samples import choose, visible_bound
from bevexport.model import geometry, weights
from bevexport.rewrites import ROWS
from bevexport.rewrites.o4_simplify import simplified

from ..nano import NANO

IN_THE_GRAPH = [id for id, row in ROWS.items() if row.target is not None]


@pytest.fixture(scope="module")
def model():
    return bevexport.load(NANO, "seeded")


@pytest.fixture(scope="module")
def samples(model, nano_frames):
    """The traced frame (vehicle 0, first frame), then the first and last frame of vehicle 1's scene."""
    return choose(model, nano_frames, None)


@pytest.fixture(scope="module")
def made(model, samples, nano_frames, cache_folder):
    """Exports a rung, or reads what an earlier test exported."""
    cache = ExportCache(cache_folder)
    usual = visible_bound(model, nano_frames)

    def export_once(rung: Rung, bound=usual):
        inputs = samples[0].inputs(rung.temporal)
        return exported(cache, model, rung.rewrites, rung.opset, rung.temporal, rung.decoded, inputs, bound)[0]

    return export_once


@pytest.fixture(scope="module")
def baselines(made):
    """The faithful graphs, raw and decoded."""
    return {decoded: made(Rung("faithful", decoded=decoded)) for decoded in (False, True)}


def test_the_samples_are_of_two_vehicles(samples):
    assert [s.sample_token for s in samples] == [
        "sample-0-0",
        "sample-1-0",
        "sample-1-2",
        "sample-0-2",
    ]
    assert len({s.vehicle for s in samples}) == 2
    assert not torch.allclose(samples[0].with_time.lidar2img, samples[2].with_time.lidar2img, rtol=1e-3)


@pytest.mark.parametrize("decoded", [False, True])
def test_faithful_equals_pytorch(model, samples, baselines, decoded):
    graph = baselines[decoded]
    runtime = check.session(graph.model.SerializeToString())
    for sample in samples:
        got = check.run_graph(runtime, graph, sample.with_time)
        found = check.differences(got, check.run_torch(model, (), graph, sample.with_time))
        assert max(found.values()) < 1e-4, found  # float32 sums in another order


def test_a_first_frame_ignores_the_previous_map(model, samples, baselines):
    """The flag switches both slots in every layer: what lies in prev_bev doesn't matter."""
    graph = baselines[False]
    runtime = check.session(graph.model.SerializeToString())
    first = samples[1].with_time
    assert first.use_prev_bev.item() == 0
    dirty = first._replace(prev_bev=torch.full_like(first.prev_bev, 1e3))
    x = first._asdict()
    with torch.no_grad():
        want = model(x["img"], x["lidar2img"], x["can_bus"][None])
    got = check.run_graph(runtime, graph, dirty)
    for name, value in want._asdict().items():
        np.testing.assert_allclose(got[name], value.numpy(), atol=1e-4)


def test_the_bound_is_exact_or_loud(model, samples, made):
    """Up to the largest count nothing changes; below it, every output of exactly the frames that exceed it has NaN."""
    counts = [most_visible(model, sample) for sample in samples]
    assert len(set(counts)) > 1, "the frames differ, or the test can't tell which of them exceeds the bound"
    for bound in (max(counts), 10 * 12, 10**6, max(counts) - 1):
        graph = made(Rung("faithful"), bound)
        assert graph.bound == (0 if bound >= 10 * 12 else bound)
        runtime = check.session(graph.model.SerializeToString())
        for sample, count in zip(samples, counts, strict=True):
            got = check.run_graph(runtime, graph, sample.with_time)
            if count > bound:
                assert all(np.isnan(value).any() for value in got.values())
                assert np.isnan(got["all_cls_scores"][-1]).all(), "no box can come of it"
            else:
                want = check.run_torch(model, (), graph, sample.with_time)
                assert max(check.differences(got, want).values()) < 1e-4


def most_visible(model, sample) -> int:
    """The largest number of cells that a camera of this frame sees, counted cell by cell."""
    cfg = model.config
    pillars = geometry.pillar_points(cfg.bev_h, cfg.bev_w, cfg.pillar_points, cfg.pc_range).double()
    height, width = cfg.preprocess.network_size
    counts = []
    for matrix in sample.with_time.lidar2img[0].double():
        seen = 0
        for cell in pillars:
            u, v, depth = (cell @ matrix[:3, :3].T + matrix[:3, 3]).unbind(-1)
            inside = (depth > 1e-5) & (u > 0) & (u < width * depth) & (v > 0) & (v < height * depth)
            seen += bool(inside.any())
        counts.append(seen)
    return max(counts)


def test_rows_that_choose_cells_themselves_have_no_bound(made):
    graph = made(rung("O2-bake-visibility"))
    assert graph.bound == 0
    assert "bevdrift.visible_bound" not in {p.key for p in graph.model.metadata_props}


def test_a_first_frame_traces_the_memory_too(model, samples, made):
    """Traced without a previous map, the graph still uses one: it holds both ways of the flag."""
    assert samples[0].with_time.use_prev_bev.item() == 0
    graph = made(Rung("faithful"))
    last = samples[2].with_time
    assert last.use_prev_bev.item() == 1
    runtime = check.session(graph.model.SerializeToString())
    got = check.run_graph(runtime, graph, last)
    with torch.no_grad():
        want = model(last.img, last.lidar2img, last.can_bus[None], last.prev_bev)
        alone = model(last.img, last.lidar2img, last.can_bus[None])
    np.testing.assert_allclose(got["bev_embed"], want.bev_embed.numpy(), atol=1e-4)
    assert not np.allclose(want.bev_embed, alone.bev_embed, atol=1e-2)


def test_a_traced_turn_stays_off_on_a_first_frames_export(made, samples):
    """R03d on a first frame: the previous map is never turned, whatever the input says; the MLP is frozen as well."""
    graph = made(Rung("frozen", ("R03a-bake-can-bus", "R03b-bake-shift", "R03d-bake-rotation")))
    assert graph.tape["turn"].item() == 0 and graph.tape["dx"].item() == 0
    assert "can_bus" not in graph.inputs


def test_recipe_temporal_takes_no_signals_at_all(made):
    """The original exporter bakes the rotation as well: nothing of the ego's motion is left to feed."""
    assert "R03d-bake-rotation" in rung("recipe-temporal").rewrites
    assert set(made(rung("recipe-temporal")).inputs) == {"img", "lidar2img", "prev_bev", "use_prev_bev"}


def test_the_recipe_has_every_row_of_the_report():
    ours_or_repaired = {"R03d-bake-rotation", "R11b-atan-quotient-yaw"}
    assert set(rung("recipe").rewrites) == set(ROWS) - ours_or_repaired
    assert set(rung("recipe-before-O3").rewrites) == set(ROWS) - ours_or_repaired - {
        "O3-drop-postprocess",
        "O4-simplify",
    }


def test_x1_and_x2_show_in_the_graph(made, baselines):
    faithful = baselines[False].model.graph
    assert len(made(rung("X1-initializers-as-inputs")).model.graph.input) > len(faithful.input) + 50
    assert len(made(rung("X2-no-constant-folding")).model.graph.node) > 1.5 * len(faithful.node)


def test_o4_is_checked_three_times_on_random_inputs(made):
    metadata = {p.key: p.value for p in made(rung("recipe")).model.metadata_props}
    assert metadata["bevdrift.simplifier_check"] == "3 of 3 agreed"


def test_o4_goes_on_where_random_inputs_cannot_run():
    """A gather of three rows by a million times a random number."""
    rows = onnx.numpy_helper.from_array(np.ones((3, 2), np.float32), "rows")
    factor = onnx.numpy_helper.from_array(np.array(1e6, np.float32), "factor")
    x = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [4])
    y = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [4, 2])
    nodes = [
        onnx.helper.make_node("Mul", ["x", "factor"], ["scaled"]),
        onnx.helper.make_node("Cast", ["scaled"], ["index"], to=onnx.TensorProto.INT64),
        onnx.helper.make_node("Gather", ["rows", "index"], ["y"]),
    ]
    graph = onnx.helper.make_graph(nodes, "g", [x], [y], [rows, factor])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 11)], ir_version=8)
    metadata = {p.key: p.value for p in simplified(model).metadata_props}
    assert metadata["bevdrift.simplifier_check"].startswith("random inputs cannot run: ")
    assert "Gather" in metadata["bevdrift.simplifier_check"]


@pytest.mark.parametrize("id", IN_THE_GRAPH)
def test_a_row_alone(id, model, samples, made, baselines):
    spec = rung(id)
    graph = made(spec)
    runtime = check.session(graph.model.SerializeToString())
    apart = []
    for sample in samples:
        inputs = sample.inputs(graph.temporal)
        got = check.run_graph(runtime, graph, inputs)
        torch_side = check.run_torch(model, spec.rewrites, graph, inputs)
        assert max(check.differences(got, torch_side).values()) < 1e-4, sample.sample_token
        without = tuple(r for r in spec.rewrites if r != id)  # a row that needs another one is compared with that
        original = check.run_torch(model, without, baselines[graph.decoded], sample.with_time)
        apart.append(max(check.differences(torch_side, original).values()))
    promise = ROWS[id].atol
    if promise is not None:
        assert max(apart) <= promise
    elif ROWS[id].frozen:
        assert apart[0] < 1e-5, "on the traced frame nothing is frozen wrongly"
        assert apart[2] > 1e-3, "on another vehicle's frame the frozen value must show"
    else:
        assert max(apart) > 1e-3


@pytest.mark.parametrize(
    ("rows", "entries"),
    [
        (("R03a-bake-can-bus",), slice(3, 16)),  # speeds and accelerations: the MLP alone reads them
        (("R03a-bake-can-bus", "R03b-bake-shift"), slice(0, 3)),  # with both off the wire, so is the motion
    ],
    ids=["R03a", "R03a and R03b"],
)
def test_frozen_values_are_constants_of_the_graph(rows, entries, made, samples):
    """What the rows freeze can change as it likes in the input: not a bit of the output moves."""
    graph = made(Rung("frozen", rows))
    runtime = check.session(graph.model.SerializeToString())
    inputs = samples[0].with_time
    can_bus = inputs.can_bus.clone()
    can_bus[entries] += 5.0
    a, b = (check.run_graph(runtime, graph, x) for x in (inputs, inputs._replace(can_bus=can_bus)))
    assert all(np.array_equal(a[n], b[n]) for n in a)


def test_o2_freezes_which_cells_look(made):
    graph = made(rung("O2-bake-visibility"))
    assert set(graph.tape) == {"visible.index", "visible.weight"}
    index = graph.tape["visible.index"]
    counts = graph.tape["visible.weight"].sum(-1)
    assert index.shape[0] == 6 and index.shape[1] == int(counts.max())


def test_rows_without_a_place_give_the_same_graph(made, baselines):
    want = [n.SerializeToString() for n in baselines[False].model.graph.node]
    for id in (id for id, row in ROWS.items() if row.target is None):
        graph = made(Rung(id, (id,)))
        assert [n.SerializeToString() for n in graph.model.graph.node] == want


def test_rewrites_show_in_the_operators(made, baselines):
    faithful = Counter(n.op_type for n in baselines[False].model.graph.node)
    assert faithful["GridSample"] == 2 * NANO.encoder_layers + NANO.decoder_layers
    gathered = Counter(n.op_type for n in made(rung("R09-gather-grid-sample")).model.graph.node)
    assert gathered["GridSample"] == 0 and gathered["GatherElements"] > faithful["GatherElements"]


def test_seeded_weights_make_every_layer_matter(model):
    assert weights.sha256(model.state_dict()) == weights.sha256(bevexport.load(NANO, "seeded").state_dict())
    assert frames.DELTAS == (0, 1, 2, 17)
