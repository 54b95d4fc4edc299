"""A run folder made up by hand, with every key that a report may show; its numbers are no measurement.

Pictures are the sample's: the made-up boxes stand on twelve frames of two embedded scenes.
"""

import json
import math
from itertools import cycle, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FRAMES = Path(__file__).resolve().parents[2] / "sample" / "frames"
SCENE_FILES = ["scene-7000-0.parquet", "scene-7001-0.parquet"]
WORST_FRAMES = 12
BOXES_A_FRAME = 50
CLASSES = ["car", "truck", "bus", "trailer", "construction_vehicle", "pedestrian", "motorcycle", "bicycle",
           "traffic_cone", "barrier"]  # fmt: skip
DISTANCES = ["0.5", "1.0", "2.0", "4.0"]
ERRORS = ["trans_err", "scale_err", "orient_err", "vel_err", "attr_err"]
OUTPUTS = ["all_cls_scores", "all_bbox_preds", "bev_embed"]
SHIFTS = ["centre_m", "size_ratio", "yaw_deg", "velocity_mps", "score"]
GATE = {
    "match": {"distance_m": 1.0, "min_score": 0.1},
    "moved": {"distance_m": 0.1, "yaw_deg": 5.0},
    "harmless": {"confidence": 0.9, "mean_ap": 0.002, "nd_score": 0.002, "tp_error": 0.01},
    "breaks": {"nd_score": 0.02, "tp_error": 0.1},
    "reference": {"min_mean_ap": 0.1},
}
ORIGINAL = {"mean_ap": 0.4753, "nd_score": 0.4061, "tp_errors": dict.fromkeys(ERRORS, 0.4)}


def rung_ids(count: int) -> list[str]:
    return [f"R{i:02d}-made-up-rewrite-{'abcdefgh'[i % 8] * (1 + i % 5)}" for i in range(count)]


def histogram(seed: int) -> dict:
    edges = [10 ** (k / 4 - 6) for k in range(33)]
    return {"edges": edges, "counts": [(seed * 7919 + k * 104729) % 5000 for k in range(32)]}


def quantiles(scale: float) -> dict:
    return {"mean": scale, "p50": scale / 2, "p90": scale * 2, "p99": scale * 5, "max": scale * 20}


def tensor(i: int, name: str) -> dict:
    scale = 10.0 ** (i % 7 - 6)
    return {
        "max_abs": scale * 30,
        "mean_abs": scale,
        "cosine": 1 - scale / 100,
        "frames": 320,
        "rms_abs": scale * 2,
        "relative": scale / 3,
        "snr_db": 100 - 10.0 * (i % 7),
        "quantiles": {"p50": scale / 2, "p90": scale * 2, "p99": scale * 5, "p999": scale * 9},
        "beyond_tolerance": 0.0123,
        "nan": 0,
        "inf": 0,
        "histogram": histogram(i + len(name)),
        "worst": {"scene": "scene-7000", "sample_token": "t", "element": [1, 2, 3]},
        "layers": [{"layer": k, "max_abs": scale * k, "mean_abs": scale, "cosine": 0.99} for k in range(3)],
        "growth": [{"frame_in_scene": k, "frames": 40, "max_abs": scale * 2**k, "mean_abs": scale} for k in range(8)],
    }


def slices(nds: float) -> list[dict]:
    names = ["all"] + [f"distance/{d}" for d in ("0-10", "10-20", "20-30")] + ["light/day", "light/night"]
    made = []
    for k, name in enumerate(names):
        figures = {"mean_ap_present": 0.4, "nd_score_present": 0.4}
        small = name == "light/night"
        made.append(
            {"slice": name, "true_boxes": 5000, "predictions": 9000, "samples": 320, "scenes": 40,
             "size": "too_small" if small else "enough", "note": "too small" if small else "", "metrics": figures,
             "delta": {"mean_ap_present": nds * k / 3, "nd_score_present": nds * k / 3}}
        )  # fmt: skip
    return made


def rung(i: int, name: str, figures: bool) -> dict:
    verdict = ["exact", "harmless", "can't tell", "degrades", "breaks"][i % 5]
    nds = [0.0, -0.00031, -0.0012, -0.0071, -0.0402][i % 5] * (1 + i / 100)
    grows = {error: -nds * (k + 1) for k, error in enumerate(ERRORS)}
    delta = {"mean_ap": nds / 2, "nd_score": nds, "tp_errors": grows}

    def shifted(by: float) -> dict:
        return {"mean_ap": nds / 2 + by, "nd_score": nds + by, "tp_errors": {e: g + by for e, g in grows.items()}}

    p = dict.fromkeys(["nd_score", "mean_ap", "orient_err", "vel_err"], 0.04)
    return {
        "id": name,
        "kind": "rung",
        "rewrites": [name],
        "baseline": "temporal",
        "not_exportable": None,
        "frames": 320,
        "failed_frames": 0,
        "metrics": {
            "mean_ap": ORIGINAL["mean_ap"] + nds / 2,
            "nd_score": ORIGINAL["nd_score"] + nds,
            "tp_errors": {e: 0.4 + g for e, g in grows.items()},
        }
        if figures
        else None,
        "delta": delta if figures else None,
        "interval": {"low": shifted(-0.004), "high": shifted(0.003), "p_holm": p} if figures else None,
        "tensor_diff": {"max_abs": 3.0, "outputs": {output: tensor(i, output) for output in OUTPUTS}},
        "boxes": {"kept": 4000, "lost": i * 3, "gained": i * 2, "moved": i * 10, "reranked": i,
                  "class_flipped": i, "attribute_flipped": 2 * i},
        "shifts": {key: {**quantiles(0.01 * (i + 1)), "histogram": histogram(i)} for key in SHIFTS},
        "verdict": verdict if figures else None,
        "reason": f"a made-up reason number {i}" if figures else "numerics only",
        "slices": slices(nds) if figures else [],
    }  # fmt: skip


def original(figures: bool) -> dict:
    return {
        "id": "original", "kind": "original", "rewrites": [], "baseline": None, "not_exportable": None, "frames": 320,
        "failed_frames": 0, "metrics": ORIGINAL if figures else None, "delta": None, "interval": None,
        "tensor_diff": None, "boxes": None, "verdict": None, "reason": "it is the reference itself", "slices": [],
    }  # fmt: skip


def frames_of_sample() -> list[dict]:
    columns = ["scene_token", "scene_name", "sample_token", "sample_index", "boxes"]
    read = [(file, row) for file in SCENE_FILES for row in pq.read_table(FRAMES / file, columns=columns).to_pylist()]
    return [{**row, "file": file} for file, row in read][:WORST_FRAMES]


def boxes_of(frame: dict) -> list[dict]:
    """True boxes, again and again until there are as many as a page draws of a row."""
    scored = [box for box in frame["boxes"] if box["detection_name"]]
    return list(islice(cycle(scored), BOXES_A_FRAME))


def summary(count: int, figures: bool = True, extras: bool = True) -> dict:
    ids = rung_ids(count)
    made = {
        "schema_version": 1,
        "bevdrift": "0.1.0",
        "status": "complete",
        "mode": "figures" if figures else "numerics only",
        "mode_reason": None if figures else "the reference has random weights",
        "attested": False,
        "synthetic": True,
        "notices": ["Made up <by hand> & measured nowhere"],
        "ran": {
            "model": {"name": "micro", "config_sha256": "a" * 64, "checkpoint_sha256": "b" * 64,
                      "random_weights": not figures, "synthetic": True},
            "data": {"name": "made-up", "version": "v1.0", "split": "val", "synthetic": True},
            "reference": {"made_by": "bevexport", "attestation": "nothing was reproduced"},
            "versions": {"bevdrift": "0.1.0", "onnxruntime": "1.24.2", "spark": "4.2.0", "java": "17"},
            "provider": "cpu", "threads": {"intra_op": 1}, "tf32": False, "frames": 320, "scenes": 40,
        },
        "gate": GATE,
        "floor": {"rung": None},
        "rungs": [original(figures)] + [rung(i, name, figures) for i, name in enumerate(ids)],
        "failed_frames": 0,
        "failures": [],
    }  # fmt: skip
    if not extras:
        for row in made["rungs"]:
            row.pop("shifts", None)
            for output in (row["tensor_diff"] or {"outputs": {}})["outputs"].values():
                for key in set(output) - {"max_abs", "mean_abs", "cosine", "frames"}:
                    del output[key]
        return made
    made["worst_frames"] = [
        {"scene": frame["scene_name"], "sample_token": frame["sample_token"], "rung": ids[k % len(ids)],
         "score": 12.0 - k, "why": "made-up boxes moved"}
        for k, frame in enumerate(frames_of_sample())
    ]  # fmt: skip
    if figures:
        nds = {row["id"]: row["delta"]["nd_score"] for row in made["rungs"][1:]}
        made["attribution"] = {
            "order": ids[:6],
            "rows": [
                {"rewrite": name, "alone": {"rung": name, "nd_score": nds[name], "low": -0.01, "high": 0.001},
                 "cumulative": {"rung": name, "nd_score": nds[name]},
                 "leave_one_out": {"rung": name, "nd_score": 0.001}, "interaction": {"nd_score": -0.0002},
                 "parts": {"rewrite": -0.004, "exporter_runtime": 0.0001}}
                for name in ids[:6]
            ],
        }  # fmt: skip
    return made


def details(i: int, k: int) -> dict:
    """A falling curve that ends before full recall."""
    end = 60 + (i * 3 + k * 5) % 35
    precision = [round(1 - (r / end) ** 3 * (0.5 + k / 30), 6) if r < end else 0.0 for r in range(101)]
    return {"recall": [r / 100 for r in range(101)], "precision": precision}


def write_metrics(folder: Path, ids: list[str]) -> None:
    for i, name in enumerate(ids):
        own = folder / "metrics" / name
        own.mkdir(parents=True)
        curves = {f"{c}:{d}": details(i, k) for k, c in enumerate(CLASSES) for d in DISTANCES}
        (own / "metrics_details.json").write_text(json.dumps(curves), encoding="utf-8")
        aps = {c: {d: 0.5 + k / 100 + i / 1000 for d in DISTANCES} for k, c in enumerate(CLASSES)}
        aps["barrier"]["0.5"] = math.nan  # as the devkit spells it
        (own / "metrics_summary.json").write_text(json.dumps({"label_aps": aps}), encoding="utf-8")


def write_predictions(folder: Path, ids: list[str]) -> None:
    """Every row finds the true boxes, the i-th i centimetres off."""
    rows = {file: [] for file in SCENE_FILES}
    frames = frames_of_sample()
    for i, name in enumerate(ids):
        for frame in frames:
            for ordinal, box in enumerate(boxes_of(frame)):
                x, y, z = box["translation"]
                rows[frame["file"]].append(
                    {"rung": name, "scene_token": frame["scene_token"], "sample_token": frame["sample_token"],
                     "sample_index": frame["sample_index"], "ordinal": ordinal,
                     "detection_name": box["detection_name"], "detection_score": 0.95 - ordinal / 100,
                     "translation": [x + i / 100, y, z], "size": box["size"], "rotation": box["rotation"],
                     "velocity": [0.0, 0.0], "attribute_name": ""}
                )  # fmt: skip
    vector = pa.list_(pa.field("element", pa.float64(), nullable=False))
    types = [("rung", pa.string()), ("scene_token", pa.string()), ("sample_token", pa.string()),
             ("sample_index", pa.int64()), ("ordinal", pa.int32()), ("detection_name", pa.string()),
             ("detection_score", pa.float64()), ("translation", vector), ("size", vector), ("rotation", vector),
             ("velocity", vector), ("attribute_name", pa.string())]  # fmt: skip
    schema = pa.schema(
        [pa.field(name, kind, nullable=False) for name, kind in types],
        metadata={"bevdrift.table": "predictions", "bevdrift.schema_version": "1"},
    )
    (folder / "predictions").mkdir()
    for file, own in rows.items():
        pq.write_table(pa.Table.from_pylist(own, schema=schema), folder / "predictions" / file)


def divergence(ids: list[str]) -> dict:
    frames = []
    for i, name in enumerate(ids):
        for token in ("a" * 32, "b" * 32):
            taps = [
                {"tap": f"pts_bbox_head.transformer.encoder.layers.{k // 8}.module.{k}", "value": f"/v/{k}",
                 "max_abs": 1e-7, "relative": 10.0 ** (min(k, 20) / 4 - 7)}
                for k in range(24)
            ]  # fmt: skip
            frames.append({"rung": name, "sample_token": token, "first": taps[i % 24], "between": ["/Add", "/Mul"],
                           "taps": taps, "missing": [], "order": [tap["tap"] for tap in taps] + ["late"],
                           "unseen": ["late"], "certain": True, "sessions": 3})  # fmt: skip
    output = {"name": "bev_embed", "scene": "scene-7", "sample_token": "c" * 32, "element": [1, 0, 2], "max_abs": 0.5}
    worst = [{"rung": name, "inside": {"sample_token": "b" * 32, **frames[0]["taps"][i % 24]}, "output": output}
             for i, name in enumerate(ids)]  # fmt: skip
    return {"schema_version": 1, "compared_with": "reference", "tolerance": 1e-4, "frames": frames, "worst": worst}


def write(folder: Path, count: int, figures: bool = True, extras: bool = True) -> dict:
    """Writes the folder; returns its summary. Without extras it holds summary.json alone."""
    folder.mkdir(parents=True)
    made = summary(count, figures, extras)
    (folder / "summary.json").write_text(json.dumps(made), encoding="utf-8")
    if not extras:
        return made
    ids = rung_ids(count)
    if figures:
        write_metrics(folder, ["original", *ids])
    write_predictions(folder, ["original", *ids])
    costs = {name: {"latency_ms": {"p50": 30.0 + i, "p99": 60.0 + i}, "bytes": 4_000_000 + 10_000 * i}
             for i, name in enumerate(ids)}  # fmt: skip
    run = {"settings": {"frames": str(FRAMES)}, "rungs": costs, "timings": {"total_s": 12.0}}
    (folder / "run.json").write_text(json.dumps(run), encoding="utf-8")
    findings = [
        {"rule": "frozen-input", "severity": severity, "rung": ids[0], "subject": "can_bus",
         "message": f"A made-up {severity}", "evidence": {"changed": 0}, "next": "look at it", "rewrite": ids[0]}
        for severity in ("note", "error", "warning")
    ]  # fmt: skip
    (folder / "findings.json").write_text(json.dumps({"schema_version": 1, "findings": findings}), encoding="utf-8")
    (folder / "divergence.json").write_text(json.dumps(divergence(ids)), encoding="utf-8")
    return made
