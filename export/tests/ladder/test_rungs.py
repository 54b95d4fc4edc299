"""The names: what there is, what each is compared with, what a set holds."""

import pytest

from bevexport.__main__ import main
from bevexport.errors import InputError
from bevexport.ladder.rungs import LOSSY, NAMED, RECIPE, SAME_GRAPH, SAMPLE, SETS, chosen, rung
from bevexport.rewrites import ROWS, checked


def test_about_forty_rungs_each_of_rows_that_go_together():
    assert len(set(NAMED) - set(SAME_GRAPH)) >= 40
    for spec in NAMED.values():
        checked(spec.rewrites)
        assert spec.baseline in ("temporal", "nontemporal") or spec.baseline.removeprefix("rung:") in NAMED


def test_every_row_has_a_rung_and_every_lossy_one_of_the_recipe_a_recipe_without_it():
    assert set(ROWS) <= set(NAMED)
    assert LOSSY == (
        "R03a-bake-can-bus",
        "R03b-bake-shift",
        "R03d-bake-rotation",
        "R11-sigmoid-atan-yaw",
        "O2-bake-visibility",
        "S1-no-temporal",
    )
    for id in set(LOSSY) & set(RECIPE):
        assert id not in rung(f"recipe-minus-{id}").rewrites


def test_baselines_match_what_the_rung_is():
    """Time against time, decoded against decoded; S1 alone shows the price of losing time."""
    assert rung("S1-no-temporal").baseline == "temporal" and not rung("S1-no-temporal").temporal
    for id, spec in NAMED.items():
        if id == "S1-no-temporal":
            continue
        assert (spec.baseline == "nontemporal") == (not spec.temporal), id
    for id in ("R05-drop-box-type", "R11-sigmoid-atan-yaw", "R11b-atan-quotient-yaw", "R13-float-mask-and"):
        assert rung(id).decoded and rung(id).baseline == "rung:faithful-decoded"
    assert rung("O3-drop-postprocess").baseline == "rung:faithful-decoded"


def test_the_cumulative_rungs_grow_into_the_recipe():
    steps = [NAMED[id] for id in SETS["cumulative"]()]
    grown = ()
    for step in steps:
        assert step.rewrites[: len(grown)] == grown and len(step.rewrites) > len(grown)
        assert step.id.endswith(step.rewrites[-1]) and step.rewrites[-1] not in SAME_GRAPH
        grown = step.rewrites
    recipe = rung("recipe")
    assert (*grown, RECIPE[-1]) == recipe.rewrites
    assert (steps[-1].opset, steps[-1].baseline) == (recipe.opset, recipe.baseline)


def test_a_baseline_comes_along_before_its_rung():
    assert [r.id for r in chosen("R11-sigmoid-atan-yaw")] == ["faithful-decoded", "R11-sigmoid-atan-yaw"]
    assert [r.id for r in chosen("R10-contiguous-view,faithful")] == [
        "R09-gather-grid-sample",
        "R10-contiguous-view",
        "faithful",
    ]


def test_sets_go_together_and_each_rung_comes_once():
    ids = [r.id for r in chosen("sample,rows,faithful")]
    assert len(ids) == len(set(ids)) and set(SAMPLE) | set(ROWS) <= set(ids)
    assert [r.id for r in chosen("all")] == list(NAMED)


def test_the_samples_set_leaves_room():
    assert len(SAMPLE) <= 16
    assert {r.id for r in chosen("sample")} == set(SAMPLE), "no baseline outside the set"


def test_rows_that_need_another_bring_it():
    spec = rung("R10-contiguous-view")
    assert spec.rewrites == ("R09-gather-grid-sample", "R10-contiguous-view")
    assert spec.baseline == "rung:R09-gather-grid-sample"
    assert "R10-contiguous-view" not in rung("recipe-minus-R09-gather-grid-sample").rewrites
    with pytest.raises(InputError, match="no such rung"):
        rung("recipe-minus-R99")


def test_the_command_lists_rungs_and_sets(capsys):
    assert main(["rungs"]) == 0
    text = capsys.readouterr().out
    assert all(id in text for id in NAMED) and f"set sample: {len(SAMPLE)} rungs" in text
