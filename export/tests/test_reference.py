"""The reference table and its certificate."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch

import bevexport
from bevexport import frames
from bevexport.__main__ import main

from .frames_fixture import write_frames


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = write_frames(tmp_path_factory.mktemp("frames"))
    out = tmp_path_factory.mktemp("reference")
    args = ["reference", "--config", "micro", "--checkpoint", "seeded", "--frames", str(folder), "--out", str(out)]
    assert main([*args, "--bev-embed-frames", "2"]) == 0
    return folder, out


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
    assert certificate["bev_embed_frames"] == ["sample-0-1", "sample-1-1"]
    assert certificate["random_weights"] and certificate["synthetic"]
    assert certificate["frames"] == 6 and certificate["scenes"] == 2
    rows = pq.read_table(out / "scene-0000-0.parquet").to_pylist()
    with_bev = {r["sample_token"] for r in rows if r["tensor"] == "bev_embed"}
    assert with_bev == {"sample-0-1"}
    assert next(r["shape"] for r in rows if r["tensor"] == "bev_embed") == [1024, 1, 64]


def test_bad_input_is_one_line(tmp_path, capsys):
    args = ["reference", "--config", "micro", "--checkpoint", "seeded", "--out", str(tmp_path / "out")]
    assert main([*args, "--frames", str(tmp_path / "absent")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: Cannot read frames") and error.count("\n") == 1
