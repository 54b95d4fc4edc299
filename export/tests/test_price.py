"""bin/price without its commands: what it says of a model's own figures, and the tables that it leaves."""

import json

import pytest

from bevexport import price, prices
from bevexport.model import load, weights

RUNG = {"id": "faithful", "kind": "rung", "baseline": "temporal", "not_exportable": None, "verdict": None,
        "metrics": None, "delta": None, "interval": None, "tensor_diff": {"max_abs": 0.00012345},
        "boxes": {"kept": 50, "lost": 3, "gained": 2, "moved": 7}}  # fmt: skip
MISSING = {**RUNG, "id": "R05", "not_exportable": "no symbolic\nfor it", "tensor_diff": None, "boxes": None}


def summary(figures: dict | None, frames: int = 4, random: bool = False) -> dict:
    original = {**RUNG, "id": "original", "kind": "original", "metrics": figures, "tensor_diff": None, "boxes": None}
    return {
        "mode": "figures" if figures else "numerics only",
        "mode_reason": None if figures else "the weights are random",
        "ran": {"frames": frames, "scenes": 1, "model": {"random_weights": random}},
        "rungs": [original, RUNG, MISSING],
    }


@pytest.fixture
def plan(tmp_path):
    (tmp_path / "data" / "v1.0-trainval").mkdir(parents=True)
    made = price.Plan(
        tmp_path / "out", "tiny", "seeded", tmp_path / "data", "v1.0-trainval", "val", None, "lossy", None
    )
    made.reproduced.mkdir(parents=True)
    made.reference.mkdir()
    (made.reference / "reference.json").write_text('{"published": null, "reproduced": null}')
    return made


def said(plan, summary: dict) -> str:
    (plan.reproduced / "summary.json").write_text(json.dumps(summary))
    return price.reproduction(plan)


def test_part_of_the_data_is_not_held_against_published_figures(plan):
    line = said(plan, summary({"mean_ap": 0.31, "nd_score": 0.41}))
    assert line == (
        "tiny: mAP 0.3100, NDS 0.4100 reproduced on v1.0-trainval val, 4 frames; published mAP 0.252, NDS 0.354, "
        "but on v1.0-trainval val 6019 keyframes: not comparable"
    )
    assert json.loads((plan.reference / "reference.json").read_text())["published"] is None


def test_the_whole_of_val_is_and_certifies_what_agrees(plan):
    line = said(plan, summary({"mean_ap": 0.2524, "nd_score": 0.3538}, frames=6019))
    assert line.endswith("published mAP 0.252, NDS 0.354: agrees")
    record = json.loads((plan.reference / "reference.json").read_text())
    assert record["published"] == {"mean_ap": 0.252, "nd_score": 0.354}
    assert record["reproduced"] == {"temporal": {"mean_ap": 0.2524, "nd_score": 0.3538}}
    line = said(plan, summary({"mean_ap": 0.2, "nd_score": 0.3538}, frames=6019))
    assert line.endswith("DIFFERS, so what follows is of another model or other data")


def test_seeded_weights_are_scored_too_and_called_what_they_are(plan):
    scored = plan.step_to_score().made
    scored.parent.mkdir()
    scored.write_text(json.dumps({"mean_ap": 0.0002, "nd_score": 0.0131}))
    line = said(plan, summary(None, random=True))
    assert line.startswith(
        "tiny: mAP 0.0002, NDS 0.0131 reproduced on v1.0-trainval val, 4 frames; these are seeded weights, of no "
        "training, and not the published checkpoint; published mAP 0.252, NDS 0.354, but on"
    )


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
        ({"version": "v9"}, "has no folder v9"),
    ],
)
def test_bad_input_is_one_line(plan, change, message, capsys):
    words = {"checkpoint": "seeded", "version": "v1.0-trainval", **change}
    code = price.main(
        ["--config", "tiny", "--dataroot", str(plan.dataroot), "--out", str(plan.out / "x")]
        + [part for name, value in words.items() for part in (f"--{name}", value)]
    )
    assert code == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ") and message in error and error.count("\n") == 1
    assert not (plan.out / "x").exists()
