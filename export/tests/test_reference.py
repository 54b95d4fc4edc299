"""The reference table and its certificate."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch

import bevexport
from bevexport import frames, reference
from bevexport.__main__ import main
from bevexport.errors import InputError
from bevexport.graph import check
from bevexport.graph.cache import ExportCache, exported
from bevexport.graph.module import GraphInputs
from bevexport.ladder.rungs import rung
from bevexport.ladder.samples import choose, visible_bound
from bevexport.rewrites.registry import swapped

from .frames_fixture import write_frames
from .nano import NANO


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = write_frames(tmp_path_factory.mktemp("frames"))
    out = tmp_path_factory.mktemp("reference")
    args = ["reference", "--config", "micro", "--checkpoint", "seeded", "--frames", str(folder), "--out", str(out)]
    assert main([*args, "--bev-embed-frames", "2"]) == 0
    return folder, out


def test_a_file_of_seeded_weights_is_as_random_as_the_word(written, tmp_path):
    state = bevexport.load("micro", "seeded").state_dict()
    for trained in (False, True):
        if trained:
            state["pts_bbox_head.query_embedding.weight"][3, 5] += 0.1
        torch.save({"state_dict": state}, tmp_path / "some.pth")
        args = [
            "reference",
            "--config",
            "micro",
            "--checkpoint",
            str(tmp_path / "some.pth"),
            "--frames",
            str(written[0]),
        ]
        assert main([*args, "--out", str(tmp_path / "out"), "--variants", "nontemporal", "--tap-frames", "0"]) == 0
        assert json.loads((tmp_path / "out" / "reference.json").read_text())["random_weights"] is not trained


def test_rows_are_ordered_and_hold_the_models_outputs(written):
    folder, out = written
    table = pq.read_table(out / "scene-0001-0.parquet")
    assert table.schema.metadata[b"bevdrift.table"] == b"reference"
    rows = table.to_pylist()
    keys = [(r["sample_index"], r["variant"], r["tensor"]) for r in rows]
    assert keys == sorted(keys)
    model = bevexport.load("micro", "seeded")
    scene = frames.scenes(folder)[1]
    first, second = list(scene.frames())[:2]
    with torch.no_grad():
        before = model(*frames.inputs(first, None, model.config.preprocess))
        want = model(*frames.inputs(second, first, model.config.preprocess), before.bev_embed)
        alone = model(*frames.inputs(second, None, model.config.preprocess))
    for variant, outputs in (("temporal", want), ("nontemporal", alone)):
        row = next(
            r for r in rows if r["sample_index"] == 101 and (r["variant"], r["tensor"]) == (variant, "all_bbox_preds")
        )
        got = np.frombuffer(row["data"], "<f4").reshape(row["shape"])
        np.testing.assert_allclose(got, outputs.all_bbox_preds.numpy(), atol=1e-5)
    assert not np.allclose(want.all_bbox_preds, alone.all_bbox_preds, atol=1e-2)


def test_bev_embed_only_for_the_stated_frames(written):
    _, out = written
    certificate = json.loads((out / "reference.json").read_text())
    assert certificate["bev_embed_frames"] == ["sample-0-2", "sample-1-2"]
    assert certificate["random_weights"] and certificate["synthetic"]
    assert certificate["frames"] == 6 and certificate["scenes"] == 2
    rows = pq.read_table(out / "scene-0000-0.parquet").to_pylist()
    with_bev = {r["sample_token"] for r in rows if r["tensor"] == "bev_embed"}
    assert with_bev == {"sample-0-2"}
    assert next(r["shape"] for r in rows if r["tensor"] == "bev_embed") == [1024, 1, 64]


def test_bad_input_is_one_line(tmp_path, capsys):
    args = ["reference", "--config", "micro", "--checkpoint", "seeded", "--out", str(tmp_path / "out")]
    assert main([*args, "--frames", str(tmp_path / "absent")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: Cannot read frames") and error.count("\n") == 1


def test_unknown_and_idle_variants_are_one_line(tmp_path, nano_frames, capsys):
    args = ["reference", "--config", "micro", "--checkpoint", "seeded", "--frames", str(nano_frames)]
    for variant, message in (
        ("best", "unknown variant best, expected one of nontemporal, temporal, rewrite:ID"),
        ("rewrite:R99", "Cannot make rung R99"),
        ("rewrite:R11-sigmoid-atan-yaw", "rewrite:R11-sigmoid-atan-yaw leaves PyTorch's raw outputs as they are"),
    ):
        assert main([*args, "--variants", variant, "--out", str(tmp_path / "out")]) == 2
        assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory, nano_frames):
    """A nano model's reference with variants of rewrites, and its rows by sample, variant and tensor."""
    out = tmp_path_factory.mktemp("rewritten")
    names = [f"rewrite:{id}" for id in ("O2-bake-visibility", "R03a-bake-can-bus", "R03b-bake-shift", "S1-no-temporal")]
    model = bevexport.load(NANO, "seeded")
    reference.write(model, nano_frames, out, ["temporal", "nontemporal", *names], 100, True)
    found = {}
    for scene in frames.scenes(nano_frames):
        rows = pq.read_table(out / scene.path.name).to_pylist()
        keys = [(r["sample_index"], r["variant"], r["tensor"]) for r in rows]
        assert keys == sorted(keys)
        for r in rows:
            found[r["sample_token"], r["variant"], r["tensor"]] = np.frombuffer(r["data"], "<f4").reshape(r["shape"])
    return out, model, found


def test_the_certificate_names_variants_and_traced_frame(rewritten):
    certificate = json.loads((rewritten[0] / "reference.json").read_text())
    assert certificate["variants"] == [
        "nontemporal",
        "rewrite:O2-bake-visibility",
        "rewrite:R03a-bake-can-bus",
        "rewrite:R03b-bake-shift",
        "rewrite:S1-no-temporal",
        "temporal",
    ]
    assert certificate["traced_on"] == "sample-0-0"


def test_frozen_values_are_the_traced_frames(rewritten, nano_frames):
    """A scene's second frame, by hand: the rows' one value replaced by the traced frame's."""
    _, model, found = rewritten
    traced = next(frames.scenes(nano_frames)[0].frames())
    first, second = list(frames.scenes(nano_frames)[1].frames())[:2]
    signals = frames.inputs(traced, None, model.config.preprocess).can_bus
    a, b = (frames.inputs(f, p, model.config.preprocess) for f, p in ((first, None), (second, first)))
    with torch.no_grad(), swapped("bevexport.model.ego:ego_signals", lambda _: signals):
        before = model(*a)
        want = model(*b, before.bev_embed)
    got = found["sample-1-1", "rewrite:R03a-bake-can-bus", "bev_embed"]
    np.testing.assert_allclose(got, want.bev_embed.numpy(), atol=1e-5)
    assert not np.allclose(got, found["sample-1-1", "temporal", "bev_embed"], atol=1e-2)


def test_rewritten_variants_are_what_the_graphs_give(rewritten, nano_frames, cache_folder):
    """The variant of a row that freezes, against the row's graph in ONNX Runtime, through a scene."""
    _, model, found = rewritten
    bound = visible_bound(model, nano_frames)
    samples = choose(model, nano_frames, None)
    for id in ("R03b-bake-shift", "O2-bake-visibility"):
        spec = rung(id)
        asked = (spec.rewrites, spec.opset, True, False, samples[0].with_time, bound)
        graph, _ = exported(ExportCache(cache_folder), model, *asked)
        runtime = check.session(graph.model.SerializeToString())
        last, prev = None, None
        for frame in frames.scenes(nano_frames)[1].frames():
            x = frames.inputs(frame, last, model.config.preprocess)
            empty = torch.zeros_like(samples[0].with_time.prev_bev)
            state = (empty, torch.zeros(1)) if prev is None else (prev, torch.ones(1))
            got = check.run_graph(runtime, graph, GraphInputs(x.img, x.can_bus[0], x.lidar2img, *state))
            for name, value in got.items():
                want = found[frame.row["sample_token"], f"rewrite:{id}", name]
                np.testing.assert_allclose(value, want, atol=1e-4)
            last, prev = frame, torch.from_numpy(got["bev_embed"])


def test_losing_time_is_the_nontemporal_variant(rewritten):
    found = rewritten[2]
    for (token, variant, tensor), value in found.items():
        if variant == "rewrite:S1-no-temporal":
            assert np.array_equal(value, found[token, "nontemporal", tensor])


def test_the_traced_frame_can_come_from_a_ladder(tmp_path):
    (tmp_path / "ladder.yaml").write_text("rungs: [{id: a, not_exportable: x}, {id: b, traced_on: t}]")
    assert reference.traced_on_of(tmp_path) == "t"
    with pytest.raises(InputError, match="expected rungs with traced_on"):
        reference.traced_on_of(tmp_path / "absent")
