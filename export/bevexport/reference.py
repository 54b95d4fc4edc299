"""Writes the reference: the PyTorch model's raw outputs for every frame of a frames folder, and their certificate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
from tqdm import tqdm

import bevexport
from bevexport import frames
from bevexport.errors import InputError
from bevexport.frames import Frame, Scene
from bevexport.model import BEVFormer, Outputs, weights

VARIANTS = ("nontemporal", "temporal")
FRAMES_PER_ROW_GROUP = 4

SCHEMA = pa.schema(
    [
        pa.field("scene_token", pa.string(), nullable=False),
        pa.field("sequence", pa.int32(), nullable=False),
        pa.field("sample_token", pa.string(), nullable=False),
        pa.field("sample_index", pa.int64(), nullable=False),
        pa.field("variant", pa.string(), nullable=False),
        pa.field("tensor", pa.string(), nullable=False),
        pa.field("dtype", pa.string(), nullable=False),
        pa.field("shape", pa.list_(pa.field("element", pa.int64(), nullable=False)), nullable=False),
        pa.field("data", pa.binary(), nullable=False),
    ],
    metadata={b"bevdrift.table": b"reference", b"bevdrift.schema_version": b"1"},
)


def outputs_of(model: BEVFormer, scene: Scene, temporal: bool) -> Iterator[tuple[Frame, Outputs]]:
    """A scene through the model in time order; without time every frame is a first frame."""
    last: Frame | None = None
    prev = None
    for frame in scene.frames():
        x = frames.inputs(frame, last if temporal else None, model.config.preprocess)
        with torch.no_grad():
            out = model(x.img, x.lidar2img, x.can_bus, prev)
        yield frame, out
        if temporal:
            last, prev = frame, out.bev_embed


def rows_of(frame: Frame, variant: str, tensors: dict[str, torch.Tensor]) -> list[dict[str, Any]]:
    """One row a tensor, in name order."""
    rows = []
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name].numpy(), dtype="<f4")
        rows.append(
            {
                **{k: frame.row[k] for k in ("scene_token", "sequence", "sample_token", "sample_index")},
                "variant": variant,
                "tensor": name,
                "dtype": "float32",
                "shape": list(array.shape),
                "data": array.tobytes(),
            }
        )
    return rows


def write_scene(model: BEVFormer, scene: Scene, variants: Sequence[str], bev_of: set[str], out: Path, bar: tqdm) -> int:
    """One scene's file, written beside and renamed when whole. Returns its number of frames."""
    streams = [outputs_of(model, scene, variant == "temporal") for variant in variants]
    part = out.with_suffix(".part")
    count, rows = 0, []
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for results in zip(*streams, strict=True):
            for variant, (frame, tensors) in zip(variants, results, strict=True):
                kept = tensors._asdict()
                if frame.row["sample_token"] not in bev_of:
                    del kept["bev_embed"]
                rows += rows_of(frame, variant, kept)
                bar.update()
            count += 1
            if count % FRAMES_PER_ROW_GROUP == 0:
                writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
                rows = []
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
    part.replace(out)
    return count


def spread(tokens: list[str], count: int) -> list[str]:
    """`count` of the tokens, evenly over the list; all of them when there are fewer."""
    if count >= len(tokens):
        return tokens
    return [tokens[int((i + 0.5) * len(tokens) / count)] for i in range(count)]


def write(
    model: BEVFormer, frames_folder: Path, out: Path, variants: Sequence[str], bev_embed_frames: int, random: bool
) -> dict[str, Any]:
    """The reference folder of a frames folder. Returns the certificate, which is also `reference.json`."""
    variants = sorted(variants)
    for variant in variants:
        if variant not in VARIANTS:
            raise InputError(f"Cannot write reference: unknown variant {variant}, expected one of {VARIANTS}")
    scenes = frames.scenes(frames_folder)
    columns = ["sample_token", "timestamp_us"]
    tokens = [f.row["sample_token"] for s in scenes for f in s.frames(columns)]
    chosen = spread(tokens, bev_embed_frames)
    out.mkdir(parents=True, exist_ok=True)
    certificate = out / "reference.json"
    certificate.unlink(missing_ok=True)  # stands only beside a whole folder
    with tqdm(total=len(tokens) * len(variants), desc="reference", unit="frame") as bar:
        for scene in scenes:
            write_scene(model, scene, variants, set(chosen), out / scene.path.name, bar)
    record = {
        "schema_version": 1,
        "made_by": "bevexport",
        "tool_version": bevexport.__version__,
        "torch_version": torch.__version__.split("+")[0],
        "model": model.config.name,
        "config_sha256": model.config.sha256(),
        "checkpoint_sha256": weights.sha256(model.state_dict()),
        "random_weights": random,
        "synthetic": bool(frames.dataset(frames_folder).get("synthetic", False)),
        "variants": list(variants),
        "frames": len(tokens),
        "scenes": len(scenes),
        "bev_embed_frames": chosen,
        "published": None,
        "reproduced": None,
    }
    certificate.write_text(json.dumps(record, indent=2) + "\n")
    return record
