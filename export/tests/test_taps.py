"""Named inner values: of the model, of a graph, of the reference."""

import numpy as np
import onnx
import onnxruntime as ort
import pyarrow.parquet as pq
import pytest
import torch

import bevexport
from bevexport import frames, reference, taps
from bevexport.graph import located as locating
from bevexport.graph.cache import ExportCache, exported
from bevexport.graph.precision import lowered
from bevexport.ladder.rungs import rung
from bevexport.ladder.samples import choose, visible_bound
from bevexport.model.config import NAMED

from .nano import NANO


@pytest.fixture(scope="module")
def model():
    return bevexport.load(NANO, "seeded")


@pytest.fixture(scope="module")
def samples(model, nano_frames):
    return choose(model, nano_frames, None)


def test_no_model_has_more_than_sixty_and_all_are_paths_of_its_modules():
    for config in NAMED.values():
        model = bevexport.load(config)
        maps = config.num_levels - 1  # the neck's, beyond its first
        assert len(taps.modules(model)) + maps + 1 <= taps.MOST
        assert {name.split(".")[0] for name in taps.modules(model)} == {"img_backbone", "img_neck", "pts_bbox_head"}


def test_they_are_recorded_in_the_order_of_running_and_only_inside_the_block(model, samples):
    x = samples[-1].with_time
    with taps.recorded(model) as found, torch.no_grad():
        out = model(x.img, x.lidar2img, x.can_bus[None], x.prev_bev)
    names = list(found)
    assert names.index(taps.TURNED) < names.index("img_neck.0") < names.index(
        "pts_bbox_head.transformer.encoder.layers.0.norms.0"
    )  # fmt: skip
    torch.testing.assert_close(
        found["pts_bbox_head.transformer.encoder.layers.1.norms.2"][0], out.bev_embed[:, 0], atol=0, rtol=0
    )
    torch.testing.assert_close(found["pts_bbox_head.cls_branches.1"], out.all_cls_scores[-1], atol=0, rtol=0)
    before = {name: tap.clone() for name, tap in found.items()}
    with torch.no_grad():
        model(x.img * 0, x.lidar2img, x.can_bus[None])
    assert all(torch.equal(before[name], found[name]) for name in before) and "turned" not in vars(model)


@pytest.mark.parametrize("id", ["faithful", "R03b-bake-shift", "O4-simplify", "ours-opset11", "recipe"])
def test_a_graphs_values_are_the_models_on_another_frame(model, samples, nano_frames, cache_folder, tmp_path, id):
    """The map is made on one frame and holds on all: a first frame, another vehicle."""
    r, bound = rung(id), visible_bound(model, nano_frames)
    x = samples[0].inputs(r.temporal)
    graph, _ = exported(ExportCache(cache_folder), model, r.rewrites, r.opset, r.temporal, r.decoded, x, bound)
    path = tmp_path / "graph.onnx"
    onnx.save(graph.model, path)
    found = locating.located(model, r.rewrites, graph, path, samples[-1].inputs(r.temporal))
    missing = set(locating.run_torch(model, r.rewrites, graph, samples[-1].inputs(r.temporal))) - set(found)
    # The recipe folds the signals' embedding into a constant: no value of the graph depends on it.
    assert missing == ({"pts_bbox_head.transformer.can_bus_mlp"} if id == "recipe" else set())
    assert not list(tmp_path.glob("*.shown"))

    other = samples[1].inputs(r.temporal)
    want = locating.run_torch(model, r.rewrites, graph, other)
    shown = onnx.load(str(path))
    shown.graph.output.extend(onnx.ValueInfoProto(name=v) for v in found.values())
    session = ort.InferenceSession(shown.SerializeToString(), providers=["CPUExecutionProvider"])
    got = session.run(list(found.values()), {n: getattr(other, n).numpy() for n in graph.inputs})
    for name, value in zip(found, got, strict=True):
        np.testing.assert_allclose(value.reshape(-1), want[name].reshape(-1), atol=2e-4, err_msg=name)


def test_a_lower_precision_has_its_twins_values(model, samples, nano_frames, cache_folder, tmp_path):
    x = samples[0].with_time
    graph, _ = exported(
        ExportCache(cache_folder), model, (), 17, True, False, x, visible_bound(model, nano_frames)
    )  # fmt: skip
    path = tmp_path / "graph.onnx"
    onnx.save(graph.model, path)
    twin = locating.located(model, (), graph, path, samples[-1].with_time)
    half = lowered(graph, "fp16", ())
    kept = locating.renamed(twin, half.model)
    assert len(kept) > len(twin) / 2
    assert set(kept.values()) <= {o for n in half.model.graph.node for o in n.output}
    assert locating.renamed({"a": "not there"}, half.model) == {}


def test_the_references_taps_are_what_the_model_computes(model, nano_frames, tmp_path):
    scene = frames.scenes(nano_frames)[1]
    names = reference.write_taps(model, [(scene, 2)], tmp_path)
    table = pq.read_table(tmp_path / reference.TAPS)
    assert table.schema.metadata[b"bevdrift.table"] == b"reference"
    rows = {(r["variant"], r["tensor"]): r for r in table.to_pylist()}
    assert len(rows) == table.num_rows and len(names) <= taps.MOST

    def tensor(variant, name):
        row = rows.get((variant, name)) or rows["temporal", name]
        return torch.from_numpy(np.frombuffer(row["data"], "<f4").reshape(row["shape"]).copy())

    frame = list(scene.frames())[2]
    img, lidar2img, _ = frames.inputs(frame, None, model.config.preprocess)
    for variant, prev in (("temporal", tensor("temporal", "prev_bev")), ("nontemporal", None)):
        with taps.recorded(model) as found, torch.no_grad():
            model(img, lidar2img, tensor(variant, "can_bus")[None], prev)
        for name, want in found.items():
            torch.testing.assert_close(tensor(variant, name), want, atol=1e-5, rtol=0)
    assert ("nontemporal", "img_neck.0") not in rows  # the pictures' maps don't know of time
    assert ("nontemporal", "pts_bbox_head.cls_branches.1") in rows
