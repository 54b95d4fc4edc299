"""The page of bin/report over several runs: in a real Chromium, of made-up runs of two models."""

import json
import subprocess
from pathlib import Path

import browser
import made_up_run
import pytest
from browser import LAPTOP, OPTIONS, OVERFLOW, OVERLAP, PHONE, TABLET

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["[1] micro", "[2] tiny"]


def model(folder: Path, count: int, name: str, checkpoint: str, by: float) -> dict:
    """A made-up run of another model, whose losses are that much larger."""
    made = made_up_run.write(folder, count, extras=False)
    made["ran"]["model"] |= {"name": name, "checkpoint_sha256": checkpoint * 64}
    for row in made["rungs"][1:]:
        for figures in (row["metrics"], row["delta"], row["interval"]["low"], row["interval"]["high"]):
            figures["nd_score"] += by
    (folder / "summary.json").write_text(json.dumps(made), encoding="utf-8")
    (folder / "run.json").write_text(json.dumps({"inputs": {}, "rungs": {}}), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The page, and the two summaries; the second run has two rungs more."""
    root = tmp_path_factory.mktemp("several")
    summaries = [model(root / "a", 6, "micro", "b", 0), model(root / "b", 8, "tiny", "e", -0.005)]
    said = subprocess.run(
        [ROOT / "bin" / "report", root / "a", root / "b"],
        capture_output=True, text=True, timeout=900, check=False, cwd=ROOT,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    page = root / "side-by-side.html"
    assert said.stdout == f"Wrote {page}\n"
    assert not (root / "a" / "report.html").exists()
    return page, summaries


@pytest.fixture
def opened(chromium, made):
    with browser.opener(chromium) as open_page:
        yield lambda *size_and_scheme: open_page(made[0], *size_and_scheme)


def rungs(summary: dict) -> list[dict]:
    return [row for row in summary["rungs"] if row["kind"] == "rung"]


def bars(page) -> dict[str, list]:
    """Of each model by its name: value by place in the chart."""
    return {one["name"]: one["data"] for one in page.evaluate(OPTIONS, "prices")["series"] if one["type"] == "bar"}


def test_the_answer_tells_the_models_and_what_differs(opened):
    page = opened()
    assert page.locator("h1").inner_text() == "2 runs of 2 models on one data set"
    assert "Not the same in all runs: checkpoint" in page.locator("#answer").inner_text()
    first = page.locator(".card").first.inner_text()
    assert "[1] micro" in first and "3 of 6 rungs safe, 1 breaks, 1 degrades, 1 open" in first
    assert "mAP 0.4753, NDS 0.4061" in first and "UNATTESTED" in first


def test_the_table_has_every_rung_of_every_model(opened, made):
    page = opened()
    rows = browser.table(page, "ladder")
    told = {(row[0].splitlines()[0], row[1].splitlines()[0]): row for row in rows}
    assert len(told) == len(rows) == 7 + 9
    for name, summary in zip(NAMES, made[1], strict=True):
        for rung in rungs(summary):
            row = told[rung["id"], name]
            assert row[2] == rung["verdict"]
            assert row[3] == f"{rung['metrics']['nd_score']:.4f}"
            delta = rung["delta"]["nd_score"]
            assert row[4].splitlines()[0] == ("0" if delta == 0 else f"{delta:+.4f}")
    # The same rungs stand together, in the order of the runs.
    assert [row[1].splitlines()[0] for row in rows[:4]] == NAMES * 2


@pytest.mark.parametrize("figure", ["nd_score", "mean_ap", "orient_err", "absolute nd_score"])
def test_the_chart_shows_the_summaries_numbers(opened, made, figure):
    page = opened()
    page.locator("#price-figure").select_option(figure)
    absolute = figure.startswith("absolute ")
    key = figure.removeprefix("absolute ")

    def of(figures):
        return figures[key] if key in figures else figures["tp_errors"][key]

    expected = {}
    for number, summary in enumerate(made[1], start=1):
        rows = summary["rungs"] if absolute else rungs(summary)
        expected |= {f"[{number}] {row['id']}": of(row["metrics" if absolute else "delta"]) for row in rows}
    option = page.evaluate(OPTIONS, "prices")
    places = option["yAxis"][0]["data"]
    by_place = {}
    for number, name in enumerate(NAMES, start=1):
        for place, value in zip(places, bars(page)[name], strict=True):
            assert (value is not None) == place.startswith(f"[{number}] ")
            if value is not None:
                by_place[place] = value
    assert by_place == expected
    if not absolute:
        [interval] = [one["data"] for one in option["series"] if one["name"] == "interval"]
        ends = {point[1]: (interval[i][0], interval[i + 1][0]) for i, point in enumerate(interval) if i % 3 == 0}
        for number, summary in enumerate(made[1], start=1):
            for row in rungs(summary):
                assert ends[f"[{number}] {row['id']}"] == (of(row["interval"]["low"]), of(row["interval"]["high"]))


def test_headings_sort_and_the_form_filters_by_keyboard(opened, made):
    page = opened()
    head = page.locator("#ladder thead th", has_text="ΔNDS")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    worst = min(rungs(made[1][1]), key=lambda row: row["delta"]["nd_score"])
    assert browser.table(page, "ladder")[0][0].startswith(worst["id"])
    assert page.evaluate(OPTIONS, "prices")["yAxis"][0]["data"][0] == f"[2] {worst['id']}"
    page.get_by_role("checkbox", name=NAMES[1]).focus()
    page.keyboard.press("Space")
    assert page.locator("#filter-count").inner_text() == "7 of 16 rows"
    assert {row[1].splitlines()[0] for row in browser.table(page, "ladder")} == {NAMES[0]}
    page.get_by_label("Rung or rewrite").fill("r03")
    assert [row[0].splitlines()[0] for row in browser.table(page, "ladder")] == [rungs(made[1][0])[3]["id"]]
    page.get_by_label("Rung or rewrite").fill("no such rung")
    assert browser.table(page, "ladder") == []
    assert page.locator("#prices").get_attribute("aria-label") == "No rung is chosen"


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
