"""The price of a checkpoint without its commands: steps, figures beside the published ones, certificate, tables."""

import json
from pathlib import Path

import pytest

from bevexport import price, prices
from bevexport.model import load, weights
from bevexport.steps import Step

FIGURES = {"mean_ap": 0.2521, "nd_score": 0.3538, "tp_errors": {}}
RUNG = {"id": "faithful", "kind": "rung", "baseline": "temporal", "not_exportable": None, "verdict": None,
        "metrics": None, "delta": None, "interval": None, "tensor_diff": {"max_abs": 0.00012345},
        "boxes": {"kept": 50, "lost": 3, "gained": 2, "moved": 7}}  # fmt: skip
ORIGINAL = {**RUNG, "id": "original", "kind": "original", "tensor_diff": None, "boxes": None}
MISSING = {**RUNG, "id": "R05", "not_exportable": "no symbolic\nfor it", "tensor_diff": None, "boxes": None}


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


def summary(figures: dict | None, frames: int = 4, random: bool = False) -> dict:
    return {
        "mode": "figures" if figures else "numerics only",
        "mode_reason": None if figures else "the weights are random",
        "gate": {"harmless": {"confidence": 0.98}},
        "ran": {"frames": frames, "scenes": 1, "model": {"random_weights": random}},
        "rungs": [{**ORIGINAL, "metrics": figures}, RUNG, MISSING],
    }


def said(one: price.Plan, of: dict) -> str:
    """What is said of a model whose own run came to this summary."""
    one.reproduced.mkdir(parents=True, exist_ok=True)
    one.reference.mkdir(parents=True, exist_ok=True)
    (one.reproduced / "summary.json").write_text(json.dumps(of))
    (one.reference / "reference.json").write_text('{"model": "tiny", "published": null, "reproduced": null}')
    return price.reproduction(one)


def certificate(one: price.Plan) -> dict:
    return json.loads((one.reference / "reference.json").read_text())


def test_steps_feed_each_other_and_both_runs_share_frames_and_reference(tmp_path):
    one = plan(tmp_path, scenes="scene-0103")
    ingest, faithful, reference, baseline = (step.command for step in one.steps_to_reproduce())
    rungs, judged = (step.command for step in one.steps_to_price())
    after = lambda command, option: command[command.index(option) + 1]  # noqa: E731
    assert after(ingest, "--scenes") == "scene-0103" and after(ingest, "--split") == "val"
    assert {after(c, "--frames") for c in (faithful, reference, baseline, rungs, judged)} == {after(ingest, "--out")}
    assert after(baseline, "--reference") == after(judged, "--reference") == after(reference, "--out")
    assert after(faithful, "--rungs") == "faithful" and after(baseline, "--ladder") == after(faithful, "--out")
    assert after(rungs, "--rungs") == "lossy" and after(judged, "--ladder") == after(rungs, "--out")
    assert "--scenes" not in plan(tmp_path).steps_to_reproduce()[0].command


def test_figures_that_agree_with_the_published_ones_attest_the_reference(tmp_path):
    one = plan(tmp_path)
    assert said(one, summary(FIGURES, 6019)) == (
        "tiny: mAP 0.2521, NDS 0.3538 reproduced on v1.0-trainval val, 6019 frames; "
        "published mAP 0.252, NDS 0.354: agrees"
    )
    assert certificate(one) == {
        "model": "tiny",
        "published": {"mean_ap": 0.252, "nd_score": 0.354},
        "reproduced": {"temporal": {"mean_ap": 0.2521, "nd_score": 0.3538}},
    }


def test_figures_of_other_data_are_not_compared_and_those_of_another_model_differ(tmp_path):
    one = plan(tmp_path)
    assert said(one, summary(FIGURES, 81)) == (
        "tiny: mAP 0.2521, NDS 0.3538 reproduced on v1.0-trainval val, 81 frames; published mAP 0.252, NDS 0.354, "
        "but on v1.0-trainval val 6019 keyframes: not comparable"
    )
    assert certificate(one)["published"] is None
    other = said(one, summary({**FIGURES, "nd_score": 0.2}, 6019))
    assert other.endswith("DIFFERS, so what follows is of another model or other data")
    own = plan(tmp_path, config="micro", published=(0.2521, 0.3538))
    assert said(own, summary(FIGURES, 81)).endswith("published mAP 0.252, NDS 0.354: agrees")
    assert said(plan(tmp_path, config="micro"), summary(FIGURES, 81)).endswith("no published figures")


def test_seeded_weights_are_scored_too_and_called_what_they_are(tmp_path):
    one = plan(tmp_path, checkpoint="seeded")
    scored = one.step_to_score().made
    scored.parent.mkdir(parents=True)
    scored.write_text(json.dumps({"mean_ap": 0.0002, "nd_score": 0.0131}))
    assert said(one, summary(None, random=True)).startswith(
        "tiny: mAP 0.0002, NDS 0.0131 reproduced on v1.0-trainval val, 4 frames; these are seeded weights, of no "
        "training, and not the published checkpoint; published mAP 0.252, NDS 0.354, but on"
    )


def test_prices_follow_the_reproduction_and_another_command_is_refused(tmp_path, monkeypatch, capsys):
    one = plan(tmp_path)
    said(one, summary(FIGURES, 6019))
    one.run_folder().mkdir(parents=True)
    (one.run_folder() / "summary.json").write_text(json.dumps(summary(FIGURES, 6019)))
    for name in ("steps_to_reproduce", "steps_to_price"):
        monkeypatch.setattr(price.Plan, name, lambda self: [Step(["true"], None)])
    assert price.price(one).startswith("1 scene, 6019 frames")
    assert "agrees" in capsys.readouterr().out
    with pytest.raises(ValueError, match="differs from this command, expected a new folder"):
        price.price(plan(tmp_path, rungs="sample"))


def test_a_run_without_figures_still_lists_differences():
    text = prices.table(summary(None))
    assert text.startswith("1 scene, 4 frames\n\nNumerics only, no prices: the weights are random\n")
    assert "| `faithful` | temporal | 0.00012 | 50 | 3 | 2 | 7 |" in text
    assert "| `R05` | | not exportable: no symbolic |" in text
    assert "`original`" not in text


def test_seeded_weights_are_known_in_a_file_too():
    model = load("micro", "seeded")
    assert weights.are_seeded(model.state_dict())
    state = {key: value.clone() for key, value in model.state_dict().items()}
    next(iter(state.values())).view(-1)[0] += 1e-3
    assert not weights.are_seeded(state)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"checkpoint": "none.pth"}, "none.pth: no such file, expected a checkpoint"),
        ({"version": "v9"}, "it has no folder v9, expected nuScenes tables"),
    ],
)
def test_bad_input_is_one_line(tmp_path, change, message, capsys):
    one = plan(tmp_path)
    words = {"config": "tiny", "dataroot": one.dataroot, "out": one.out, "checkpoint": "seeded", **change}
    assert price.main([part for name, value in words.items() for part in (f"--{name}", str(value))]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: Cannot ") and message in error and error.count("\n") == 1
    assert not one.out.exists()


def test_published_figures_are_shares(capsys):
    with pytest.raises(SystemExit):
        price.main(["--config", "tiny", "--checkpoint", "seeded", "--dataroot", ".", "--published", "25.2,35.4"])
    assert "argument --published" in capsys.readouterr().err
