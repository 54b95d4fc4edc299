"""What ladder.yaml says: the model, its pictures, and each rung with its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
import torch

import bevexport
from bevexport.digest import file_sha256
from bevexport.ladder.made import Made
from bevexport.ladder.samples import Sample
from bevexport.model import BEVFormer, weights
from bevexport.model.config import CAMERAS


def manifest(
    model: BEVFormer,
    made: Sequence[Made],
    weight_file: Path,
    traced: Sample,
    dataset: dict[str, Any],
    random: bool,
) -> dict[str, Any]:
    """The document. Hashes are of the files as they lie beside the weights."""
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
        "rungs": _rungs(made, weight_file, traced),
    }


def _rungs(made: Sequence[Made], weight_file: Path, traced: Sample) -> list[dict[str, Any]]:
    entries = []
    first_with: dict[str, str] = {}
    hashes: dict[str, str] = {}

    def files(graph: str) -> list[dict[str, str]]:
        names = (graph, weight_file.name)
        for name in names:
            if name not in hashes:
                hashes[name] = file_sha256(weight_file.parent / name)
        return [{"path": name, "sha256": hashes[name]} for name in names]

    for m in made:
        entry: dict[str, Any] = {"id": m.rung.id}
        if m.exported is None:
            entry |= {"rewrites": list(m.rung.rewrites), "baseline": m.rung.baseline, "not_exportable": m.message}
        else:
            entry["files"] = files(m.graph)
            entry |= _roles(m, traced)
            twin = first_with.setdefault(m.digest, m.rung.id)
            if twin != m.rung.id:
                entry["same_graph_as"] = twin
            if m.taps:
                entry["taps"] = dict(m.taps)
            if m.split is not None:
                entry["prefix"] = {
                    "files": files(m.prefix),
                    "head": files(m.head),
                    "values": list(m.split.values),
                }
        entries.append(entry)
    return entries


def _roles(m: Made, traced: Sample) -> dict[str, Any]:
    rung, exported = m.rung, m.exported
    state = [{"in": "prev_bev", "out": "bev_embed", "reset": "use_prev_bev"}] if exported.temporal else []
    return {
        "rewrites": list(rung.rewrites),
        "outputs": "decoded" if exported.decoded else "raw",
        "decoder": "bevformer-boxes" if exported.decoded else rung.decoder,
        "opset": rung.opset,
        "precision": rung.precision.partition("-")[0],
        "temporal": exported.temporal,
        "traced_on": traced.sample_token,
        **({"visible_bound": exported.bound} if exported.bound else {}),
        "baseline": rung.baseline,
        "inputs": {name: name for name in exported.inputs},
        "outputs_map": {name: name for name in exported.outputs},
        "state": state,
    }
