"""The training and evaluation commands on a small world, and the figures against the devkit's own evaluation class."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from nuscenes import NuScenes
from nuscenes.eval.detection.evaluate import DetectionEval

from bevexport.model.config import MICRO
from bevexport.train.__main__ import main as train
from bevexport.train.evaluate import detection_config, score
from bevexport.train.evaluate import main as evaluate
from bevexport.train.scenes import read_split
from bevexport.world.generate import WorldPlan, generate

VERSION, SEED = "v1.0-synth", 5


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    generate(WorldPlan(out, VERSION, SEED, {"world_train": 2, "world_val": 2}))
    return out


def test_two_workers_train_and_the_result_can_be_evaluated(world, tmp_path, capsys):
    out = tmp_path / "run"
    common = ["--data", str(world), "--version", VERSION]
    run = [*common, "--out", str(out), "--steps", "1", "--workers", "2", "--batch", "1", "--groups", "1"]
    assert train(run) == 0
    record = json.loads((out / "training.json").read_text())
    assert record["steps"] == 8 and record["data"]["frames"] == 16 and record["data"]["synthetic"] is True
    weights = torch.load(out / "last.pth", weights_only=True)
    assert all(value.isfinite().all() for value in weights.values() if value.is_floating_point())
    assert (out / "loss.png").stat().st_size > 0
    assert train(run) == 2
    assert "it holds a run, expected an empty folder or --resume" in capsys.readouterr().err
    again = [*common, "--checkpoint", str(out / "last.pth"), "--cache", str(tmp_path), "--variant", "temporal"]
    assert evaluate([*again, "--training", str(out / "training.json")]) == 0
    found = json.loads((out / "training.json").read_text())["evaluation"]["world_val"]
    assert found["frames"] == 16 and 0 <= found["temporal"]["mean_ap"] < 0.05  # untrained


def test_a_split_that_is_not_there_is_one_line(world, tmp_path, capsys):
    run = ["--data", str(world), "--version", VERSION, "--split", "val", "--out", str(tmp_path), "--steps", "1"]
    assert train(run) == 2
    assert capsys.readouterr().err.startswith("error: Cannot use --split val:")


def test_figures_are_those_of_the_devkits_evaluation(world, tmp_path):
    """Predictions: the truth, moved a little and scored at random, so that every error is above zero."""
    rng = np.random.default_rng(SEED)
    nusc = NuScenes(VERSION, str(world), verbose=False)
    results = {}
    for scene in read_split(world, VERSION, "world_val"):
        for frame in scene:
            results[frame.sample_token] = []
            for token in nusc.get("sample", frame.sample_token)["anns"]:
                name = {"vehicle.car": "car", "human.pedestrian.adult": "pedestrian"}.get(
                    nusc.get("sample_annotation", token)["category_name"]
                )
                if name is not None:
                    row = nusc.get("sample_annotation", token)
                    velocity = np.nan_to_num(nusc.box_velocity(token))[:2] + rng.normal(0, 0.5, 2)
                    results[frame.sample_token].append({
                        "sample_token": frame.sample_token,
                        "translation": list(np.array(row["translation"]) + rng.normal(0, 0.4, 3)),
                        "size": list(np.array(row["size"]) * 1.1),
                        "rotation": row["rotation"],
                        "velocity": list(velocity),
                        "detection_name": name,
                        "detection_score": float(rng.random()),
                        "attribute_name": "vehicle.moving" if name == "car" else "pedestrian.moving",
                    })  # fmt: skip
    config = detection_config(MICRO)
    ours = score(nusc, config, results).serialize()
    submission = tmp_path / "results.json"
    meta = dict.fromkeys(("use_camera", "use_lidar", "use_radar", "use_map", "use_external"), False)
    submission.write_text(json.dumps({"meta": meta, "results": results}))
    devkit = DetectionEval(nusc, config, str(submission), "world_val", str(tmp_path), verbose=False)
    theirs = devkit.evaluate()[0].serialize()
    assert 0 < ours["mean_ap"] < 1 and ours["tp_errors"]["scale_err"] < 1
    for key in ("mean_ap", "nd_score", "tp_errors", "mean_dist_aps"):
        assert ours[key] == theirs[key], key
