"""Writes the reference: the PyTorch model's raw outputs for every frame of a frames folder, and their certificate.

A variant `rewrite:ID` is the model with a rung's rows switched on, their frozen values replayed from the traced frame:
what the rewrite does, without exporter and runtime.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
import yaml
from torch import Tensor
from tqdm import tqdm

import bevexport
from bevexport import frames, taps
from bevexport.errors import InputError
from bevexport.frames import Frame, Inputs, Scene
from bevexport.graph.features import features_once
from bevexport.graph.module import GraphModule
from bevexport.ladder.rungs import rung
from bevexport.ladder.samples import Sample, sample_at, traced_frame
from bevexport.model import BEVFormer, Outputs, weights
from bevexport.rewrites import applied, row
from bevexport.rewrites.freeze import Tape, recording, replaying

VARIANTS = ("nontemporal", "temporal")
REWRITE = "rewrite:"
FRAMES_PER_ROW_GROUP = 4
TAPS = "_taps.parquet"
"""Beside the scenes' files, of the same schema: for a few later frames what they were fed (`can_bus`, `prev_bev`) and
every tap in the order of running. `nontemporal` lacks those that are the same numbers as `temporal`'s."""

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


@dataclass(frozen=True)
class Variant:
    """A way of running the model."""

    name: str
    rewrites: tuple[str, ...]
    temporal: bool
    tape: Tape  # what the rows freeze

    def run(self, model: BEVFormer, x: Inputs, prev: Tensor | None) -> Outputs:
        """One frame; prev is the map that this variant made of the frame before."""
        with applied(*self.rewrites), replaying(self.tape), torch.no_grad():
            return model(x.img, x.lidar2img, x.can_bus, prev)


def variant_of(model: BEVFormer, name: str, traced: Callable[[], Sample]) -> Variant:
    """The variant of that name; traced gives the frame whose values the rows freeze."""
    if name in VARIANTS:
        return Variant(name, (), name == "temporal", {})
    id = name.removeprefix(REWRITE)
    if id == name:
        known = ", ".join((*VARIANTS, f"{REWRITE}ID"))
        raise InputError(f"Cannot write reference: unknown variant {name}, expected one of {known}")
    wanted = rung(id)
    if not any(_before_the_outputs(r) for r in wanted.rewrites):
        raise InputError(f"Cannot write reference: {name} leaves PyTorch's raw outputs as they are, expected a rewrite")
    if not any(row(r).frozen for r in wanted.rewrites):
        return Variant(name, wanted.rewrites, wanted.temporal, {})
    with applied(*wanted.rewrites), recording() as tape, torch.no_grad():
        module = GraphModule(model, wanted.temporal, False).eval()
        module(*module.arguments(traced().inputs(wanted.temporal)))
    return Variant(name, wanted.rewrites, wanted.temporal, tape)


def _before_the_outputs(id: str) -> bool:
    """Whether a row takes part in what the head puts out, not in decoding or in the export."""
    after = ("bevexport.model.boxes:", "bevexport.graph.export:", "bevexport.graph.module:decodes")
    target = row(id).target
    return target is not None and not target.startswith(after)


def outputs_of(
    model: BEVFormer, scene: Scene, variants: Sequence[Variant]
) -> Iterator[tuple[Frame, dict[str, Outputs]]]:
    """A scene in time order, each frame through every variant; without time every frame is a first frame."""
    last: Frame | None = None
    maps: dict[str, Tensor] = {}
    for frame in scene.frames():
        alone = frames.inputs(frame, None, model.config.preprocess)
        moved = alone if last is None else alone._replace(can_bus=frames.can_bus(frame, last))
        found = {}
        with features_once(model, 1):
            for v in variants:
                found[v.name] = v.run(model, moved if v.temporal else alone, maps.get(v.name))
        maps = {v.name: found[v.name].bev_embed for v in variants if v.temporal}
        last = frame
        yield frame, found


FRAME_KEYS = ["scene_token", "sequence", "sample_token", "sample_index", "timestamp_us"]


def rows_of(frame: Frame, variant: str, tensors: dict[str, torch.Tensor]) -> list[dict[str, Any]]:
    """One row a tensor, in name order."""
    rows = []
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name].numpy(), dtype="<f4")
        rows.append(
            {
                **{k: frame.row[k] for k in FRAME_KEYS[:4]},
                "variant": variant,
                "tensor": name,
                "dtype": "float32",
                "shape": list(array.shape),
                "data": array.tobytes(),
            }
        )
    return rows


def write_scene(
    model: BEVFormer, scene: Scene, variants: Sequence[Variant], bev_of: set[str], out: Path, bar: tqdm
) -> None:
    """One scene's file, written beside and renamed when whole."""
    part = out.with_suffix(".part")
    rows = []
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for count, (frame, found) in enumerate(outputs_of(model, scene, variants), 1):
            for v in variants:
                kept = found[v.name]._asdict()
                if frame.row["sample_token"] not in bev_of:
                    del kept["bev_embed"]
                rows += rows_of(frame, v.name, kept)
                bar.update()
            if count % FRAMES_PER_ROW_GROUP == 0:
                writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
                rows = []
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
    part.replace(out)


def tap_rows(model: BEVFormer, scene: Scene, position: int) -> list[dict[str, Any]]:
    """The rows of one frame in TAPS, temporal first."""
    sample = sample_at(model, scene, position)
    row = next(f for i, f in enumerate(scene.frames(FRAME_KEYS)) if i == position)
    rows: list[dict[str, Any]] = []
    shown: dict[str, Tensor] = {}
    for variant in ("temporal", "nontemporal"):
        x = sample.inputs(variant == "temporal")
        remembered = variant == "temporal" and bool(x.use_prev_bev)
        prev = x.prev_bev if remembered else None
        with taps.recorded(model) as found, torch.no_grad():
            model(x.img, x.lidar2img, x.can_bus[None], prev)
        fed = {"can_bus": x.can_bus} | ({"prev_bev": prev} if remembered else {})
        for name, tensor in (fed | found).items():
            if name not in shown or not torch.equal(shown[name], tensor):
                rows += rows_of(row, variant, {name: tensor})
        shown = shown or found
    return rows


def write_taps(model: BEVFormer, places: Sequence[tuple[Scene, int]], out: Path) -> list[str]:
    """Writes TAPS; the names of the taps."""
    part = (out / TAPS).with_suffix(".part")
    names: dict[str, None] = {}
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for scene, position in tqdm(places, desc="taps", unit="frame"):
            rows = tap_rows(model, scene, position)
            names |= dict.fromkeys(row["tensor"] for row in rows if row["tensor"] not in ("can_bus", "prev_bev"))
            writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
    part.replace(out / TAPS)
    return list(names)


def spread(tokens: list[str], count: int) -> list[str]:
    """`count` of the tokens, evenly over the list; all of them when there are fewer."""
    if count >= len(tokens):
        return tokens
    return [tokens[int((i + 0.5) * len(tokens) / count)] for i in range(count)]


def foreign_later(scenes: Sequence[Scene]) -> list[str]:
    """Later frames of other vehicles than the first scene's, on whose frames a ladder is traced as a rule: there even
    frozen calibration shows."""
    columns = ["sample_token", "vehicle", "timestamp_us"]
    streams = [[(f.row["sample_token"], f.row["vehicle"]) for f in s.frames(columns)] for s in scenes]
    own = streams[0][0][1]
    return [token for stream in streams for token, vehicle in stream[1:] if vehicle != own]


def traced_on_of(ladder: Path) -> str:
    """The frame that a ladder was traced on."""
    path = ladder / "ladder.yaml"
    try:
        rungs = yaml.safe_load(path.read_text())["rungs"]
        return next(r["traced_on"] for r in rungs if r.get("traced_on"))
    except (OSError, yaml.YAMLError, KeyError, TypeError, StopIteration) as e:
        raise InputError(f"Cannot read {path}: {e!r}, expected rungs with traced_on") from e


def write(
    model: BEVFormer,
    frames_folder: Path,
    out: Path,
    names: Sequence[str],
    bev_embed_frames: int,
    random: bool,
    traced_on: str | None = None,
    tap_frames: int = 2,
) -> dict[str, Any]:
    """The reference folder of a frames folder. Returns the certificate, which is also `reference.json`.

    traced_on is the sample whose values rows freeze, the first frame of the first scene without it.
    """
    scenes = frames.scenes(frames_folder)
    traced = cache(lambda: sample_at(model, *traced_frame(scenes, traced_on)))
    variants = [variant_of(model, name, traced) for name in sorted(set(names))]
    columns = ["sample_token", "timestamp_us"]
    streams = [[f.row["sample_token"] for f in s.frames(columns)] for s in scenes]
    tokens = [token for stream in streams for token in stream]
    # Later frames if there are any: first ones have no memory, and both variants' bev_embed is the same there.
    later = [token for stream in streams for token in stream[1:]]
    chosen = spread(later if bev_embed_frames <= len(later) else tokens, bev_embed_frames)
    out.mkdir(parents=True, exist_ok=True)
    certificate = out / "reference.json"
    certificate.unlink(missing_ok=True)  # stands only beside a whole folder
    with tqdm(total=len(tokens) * len(variants), desc="reference", unit="frame") as bar:
        for scene in scenes:
            write_scene(model, scene, variants, set(chosen), out / scene.path.name, bar)
    tapped = spread(foreign_later(scenes) or later or tokens, tap_frames)
    names = write_taps(model, [traced_frame(scenes, token) for token in tapped], out) if tapped else []
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
        "variants": [v.name for v in variants],
        "frames": len(tokens),
        "scenes": len(scenes),
        "bev_embed_frames": chosen,
        "taps": {"file": TAPS, "frames": tapped, "names": names} if tapped else None,
        "published": None,
        "reproduced": None,
    }
    if any(v.tape for v in variants):
        record["traced_on"] = traced().sample_token
    certificate.write_text(json.dumps(record, indent=2) + "\n")
    return record
