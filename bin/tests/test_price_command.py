"""bin/price from a nuScenes folder to the price list: the micro model on two scenes of the synthetic world."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("torch", reason="skipped: no PyTorch here")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "export"), "OMP_NUM_THREADS": "1"}


def python(*words) -> str:
    """A module as its command calls it, in the Python of the tests."""
    said = subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
        env=ENVIRONMENT,
    )
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-2000:]
    return said.stdout


@pytest.fixture(scope="module")
def dataroot(tmp_path_factory):
    root = tmp_path_factory.mktemp("data")
    python("bevexport.world", "--out", root, "--test-scenes", 2)
    return root


def price(dataroot: Path, out: Path, checkpoint: str, *more: str) -> str:
    return python("bevexport.price", "--checkpoint", checkpoint, "--config", "micro", "--dataroot", dataroot,
                  "--version", "v1.0-synth", "--split", "world_test", "--rungs", "R03b-bake-shift", "--out", out,
                  *more)  # fmt: skip


def test_the_model_s_own_figures_come_first_then_the_prices(dataroot, tmp_path):
    out = tmp_path / "price"
    said = price(dataroot, out, ROOT / "sample" / "micro.pth")
    own = json.loads((out / "reproduced" / "run" / "summary.json").read_text(encoding="utf-8"))["rungs"][0]["metrics"]
    line = f"micro: mAP {own['mean_ap']:.4f}, NDS {own['nd_score']:.4f} reproduced on v1.0-synth world_test, "
    assert line in said and "; no published figures\n" in said
    assert own["mean_ap"] > 0.1
    summary = json.loads((out / "run" / "summary.json").read_text(encoding="utf-8"))
    rung = next(row for row in summary["rungs"] if row["id"] == "R03b-bake-shift")
    table = (out / "prices.md").read_text(encoding="utf-8")
    [priced] = [one for one in table.splitlines() if one.startswith("| `R03b-bake-shift` |")]
    assert f"{rung['metrics']['nd_score']:.4f}" in priced and f"{rung['delta']['nd_score']:+.4f}" in priced
    assert said.index(line) < said.index(priced), "the model's own figures come first"
    assert (out / "run" / "report.html").stat().st_size > 0
    assert len(list((out / "history").glob("*.parquet"))) == 1
    assert len(list((out / "reproduced" / "history").glob("*.parquet"))) == 1

    # The same command again runs nothing a second time, and tells the same.
    again = price(dataroot, out, ROOT / "sample" / "micro.pth")
    assert not [one for one in again.splitlines() if one.startswith("$ ")]
    assert line in again and priced in again


def test_figures_that_were_published_for_this_data_certify_the_reference(dataroot, tmp_path):
    out = tmp_path / "price"
    said = price(dataroot, out, "seeded", "--published", "0.9,0.9")
    assert "these are seeded weights, of no training, and not the published checkpoint" in said
    assert "published mAP 0.900, NDS 0.900: DIFFERS" in said
    record = json.loads((out / "reference" / "reference.json").read_text(encoding="utf-8"))
    assert record["random_weights"] and record["published"] == {"mean_ap": 0.9, "nd_score": 0.9}
    assert record["reproduced"]["temporal"]["mean_ap"] < 0.1
    summary = json.loads((out / "run" / "summary.json").read_text(encoding="utf-8"))
    assert summary["mode"] == "numerics only" and not summary["attested"]
    assert "Numerics only, no prices: " in (out / "prices.md").read_text(encoding="utf-8")
