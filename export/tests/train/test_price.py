"""The price of a checkpoint: its steps, its figures beside the published ones, its certificate."""

import json
from pathlib import Path

import pytest

from bevexport import price
from bevexport.steps import Step

FIGURES = {"mean_ap": 0.2521, "nd_score": 0.3538, "tp_errors": {}}


def plan(folder: Path, **changes) -> price.Plan:
    (folder / "data" / "v1.0-trainval").mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "tiny.pth"
    checkpoint.write_bytes(b"weights")
    given = {
        "out": folder / "out",
        "config": "tiny",
        "checkpoint": str(checkpoint),
        "dataroot": folder / "data",
        "version": "v1.0-trainval",
        "split": "val",
        "scenes": None,
        "rungs": "lossy",
        "published": None,
    }
    return price.Plan(**{**given, **changes})


def reproduced(one: price.Plan, frames: int, figures=FIGURES) -> None:
    one.reproduced.mkdir(parents=True)
    one.reference.mkdir(parents=True)
    rungs = [{"kind": "floor", "metrics": None}, {"kind": "original", "metrics": figures}]
    summary = {"ran": {"frames": frames, "model": {"random_weights": False}}, "rungs": rungs}
    (one.reproduced / "summary.json").write_text(json.dumps(summary))
    (one.reference / "reference.json").write_text(json.dumps({"model": "tiny", "published": None}))


def certificate(one: price.Plan) -> dict:
    return json.loads((one.reference / "reference.json").read_text())


def test_steps_feed_each_other_and_both_runs_share_frames_and_reference(tmp_path):
    one = plan(tmp_path, scenes="scene-0103")
    first = [step.command for step in one.steps_to_reproduce()]
    then = [step.command for step in one.steps_to_price()]
    ingest, faithful, reference, baseline = first
    rungs, judged = then
    after = lambda command, option: command[command.index(option) + 1]  # noqa: E731
    assert after(ingest, "--scenes") == "scene-0103" and after(ingest, "--split") == "val"
    assert {after(c, "--frames") for c in (faithful, reference, baseline, rungs, judged)} == {after(ingest, "--out")}
    assert after(baseline, "--reference") == after(judged, "--reference") == after(reference, "--out")
    assert after(faithful, "--rungs") == "faithful" and after(baseline, "--ladder") == after(faithful, "--out")
    assert after(rungs, "--rungs") == "lossy" and after(judged, "--ladder") == after(rungs, "--out")
    assert "--scenes" not in plan(tmp_path).steps_to_reproduce()[0].command


def test_figures_that_agree_with_the_published_ones_attest_the_reference(tmp_path):
    one = plan(tmp_path)
    reproduced(one, 6019)
    line = price.reproduction(one)
    assert line == (
        "tiny: mAP 0.2521, NDS 0.3538 reproduced on v1.0-trainval val, 6019 frames; "
        "published mAP 0.252, NDS 0.354: agrees"
    )
    assert certificate(one)["published"] == {"mean_ap": 0.252, "nd_score": 0.354}
    assert certificate(one)["reproduced"] == {"temporal": {"mean_ap": 0.2521, "nd_score": 0.3538}}
    assert certificate(one)["model"] == "tiny"


def test_figures_of_other_data_are_not_compared_and_those_of_another_model_differ(tmp_path):
    part = plan(tmp_path / "part")
    reproduced(part, 81)
    assert price.reproduction(part).endswith("but on v1.0-trainval val 6019 keyframes: not comparable")
    assert certificate(part)["published"] is None
    other = plan(tmp_path / "other")
    reproduced(other, 6019, {**FIGURES, "nd_score": 0.2})
    assert "DIFFERS" in price.reproduction(other)
    own = plan(tmp_path / "own", config="micro", published=(0.2521, 0.3538))
    reproduced(own, 81)
    assert price.reproduction(own).endswith("published mAP 0.252, NDS 0.354: agrees")
    none = plan(tmp_path / "none", config="micro")
    reproduced(none, 81)
    assert price.reproduction(none).endswith("no published figures")


def test_prices_follow_the_reproduction_and_another_checkpoint_is_refused(tmp_path, monkeypatch, capsys):
    one = plan(tmp_path)
    reproduced(one, 6019)
    summary = {
        "mode": "figures",
        "ran": {"scenes": 150, "frames": 6019},
        "gate": {"harmless": {"confidence": 0.98}},
        "rungs": [],
    }
    one.run_folder().mkdir(parents=True)
    (one.run_folder() / "summary.json").write_text(json.dumps(summary))
    for name in ("steps_to_reproduce", "steps_to_price"):
        monkeypatch.setattr(price.Plan, name, lambda self: [Step(["true"], None)])
    assert price.price(one).startswith("150 scenes, 6019 frames")
    assert "agrees" in capsys.readouterr().out
    with pytest.raises(ValueError, match="differs from this command, expected a new folder"):
        price.price(plan(tmp_path, rungs="sample"))


def test_bad_input_is_one_line(tmp_path, capsys):
    given = ["--config", "tiny", "--dataroot", str(tmp_path), "--out", str(tmp_path / "out")]
    assert price.main([*given, "--checkpoint", str(tmp_path / "absent.pth")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: Cannot price ") and error.count("\n") == 1
    assert price.main([*given, "--checkpoint", "seeded"]) == 2
    assert "it has no folder v1.0-trainval, expected nuScenes tables" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        price.main([*given, "--checkpoint", "seeded", "--published", "25.2,35.4"])
    assert "argument --published" in capsys.readouterr().err
