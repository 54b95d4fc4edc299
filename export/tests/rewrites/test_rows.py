"""Each row alone: against the original, in PyTorch and as a graph in ONNX Runtime, on frames of two vehicles."""

from collections import Counter

import numpy as np
import pytest
import torch

import bevexport
from bevexport import frames
from bevexport.graph import check
from bevexport.graph.export import export
from bevexport.ladder.rungs import Rung, rung
from bevexport.ladder.samples import choose
from bevexport.model import geometry, spatial, weights
from bevexport.rewrites import ROWS

from ..frames_fixture import write_frames
from ..nano import IMAGE_SIZE, NANO

IN_THE_GRAPH = [id for id, row in ROWS.items() if row.target is not None]


@pytest.fixture(scope="module")
def model():
    return bevexport.load(NANO, "seeded")


@pytest.fixture(scope="module")
def samples(model, tmp_path_factory):
    """The traced frame (vehicle 0, second frame), then the first and last frame of vehicle 1's scene."""
    return choose(model, write_frames(tmp_path_factory.mktemp("frames"), size=IMAGE_SIZE), None)


def made(model, samples, rung: Rung, bound=96):
    inputs = samples[0].inputs(rung.temporal)
    return export(model, rung.rewrites, rung.opset, rung.temporal, rung.decoded, inputs, bound)


@pytest.fixture(scope="module")
def baselines(model, samples):
    """The faithful graphs, raw and decoded."""
    return {decoded: made(model, samples, Rung("faithful", decoded=decoded)) for decoded in (False, True)}


def test_the_samples_are_of_two_vehicles(samples):
    assert [s.sample_token for s in samples] == ["sample-0-1", "sample-1-0", "sample-1-2"]
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


def test_the_bound_is_exact_or_loud(model, samples):
    """Cells beyond the largest count change nothing; too small a bound makes every output NaN."""
    most = max(int(weight.sum(-1).max()) for weight in visible_weights(model, samples))
    for bound in (most, 10 * 12, 10**6):
        graph = made(model, samples, Rung("faithful"), bound)
        runtime = check.session(graph.model.SerializeToString())
        for sample in samples:
            want = check.run_torch(model, (), graph, sample.with_time)
            assert max(check.differences(check.run_graph(runtime, graph, sample.with_time), want).values()) < 1e-4
    graph = made(model, samples, Rung("faithful"), most - 1)
    runtime = check.session(graph.model.SerializeToString())
    loud = [np.isnan(check.run_graph(runtime, graph, s.with_time)["all_cls_scores"]).all() for s in samples]
    assert any(loud)


def visible_weights(model, samples):
    cfg = model.config
    pillars = geometry.pillar_points(cfg.bev_h, cfg.bev_w, cfg.pillar_points, cfg.pc_range)
    for sample in samples:
        valid = geometry.project(pillars, sample.with_time.lidar2img, cfg.preprocess.network_size).valid
        yield spatial.visible_queries(valid.any(-1)).weight


@pytest.mark.parametrize("id", IN_THE_GRAPH)
def test_a_row_alone(id, model, samples, baselines):
    spec = rung(id)
    graph = made(model, samples, spec)
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
def test_frozen_values_are_constants_of_the_graph(rows, entries, model, samples):
    """What the rows freeze can change as it likes in the input: not a bit of the output moves."""
    graph = made(model, samples, Rung("frozen", rows))
    runtime = check.session(graph.model.SerializeToString())
    inputs = samples[0].with_time
    can_bus = inputs.can_bus.clone()
    can_bus[entries] += 5.0
    a, b = (check.run_graph(runtime, graph, x) for x in (inputs, inputs._replace(can_bus=can_bus)))
    assert all(np.array_equal(a[n], b[n]) for n in a)


def test_o2_freezes_which_cells_look(model, samples):
    graph = made(model, samples, rung("O2-bake-visibility"))
    assert set(graph.tape) == {"visible.index", "visible.weight"}
    index = graph.tape["visible.index"]
    counts = graph.tape["visible.weight"].sum(-1)
    assert index.shape[0] == 6 and index.shape[1] == int(counts.max())


def test_rows_without_a_place_give_the_same_graph(model, samples, baselines):
    want = [n.SerializeToString() for n in baselines[False].model.graph.node]
    for id in (id for id, row in ROWS.items() if row.target is None):
        graph = made(model, samples, Rung(id, (id,)))
        assert [n.SerializeToString() for n in graph.model.graph.node] == want


def test_rewrites_show_in_the_operators(model, samples, baselines):
    faithful = Counter(n.op_type for n in baselines[False].model.graph.node)
    assert faithful["GridSample"] == 2 * NANO.encoder_layers + NANO.decoder_layers
    gathered = Counter(n.op_type for n in made(model, samples, rung("R09-gather-grid-sample")).model.graph.node)
    assert gathered["GridSample"] == 0 and gathered["GatherElements"] > faithful["GatherElements"]


def test_seeded_weights_make_every_layer_matter(model):
    assert weights.sha256(model.state_dict()) == weights.sha256(bevexport.load(NANO, "seeded").state_dict())
    assert frames.DELTAS == (0, 1, 2, 17)
