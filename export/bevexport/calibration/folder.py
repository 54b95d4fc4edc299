"""Writes a calibration set: `TOKEN/INPUT.npy` for each chosen frame, and `manifest.json`.

With the form `raw`, `TOKEN/INPUT.bin` holds the numbers alone (little-endian float32, row by row), which is what
`trtexec --loadInputs=img:TOKEN/img.bin,...` reads.
"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch

import bevexport
from bevexport import frames
from bevexport.calibration.choice import choose
from bevexport.calibration.inputs import Fed, fed
from bevexport.digest import file_sha256
from bevexport.errors import InputError
from bevexport.model import BEVFormer, weights
from bevexport.whole import whole_folder

MANIFEST = "manifest.json"
SUFFIXES = {"npy": ".npy", "raw": ".bin"}
RULE = (
    "strata (vehicle, camera calibration, day or night) take turns, within one its scenes; a stratum's first frame is "
    "a scene's first, the others stand anywhere; order by sha256 of seed and token"
)
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def write(model: BEVFormer, folder: Path, out: Path, count: int, seed: int, form: str) -> dict[str, Any]:
    """Writes `count` frames (all where there are fewer) to `out`, new or empty. Returns the manifest."""
    chosen = choose(frames.scenes(folder), count, seed)
    with whole_folder(out) as part:
        rows: list[dict[str, Any]] = []
        specs: dict[str, Any] = {}
        for one in fed(model, chosen):
            rows.append(_write_frame(one, part, SUFFIXES[form]))
            specs = {n: {"dtype": "float32", "shape": list(t.shape)} for n, t in one.inputs._asdict().items()}
        record = frames.dataset(folder)
        state = model.state_dict()
        strata = dict.fromkeys(c.stratum for c in chosen)
        manifest = {
            "schema_version": 1,
            "made_by": "bevexport calibration-set",
            "tool_version": bevexport.__version__,
            "torch_version": torch.__version__.split("+")[0],
            "model": model.config.name,
            "config_sha256": model.config.sha256(),
            "checkpoint_sha256": weights.sha256(state),
            "random_weights": weights.are_seeded(state),
            "frames_folder": {k: record.get(k) for k in ("name", "version", "split", "fingerprint", "synthetic")},
            "preprocessing": dataclasses.asdict(model.config.preprocess),
            "can_bus": "deltas to the frame before at [0:3] and [17], 0 at a scene's start",
            "lidar2img": "LiDAR metres to pixels of the network's picture",
            "memory": "prev_bev is what the PyTorch original made of the frame before, run from its scene's start",
            "seed": seed,
            "choice": RULE,
            "asked": count,
            "strata": [
                {**dataclasses.asdict(s), "scenes": sum(c.stratum == s for c in chosen),
                 "frames": sum(len(c.positions) for c in chosen if c.stratum == s)}
                for s in strata
            ],
            "inputs": specs,
            "form": form,
            "frames": rows,
        }  # fmt: skip
        (part / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return manifest


def _write_frame(one: Fed, part: Path, suffix: str) -> dict[str, Any]:
    row = one.frame.row
    token = row["sample_token"]
    if not TOKEN.fullmatch(token):
        raise InputError(
            f"Cannot use {one.frame.where}: sample_token is {token!r}, expected letters, digits, '.', '_' or '-'"
        )
    (part / token).mkdir()
    files = {}
    for name, tensor in one.inputs._asdict().items():
        path = part / token / f"{name}{suffix}"
        array = np.ascontiguousarray(tensor.numpy(), "<f4")
        if suffix == ".npy":
            np.save(path, array)
        else:
            array.tofile(path)
        files[name] = {"path": f"{token}/{path.name}", "sha256": file_sha256(path)}
    return {
        **{k: row.get(k) for k in ("sample_token", "scene_token", "scene_name", "sequence", "timestamp_us")},
        "position": one.position,
        **dataclasses.asdict(one.stratum),
        "use_prev_bev": float(one.inputs.use_prev_bev),
        "files": files,
    }
