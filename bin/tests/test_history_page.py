"""The page of bin/history as a person meets it: in a real Chromium, over made-up nights."""

import json
import subprocess
from pathlib import Path

import browser
import made_up_history as nights
import pytest
from browser import LAPTOP, OPTIONS, OVERFLOW, OVERLAP, PHONE, TABLET

ROOT = Path(__file__).resolve().parents[2]


def history(*words) -> str:
    said = subprocess.run(
        [ROOT / "bin" / "history", *words], capture_output=True, text=True, timeout=900, check=False, cwd=ROOT
    )
    assert said.returncode == 0, said.stderr
    return said.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The page, and the series that the command prints."""
    root = tmp_path_factory.mktemp("history")
    table = root / "history"
    for commit, runs in nights.write(root / "runs"):
        history("add", *runs, "--to", table, "--commit", commit)
    words = ("--figures", "*,ap/*", "--slices", "*,*/*", "--json", "--html", root / "history.html")
    return root / "history.html", json.loads(history(table, *words))


@pytest.fixture
def opened(chromium, made):
    with browser.opener(chromium) as open_page:
        yield lambda *size_and_scheme: open_page(made[0], *size_and_scheme)


def series(made, figure: str, slice_: str = "all") -> dict[str, dict]:
    """Of the nights' own group, by rung."""
    [group] = [one for one in made[1]["groups"] if len(one["runs"]) == nights.NIGHTS]
    return {one["rung"]: one for one in group["series"] if (one["figure"], one["slice"]) == (figure, slice_)}


def drawn(page) -> dict[str, list[float]]:
    return {
        one["name"]: [point["value"][1] for point in one["data"]] for one in page.evaluate(OPTIONS, "chart")["series"]
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_lines_say_what_changed_and_where(opened, scheme):
    page = opened(LAPTOP, scheme)
    assert page.locator("#answer").inner_text() == "Figures changed at 1 of 30 runs, last at night-12"
    assert "micro on made-up v1.0 val" in page.locator("#title").inner_text()
    [row] = browser.table(page, "changed")
    assert row[0] == "night-12" and row[2:5] == ["fedcba98", "bbbbbbbb", "88888888"]
    assert row[6].startswith("fp16 nd_score 0.4600 → 0.4515; fp16 mean_ap 0.5100 → 0.5015; ")
    box = page.locator("#changed tr").first.bounding_box()
    assert box["y"] + box["height"] < LAPTOP[1], "the answer stands on the first screen"


def test_the_chart_shows_the_tables_numbers(opened, made):
    page = opened()
    for figure in ("nd_score", "ap/car"):
        page.locator("#figure").select_option(figure)
        told = series(made, figure)
        assert drawn(page) == {rung: [point[1] for point in one["points"]] for rung, one in told.items()}
        rows = {row[0]: row[1:] for row in browser.table(page, "values")}
        assert set(rows) == set(nights.RUNGS) == set(told)
        for rung, one in told.items():
            values = [point[1] for point in one["points"]]
            ends = [values[0], values[-1], min(values), max(values)]
            assert [rows[rung][at] for at in (0, 1, 3, 4)] == [f"{value:.4f}" for value in ends]
            assert rows[rung][5] == "30"
        [change] = browser.table(page, "changes")
        assert change[0] == "night-12" and change[2] == "fp16" and change[5:8] == ["fedcba98", "bbbbbbbb", "88888888"]
    assert "changed at night-12" in page.locator("#chart").get_attribute("aria-label")


def test_the_change_is_marked_where_it_is(opened):
    page = opened()
    by_name = {one["name"]: one["data"] for one in page.evaluate(OPTIONS, "chart")["series"]}
    assert [i for i, point in enumerate(by_name["fp16"]) if point["symbol"] == "diamond"] == [nights.CHANGED_AT]


def test_groups_slices_and_rungs_are_chosen_by_keyboard(opened, made):
    page = opened()
    page.locator("#rung").focus()
    page.keyboard.press("f")
    assert list(drawn(page)) == ["fp16"]
    assert len(browser.table(page, "values")) == 1
    page.locator("#figure").select_option("nd_score_present")
    assert page.locator("#slice").input_value() == "light/night"
    page.locator("#rung").select_option("*")
    told = series(made, "nd_score_present", "light/night")
    assert drawn(page) == {rung: [point[1] for point in one["points"]] for rung, one in told.items()}
    page.locator("#group").focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("#answer").inner_text() == "No figure changed in 5 runs"
    assert "ONNX Runtime 1.23.0" in page.locator("#title").inner_text()
    assert browser.table(page, "changed") == [["none"]]
    assert all(len(values) == 5 for values in drawn(page).values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, TABLET, LAPTOP])
def test_nothing_overflows_and_nothing_overlaps(opened, size, scheme):
    page = opened(size, scheme)
    assert page.evaluate(OVERFLOW) == []
    assert page.evaluate(OVERLAP) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(opened, scheme):
    pytest.importorskip("axe_playwright_python", reason="skipped: no axe (export's extra test)")
    assert browser.barriers(opened(LAPTOP, scheme)) == []
