"""Runs of many nights made up by hand, for histories and pages of several runs; their numbers are no measurement."""

import json
from datetime import datetime, timedelta
from pathlib import Path

RUNGS = ["fp16", "recipe", "R03b-bake-shift-with-a-long-name"]
CHANGED_AT = 12
NIGHTS = 30
FLOOR = "faithful-again"


def nds(rung: int, night: int) -> float:
    """Level from night to night, but for the rung fp16, which loses at one of them."""
    return 0.46 - 0.03 * rung - (0.0085 if rung == 0 and night >= CHANGED_AT else 0)


def figure_set(rung: str, values: dict, baseline: str | None = None, slice_: str = "all") -> dict:
    return {"rung": rung, "baseline": baseline, "slice": slice_, "true_boxes": 5000, "predictions": 9000,
            "samples": 320, "scenes": 40, "size": "enough", "note": "", "values": values, "intervals": {}}  # fmt: skip


def figures(night: int) -> list[dict]:
    sets = [figure_set(FLOOR, {"nd_score": 0.0, "mean_ap": 0.0, "ap/car": 0.0, "nd_score_present": 0.0}, "faithful"),
            figure_set(FLOOR, {"nd_score_present": 0.0}, "faithful", "light/night")]  # fmt: skip
    for i, rung in enumerate(RUNGS):
        value = nds(i, night)
        sets.append(figure_set(rung, {"nd_score": value, "mean_ap": value + 0.05, "ap/car": value + 0.1}))
        sets.append(figure_set(rung, {"nd_score_present": value - 0.1}, slice_="light/night"))
    return sets


def rung(name: str, kind: str, baseline: str) -> dict:
    return {"id": name, "kind": kind, "rewrites": [], "baseline": baseline, "not_exportable": None, "frames": 320,
            "failed_frames": 0, "verdict": None, "reason": None,
            "boxes": {"kept": 4000, "lost": 0, "gained": 0, "moved": 0, "reranked": 0}}  # fmt: skip


def write_night(folder: Path, night: int, runtime: str = "1.24.2") -> Path:
    folder.mkdir(parents=True)
    changed = night >= CHANGED_AT
    summary = {
        "schema_version": 1, "status": "complete", "mode": "figures",
        "ran": {"provider": "cpu", "tf32": False, "frames": 320,
                "model": {"name": "micro", "config_sha256": "c" * 64,
                          "checkpoint_sha256": ("b" if changed else "a") * 64},
                "data": {"name": "made-up", "version": "v1.0", "split": "val"}},
        "rungs": [rung(FLOOR, "floor", "rung:faithful"), *(rung(name, "rung", "temporal") for name in RUNGS)],
    }  # fmt: skip
    ended = datetime(2026, 10, 1, 3) + timedelta(days=night, minutes=7 * night % 50)
    run = {
        "fingerprint": "f" * 64, "finished_utc": ended.isoformat() + "Z",
        "inputs": {"bevdrift": "0.1.0", "frames_dataset": "1" * 64, "frames_index": "2" * 64, "intra_op_threads": "1",
                   "ladder": ("8" if changed else "7") * 64, "limit": "0", "onnxruntime": runtime, "scenes": ""},
        "machine": {"arch": "amd64", "cpu": "Made-up CPU of a length that some have @ 2.90 GHz"},
    }  # fmt: skip
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    whole = {"schema_version": 1, "figures": figures(night)}
    (folder / "figures.json").write_text(json.dumps(whole), encoding="utf-8")
    return folder


def write(root: Path) -> list[tuple[str, list[Path]]]:
    """Nights by the commit that made them, and five more of another runtime."""
    before = [write_night(root / f"night-{n:02d}", n) for n in range(CHANGED_AT)]
    after = [write_night(root / f"night-{n:02d}", n) for n in range(CHANGED_AT, NIGHTS)]
    other = [write_night(root / f"other-{n:02d}", n, "1.23.0") for n in range(5)]
    return [("0123456789abcdef", before), ("fedcba9876543210", after), ("", other)]
