"""Frames to tables and back: the devkit's figures on the tables, bin/metrics' on both, bin/ingest's frames of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from small_inputs import frames

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("torch", reason="skipped: no PyTorch here")
nuscenes = pytest.importorskip("nuscenes", reason="skipped: no nuscenes-devkit here (export's extra test)")
VERSION = "v1.0-synth"
FIGURES = ("mean_ap", "nd_score", "tp_errors", "mean_dist_aps", "label_tp_errors")


def said(*words) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "export"), "OMP_NUM_THREADS": "1"}
    result = subprocess.run(
        [str(w) for w in words], capture_output=True, text=True, timeout=1500, check=False, env=environment
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    return result.stdout


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> tuple[Path, Path]:
    """Three of the sample's scenes, and their tables."""
    root = tmp_path_factory.mktemp("tables")
    made = frames(root / "frames")
    said(sys.executable, "-m", "bevexport", "tables", "--frames", made, "--out", root / "tables")
    return made, root / "tables"


def rows(folder: Path) -> list[dict]:
    index = pq.read_table(folder / "_index.parquet").column("file").to_pylist()
    return [row for name in index for row in pq.read_table(folder / name).to_pylist()]


def submission(folder: Path, path: Path) -> Path:
    """The true boxes, moved a little and scored at random, so that every error is above zero."""
    rng = np.random.default_rng(7)
    results = {}
    for row in rows(folder):
        results[row["sample_token"]] = [
            {
                "sample_token": row["sample_token"],
                "translation": (np.array(b["translation"]) + rng.normal(0, 0.4, 3)).tolist(),
                "size": (np.array(b["size"]) * 1.1).tolist(),
                "rotation": b["rotation"],
                "velocity": (np.array(b["velocity"] or (0.0, 0.0)) + rng.normal(0, 0.5, 2)).tolist(),
                "detection_name": b["detection_name"],
                "detection_score": float(rng.random()),
                "attribute_name": (b["attributes"] or [""])[0],
            }
            for b in row["boxes"]
            if b["detection_name"] is not None
        ]
    meta = dict.fromkeys(("use_camera", "use_lidar", "use_radar", "use_map", "use_external"), False)
    path.write_text(json.dumps({"meta": meta, "results": results}))
    return path


def test_the_same_figures_by_the_devkit_on_the_tables(folders, tmp_path):
    from nuscenes.eval.common.config import config_factory
    from nuscenes.eval.detection.evaluate import DetectionEval

    made, tables = folders
    boxes = submission(made, tmp_path / "results.json")
    of_frames = ["--frames", made]
    of_tables = ["--dataroot", tables, "--version", VERSION, "--split", "frames"]
    ours = []
    for k, source in enumerate((of_frames, of_tables)):
        said(ROOT / "bin" / "metrics", *source, "--results", boxes, "--out", tmp_path / str(k))
        [found] = (tmp_path / str(k)).rglob("metrics_summary.json")
        ours.append(json.loads(found.read_text()))
    nusc = nuscenes.NuScenes(VERSION, str(tables), verbose=False)
    config = config_factory("detection_cvpr_2019")
    theirs = DetectionEval(nusc, config, str(boxes), "frames", str(tmp_path / "devkit"), verbose=False)
    expected = json.loads(json.dumps(theirs.evaluate()[0].serialize()))
    assert 0.05 < expected["mean_ap"] < 1 and expected["tp_errors"]["vel_err"] > 0.1
    for key in FIGURES:
        assert np.array_equal(*(list(flat(figures[key])) for figures in ours), equal_nan=True), key
        for figures in ours:  # the devkit's own last bits depend on the CPU
            assert np.allclose(list(flat(figures[key])), list(flat(expected[key])), rtol=0, atol=1e-12, equal_nan=True)


def flat(value) -> list[float]:
    """The numbers of a figure by sorted names."""
    if not isinstance(value, dict):
        return [float(value)]
    return [number for key in sorted(value) for number in flat(value[key])]


def test_ingest_makes_the_same_frames_of_the_tables(folders, tmp_path):
    made, tables = folders
    again = tmp_path / "again"
    said(ROOT / "bin" / "ingest", "--dataroot", tables, "--version", VERSION, "--split", "frames", "--out", again)
    before, after = rows(made), rows(again)
    first = min(row["sample_index"] for row in before)
    assert len(before) == 24
    for row in before:
        row["sample_index"] -= first  # a position among these samples only
        row["log"] = row.get("log") or ""
    for row in after:
        row["log"] = row.get("log") or ""
    assert after == before
    notes = [json.loads((f / "_dataset.json").read_text()) for f in (made, again)]
    assert notes[0]["synthetic"] and all(notes[0][k] == notes[1][k] for k in ("synthetic", "name", "notice", "version"))
