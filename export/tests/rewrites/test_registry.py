"""The table's own rules."""

import json

import pytest
import torch

from bevexport.__main__ import main
from bevexport.errors import InputError
from bevexport.model import boxes, deformable, ego
from bevexport.rewrites import ROWS, applied, checked, table
from bevexport.rewrites.registry import Rewrite, documented, rewrite

REPORTED_ROWS = (
    "R01 R02 R03a R03b R03c R04 R05 R06 R07 R08 R09 R10 R11 R11b R12 R13 O1a O1b O1c O2 O3 O4 S1 S2 X1 X2".split()
)


OUR_ROWS = ["R03d"]


def test_every_row_of_the_report_is_there_once_and_ours_beside_them():
    assert sorted(id.split("-")[0] for id in ROWS) == sorted(REPORTED_ROWS + OUR_ROWS)


def test_the_table_prints_every_row_with_its_expectation():
    text = table()
    for row in ROWS.values():
        assert row.id in text and row.why in text and row.expect in text and row.price in text


def test_the_table_as_data_and_as_markdown(capsys):
    assert main(["rewrites", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [r["id"] for r in rows] == list(ROWS)
    o2 = next(r for r in rows if r["id"] == "O2-bake-visibility")
    assert o2["freezes"] and o2["tolerance"] is None and o2["expected_price"].startswith("-")
    assert main(["rewrites", "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(ROWS) and {line.replace("\\|", "").count("|") for line in lines} == {8}


def test_signs_were_written_down():
    """Every row says beforehand whether it costs nothing, rounding or accuracy; a lossy one that it costs."""
    for row in ROWS.values():
        assert row.price[0] in "0~-", row.id
        assert (row.price[0] == "-") == (row.atol is None), row.id


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_rows_are_whole(row: Rewrite):
    assert row.why and row.expect and row.price
    assert (row.target is None) == (row.replacement is None)
    for other in (*row.requires, *row.excludes):
        assert other in ROWS
    assert row.atol is None or row.atol >= 0


@pytest.mark.parametrize("id", [id for id, r in ROWS.items() if not r.requires])
def test_originals_return_even_after_a_failure(id):
    from bevexport.rewrites.registry import seam

    if ROWS[id].target is None:
        with applied(id):
            pass
        return
    module, function = seam(ROWS[id].target)
    original = getattr(module, function)
    with pytest.raises(RuntimeError, match="in the block"), applied(id):
        assert getattr(module, function) is ROWS[id].replacement
        raise RuntimeError("in the block")
    assert getattr(module, function) is original


def test_two_rows_on_one_seam_are_an_error(monkeypatch):
    monkeypatch.setitem(ROWS, "T", Rewrite("T", ROWS["R09-gather-grid-sample"].target, "", "", "", (), (), 0.0, print))
    with pytest.raises(InputError, match="its seam bevexport.model.deformable:grid_sample is taken by R09"):
        checked(["R09-gather-grid-sample", "T"])


def test_missing_targets_are_an_error(monkeypatch):
    monkeypatch.setitem(ROWS, "T", Rewrite("T", "bevexport.model.ego:nothing", "", "", "", (), (), 0.0, print))
    with pytest.raises(InputError, match="bevexport.model.ego:nothing: no such function"), applied("T"):
        pass
    monkeypatch.setitem(ROWS, "T", Rewrite("T", "bevexport.nowhere:f", "", "", "", (), (), 0.0, print))
    with pytest.raises(InputError, match="bevexport.nowhere:f: No module named"), applied("T"):
        pass


def test_an_error_in_a_later_row_restores_the_earlier_ones(monkeypatch):
    original = deformable.grid_sample
    monkeypatch.setitem(ROWS, "T", Rewrite("T", "bevexport.model.ego:nothing", "", "", "", (), (), 0.0, print))
    with pytest.raises(InputError), applied("R09-gather-grid-sample", "T"):
        pass
    assert deformable.grid_sample is original


def test_requires_excludes_names_and_repeats():
    with pytest.raises(InputError, match="Cannot apply R10-contiguous-view: R09-gather-grid-sample is off"):
        checked(["R10-contiguous-view"])
    with pytest.raises(InputError, match="R11b-atan-quotient-yaw is on, expected one of the two"):
        checked(["R11-sigmoid-atan-yaw", "R11b-atan-quotient-yaw"])
    with pytest.raises(InputError, match="Cannot find rewrite R99: no such row"):
        checked(["R99"])
    with pytest.raises(InputError, match="given twice"):
        checked(["R08-drop-nan-to-num", "R08-drop-nan-to-num"])
    with pytest.raises(ValueError, match="the name is taken"):
        documented("R01-single-process", why="", expect="")
    with pytest.raises(ValueError, match="the name is taken"):
        rewrite("R09-gather-grid-sample", target="a:b", why="", expect="", price="", atol=None)(print)


def test_a_row_is_seen_by_its_callers():
    sin, cos = torch.tensor([0.5]), torch.tensor([-0.8])
    right = boxes.yaw_of(sin, cos)
    with applied("R11-sigmoid-atan-yaw"):
        assert not torch.allclose(boxes.yaw_of(sin, cos), right, atol=0.1)
    assert torch.equal(boxes.yaw_of(sin, cos), right)
    assert ego.ego_signals.__module__ == "bevexport.model.ego"
