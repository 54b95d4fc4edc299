"""The prices' recipe: what goes on, what is refused, and how a summary reads as a table."""

import json
from pathlib import Path

import pytest

from bevexport import prices
from bevexport.steps import Step

FIGURES = {"mean_ap": 0.45, "nd_score": 0.4, "tp_errors": {"orient_err": 0.8, "vel_err": None}}
DELTA = {"mean_ap": -0.01, "nd_score": -0.02, "tp_errors": {"orient_err": 0.1, "vel_err": None}}
LOW = {"mean_ap": -0.012, "nd_score": -0.0232898, "tp_errors": {}}
HIGH = {"mean_ap": -0.008, "nd_score": -0.0167102, "tp_errors": {}}


def plan(folder: Path, **changes) -> prices.Plan:
    checkpoint = folder / "micro.pth"
    if not checkpoint.is_file():
        checkpoint.write_bytes(b"weights")
    given = {"world": None, "ladder": None, "rungs": "sample", "seed": 7, "scenes": 160, **changes}
    return prices.Plan(folder / "out", checkpoint, **given)


def rung(**changes) -> dict:
    whole = {"id": "recipe", "baseline": "temporal", "not_exportable": None, "metrics": FIGURES, "delta": DELTA}
    return {
        **whole,
        "interval": {"low": LOW, "high": HIGH, "se": {"nd_score": 0.002}},
        "verdict": "degrades",
        **changes,
    }


def test_steps_feed_each_other_and_a_given_ladder_is_not_made(tmp_path):
    world, frames, ladder, reference, judged = (step.command for step in plan(tmp_path).steps())
    assert world[world.index("--out") + 1] == frames[frames.index("--dataroot") + 1]
    made = frames[frames.index("--out") + 1]
    assert made == ladder[ladder.index("--frames") + 1] == judged[judged.index("--frames") + 1]
    assert ladder[ladder.index("--out") + 1] == judged[judged.index("--ladder") + 1]
    assert reference[reference.index("--out") + 1] == judged[judged.index("--reference") + 1]
    given = plan(tmp_path, ladder=tmp_path / "given").steps()
    assert len(given) == 4 and str(tmp_path / "given") in given[-1].command


def test_ranges_come_from_training_scenes_and_only_where_a_rung_needs_them(tmp_path):
    world, frames, training, ladder, *_ = (s.command for s in plan(tmp_path, rungs="faithful,int8-static").steps())
    assert world[-2:] == ["--train-scenes", "8"]
    splits = [step[step.index("--split") + 1] for step in (frames, training)]
    assert splits == ["world_test", "world_train"]
    assert ladder[ladder.index("--calibration") + 1] == training[training.index("--out") + 1]
    without = [step.command for step in plan(tmp_path, rungs="faithful").steps()]
    assert without[0][-1] == "0" and not any("--calibration" in command for command in without)


def test_a_given_world_is_not_made(tmp_path):
    made, given = plan(tmp_path), plan(tmp_path, world=tmp_path / "given", seed=8, scenes=None)
    assert len(given.steps()) == len(made.steps()) - 1
    assert str(tmp_path / "given") in given.steps()[0].command and given.facts()["seed"] is None


def test_of_a_given_world_the_first_scenes_are_taken(tmp_path):
    """And no more training scenes than a made one would have: ranges need no seven hundred."""
    splits = {"world_train": [f"scene-{2000 + i}" for i in range(20)], "world_test": ["scene-8000", "scene-8001"]}
    (tmp_path / "given" / prices.VERSION).mkdir(parents=True)
    (tmp_path / "given" / prices.VERSION / "splits.json").write_text(json.dumps(splits))
    one = plan(tmp_path, world=tmp_path / "given", scenes=1, rungs="int8-static")
    frames, training = (step.command for step in one.steps()[:2])
    assert frames[frames.index("--scenes") + 1] == "scene-8000"
    assert training[training.index("--scenes") + 1].split(",") == [f"scene-{2000 + i}" for i in range(8)]
    assert "--scenes" not in plan(tmp_path, world=tmp_path / "given", scenes=None).steps()[0].command
    with pytest.raises(ValueError, match="Cannot take 3 scenes of world_test in .*: it has 2, expected as many"):
        plan(tmp_path, world=tmp_path / "given", scenes=3).steps()
    with pytest.raises(ValueError, match="expected the splits of a world"):
        plan(tmp_path, world=tmp_path / "none", scenes=1).steps()


def test_the_rows_that_freeze_are_run_in_pytorch_too():
    assert prices.FROZEN == tuple(
        f"rewrite:{id}" for id in ("R03a-bake-can-bus", "R03b-bake-shift", "R03d-bake-rotation", "O2-bake-visibility")
    )


def test_a_measurement_goes_on_only_with_the_same_checkpoint_and_settings(tmp_path, monkeypatch):
    one = plan(tmp_path)
    summary = {
        "mode": "figures",
        "ran": {"scenes": 160, "frames": 1280},
        "gate": {"harmless": {"confidence": 0.98}},
        "rungs": [rung()],
    }
    one.run_folder().mkdir(parents=True)
    (one.run_folder() / "summary.json").write_text(json.dumps(summary))
    monkeypatch.setattr(prices.Plan, "steps", lambda self: [Step(["true"], None)])
    assert prices.measure(one) == prices.measure(one) == (one.out / "prices.md").read_text()
    assert "ΔNDS (98 %)" in prices.measure(one)
    with pytest.raises(ValueError, match="differs from this command, expected a new folder"):
        prices.measure(plan(tmp_path, scenes=150))
    one.checkpoint.write_bytes(b"others")
    with pytest.raises(ValueError, match="differs from this command"):
        prices.measure(one)


def test_a_line_states_the_price_its_interval_and_its_standard_error():
    assert prices.line(rung()) == (
        "| `recipe` | temporal | 0.4500 | 0.4000 | -0.0100 (-0.0120 to -0.0080) | -0.0200 (-0.0233 to -0.0167) "
        "| 0.0020 | +0.100 | – | degrades |"
    )
    original = rung(id="original", baseline=None, delta=None, interval=None, verdict=None)
    assert prices.line(original) == "| `original` |  | 0.4500 | 0.4000 | – | – | – | – | – | – |"
    missing = rung(not_exportable="Unsupported: atan2\nat ...")
    assert prices.line(missing) == "| `recipe` | | | | | | | | | not exportable: Unsupported: atan2 |"


def test_no_checkpoint_is_one_line(tmp_path, capsys):
    assert prices.main(["--out", str(tmp_path), "--checkpoint", str(tmp_path / "none.pth")]) == 2
    assert "no such file, expected a checkpoint" in capsys.readouterr().err
