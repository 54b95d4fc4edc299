"""Makes the ladder's folder: graphs, shared weights, manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
import yaml
from tqdm import tqdm

import bevexport
from bevexport import frames
from bevexport.errors import InputError
from bevexport.graph import check
from bevexport.graph.export import Exported, NotExportableError, export
from bevexport.graph.precision import lowered
from bevexport.graph.store import WeightStore
from bevexport.ladder import calibration as calibrating
from bevexport.ladder.rungs import Rung
from bevexport.ladder.samples import Sample, choose, visible_bound
from bevexport.model import BEVFormer, weights
from bevexport.model.config import CAMERAS

MANIFEST = "ladder.yaml"


@dataclass(frozen=True)
class Made:
    """A rung and its graph, or the exporter's message."""

    rung: Rung
    exported: Exported | None
    message: str = ""


def build(
    model: BEVFormer,
    rungs: Sequence[Rung],
    frames_folder: Path,
    out: Path,
    traced_on: str | None,
    random: bool,
    calibration: Path | None = None,
) -> dict[str, dict[str, float]]:
    """Writes the ladder and checks every graph in ONNX Runtime against PyTorch.

    calibration is the folder of training frames that int8-static takes its ranges from.
    Returns, per rung, the largest difference of each output over the checked frames.
    """
    if any(rung.precision == "int8-static" for rung in rungs):
        calibration = calibrating.checked(calibration, frames_folder)
    samples = choose(model, frames_folder, traced_on)
    bound = visible_bound(model, frames_folder)
    out.mkdir(parents=True, exist_ok=True)
    (out / MANIFEST).unlink(missing_ok=True)  # stands only beside a whole folder
    with tqdm(total=2 * len(rungs), desc="ladder", unit="step") as bar:
        made = [_make(model, rung, samples[0], bound, calibration, _note(bar, rung)) for rung in rungs]
        weight_file, hashes = _write(made, out)
        found = {m.rung.id: _checked(model, m, samples, out, _note(bar, m.rung)) for m in made}
    manifest = _manifest(model, made, hashes, weight_file, samples[0], frames.dataset(frames_folder), random)
    (out / MANIFEST).write_text(yaml.safe_dump(manifest, sort_keys=False, default_flow_style=None, width=160))
    return found


def _note(bar: tqdm, rung: Rung) -> Callable[[], None]:
    bar.set_postfix_str(rung.id)

    def done() -> None:
        bar.update()

    return done


def _make(
    model: BEVFormer, rung: Rung, traced: Sample, bound: int, calibration: Path | None, done: Callable[[], None]
) -> Made:
    try:
        inputs = traced.inputs(rung.temporal)
        exported = export(model, rung.rewrites, rung.opset, rung.temporal, rung.decoded, inputs, bound)
        training = calibrating.inputs(model, calibration) if calibration is not None else ()
        return Made(rung, lowered(exported, rung.precision, training))
    except NotExportableError as e:
        return Made(rung, None, str(e))
    finally:
        done()


def _write(made: Sequence[Made], out: Path) -> tuple[Path, dict[str, str]]:
    """Graph files and the shared weights; returns the weights' path and each rung's graph hash without metadata."""
    store = WeightStore()
    for m in made:
        if m.exported is not None:
            store.take(m.exported.model)
    weight_file = store.write(out)
    hashes = {}
    for m in made:
        if m.exported is None:
            continue
        (out / f"{m.rung.id}.onnx").write_bytes(m.exported.model.SerializeToString(deterministic=True))
        bare = onnx.ModelProto()
        bare.CopyFrom(m.exported.model)
        del bare.metadata_props[:]
        hashes[m.rung.id] = hashlib.sha256(bare.SerializeToString(deterministic=True)).hexdigest()
    return weight_file, hashes


def _checked(
    model: BEVFormer, m: Made, samples: Sequence[Sample], out: Path, done: Callable[[], None]
) -> dict[str, float]:
    try:
        if m.exported is None:
            return {}
        path = out / f"{m.rung.id}.onnx"
        onnx.checker.check_model(str(path))
        runtime = check.session(path)
        worst: dict[str, float] = {}
        for sample in samples:
            inputs = sample.inputs(m.exported.temporal)
            want = check.run_torch(model, m.rung.rewrites, m.exported, inputs)
            for name, value in check.differences(check.run_graph(runtime, m.exported, inputs), want).items():
                worst[name] = max(worst.get(name, 0.0), value)
                if not value <= (check.RAW_ATOL if m.rung.precision == "fp32" else check.FINITE):
                    where = f"rung {m.rung.id}, sample {sample.sample_token}, output {name}"
                    raise InputError(f"Cannot trust {where}: ONNX Runtime is {value:g} off PyTorch, expected 1e-3")
        return worst
    finally:
        done()


def _manifest(
    model: BEVFormer,
    made: Sequence[Made],
    hashes: dict[str, str],
    weight_file: Path,
    traced: Sample,
    dataset: dict[str, Any],
    random: bool,
) -> dict[str, Any]:
    cfg, pre = model.config, model.config.preprocess
    return {
        "schema_version": 1,
        "model": {
            "name": cfg.name,
            "config_sha256": cfg.sha256(),
            "checkpoint_sha256": weights.sha256(model.state_dict()),
            "random_weights": random,
            "synthetic": bool(dataset.get("synthetic", False)),
            "notice": str(dataset.get("notice", "")),
        },
        "made_by": {
            "bevexport": bevexport.__version__,
            "torch": torch.__version__.split("+")[0],
            "onnx": onnx.__version__,
        },
        "preprocess": {
            "scale": pre.scale,
            "mean": list(pre.mean),
            "std": list(pre.std),
            "channel_order": pre.channel_order,
            "pad_divisor": pre.pad_divisor,
            "image_size": list(pre.image_size),
            "network_size": list(pre.network_size),
        },
        "cameras": list(CAMERAS),
        "bev": {"height": cfg.bev_h, "width": cfg.bev_w, "channels": cfg.embed_dims},
        "pc_range": list(cfg.pc_range),
        "post_center_range": list(cfg.post_center_range),
        "rotate_center": list(cfg.rotate_center),
        "classes": list(cfg.classes),
        "class_range": dict(zip(cfg.classes, cfg.class_range, strict=True)),
        "max_num": cfg.max_num,
        "rungs": _rungs(made, hashes, weight_file, traced),
    }


def _rungs(made: Sequence[Made], hashes: dict[str, str], weight_file: Path, traced: Sample) -> list[dict[str, Any]]:
    entries = []
    first_with: dict[str, str] = {}
    weight_hash = _sha256(weight_file)
    for m in made:
        entry: dict[str, Any] = {"id": m.rung.id}
        if m.exported is None:
            entry |= {"rewrites": list(m.rung.rewrites), "baseline": m.rung.baseline, "not_exportable": m.message}
        else:
            folder = weight_file.parent
            graph = folder / f"{m.rung.id}.onnx"
            entry["files"] = [
                {"path": graph.name, "sha256": _sha256(graph)},
                {"path": weight_file.name, "sha256": weight_hash},
            ]
            entry |= _roles(m.rung, m.exported, traced)
            twin = first_with.setdefault(hashes[m.rung.id], m.rung.id)
            if twin != m.rung.id:
                entry["same_graph_as"] = twin
        entries.append(entry)
    return entries


def _roles(rung: Rung, exported: Exported, traced: Sample) -> dict[str, Any]:
    state = [{"in": "prev_bev", "out": "bev_embed", "reset": "use_prev_bev"}] if exported.temporal else []
    return {
        "rewrites": list(rung.rewrites),
        "outputs": "decoded" if exported.decoded else "raw",
        "decoder": "bevformer-boxes" if exported.decoded else rung.decoder,
        "opset": rung.opset,
        "precision": rung.precision.partition("-")[0],
        "temporal": exported.temporal,
        "traced_on": traced.sample_token,
        "baseline": rung.baseline,
        "inputs": {name: name for name in exported.inputs},
        "outputs_map": {name: name for name in exported.outputs},
        "state": state,
    }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
