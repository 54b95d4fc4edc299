"""Frames to trace on and to check on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from bevexport import frames
from bevexport.errors import InputError
from bevexport.frames import Frame, Scene
from bevexport.graph.module import GraphInputs
from bevexport.model import BEVFormer, geometry


@dataclass(frozen=True)
class Sample:
    """One frame as a temporal and as a non-temporal graph take it."""

    sample_token: str
    vehicle: str
    with_time: GraphInputs
    without_time: GraphInputs

    def inputs(self, temporal: bool) -> GraphInputs:
        return self.with_time if temporal else self.without_time


def sample_at(model: BEVFormer, scene: Scene, position: int) -> Sample:
    """The scene's frame at a position, with the map that the model made of the frames before it."""
    cfg = model.config
    last: Frame | None = None
    prev = None
    with _bar(position, f"memory of {scene.path.stem}", "frame") as bar:
        for i, frame in enumerate(scene.frames()):
            x = frames.inputs(frame, last, cfg.preprocess)
            if i == position:
                break
            with torch.no_grad():
                prev = model(x.img, x.lidar2img, x.can_bus, prev).bev_embed
            last = frame
            bar.update()
        else:
            raise InputError(f"Cannot use frame {position} of {scene.path}: it has {scene.rows}, expected more")
    empty = torch.zeros(cfg.bev_h * cfg.bev_w, 1, cfg.embed_dims)
    return Sample(
        frame.row["sample_token"],
        frame.row["vehicle"],
        GraphInputs(x.img, x.can_bus[0], x.lidar2img, empty if prev is None else prev, torch.tensor([float(i > 0)])),
        GraphInputs(x.img, frames.can_bus(frame, None)[0], x.lidar2img, empty, torch.zeros(1)),
    )


def choose(model: BEVFormer, folder: Path, traced_on: str | None) -> list[Sample]:
    """The traced frame first, then frames to check on: a first and a later one of another vehicle if any, a later one
    of the traced frame's own scene.

    Without a token the traced frame is the first of the first scene, as in the report: its motion is zero and it has
    no previous map. That doesn't matter to a live graph, which holds both ways of the memory's flag wherever it was
    traced; it decides what the rows that freeze have frozen.
    """
    scenes = frames.scenes(folder)
    scene, position = traced_frame(scenes, traced_on)
    traced = sample_at(model, scene, position)
    samples = [traced]
    others = [s for s in scenes if s is not scene]
    foreign = [s for s in others if _vehicle(s) != traced.vehicle]
    other = (foreign or others or [scene])[0]
    for place in dict.fromkeys(((other, 0), (other, other.rows - 1), (scene, scene.rows - 1))):
        if place != (scene, position):
            samples.append(sample_at(model, *place))
    if len(samples) < 2:
        raise InputError(f"Cannot check a ladder on {folder}: it has the traced frame only, expected another")
    return samples


def visible_bound(model: BEVFormer, folder: Path) -> int:
    """How many cells a graph lets each camera attend to: what the cameras of these frames see, and an eighth more.

    Looks at the first and last frame of each scene; a multiple of 32.
    """
    cfg = model.config
    pillars = geometry.pillar_points(cfg.bev_h, cfg.bev_w, cfg.pillar_points, cfg.pc_range)
    most = 0
    scenes = frames.scenes(folder)
    with _bar(len(scenes), "visible cells", "scene") as bar:
        for scene in scenes:
            for frame in scene.ends():
                lidar2img = frame.lidar2img()
                lidar2img[:, :2] *= cfg.preprocess.scale
                matrices = torch.from_numpy(lidar2img.astype(np.float32))[None]
                points = geometry.project(pillars, matrices, cfg.preprocess.network_size)
                most = max(most, int(points.valid.any(-1).sum(-1).max()))
            bar.update()
    return min(-(-most * 9 // 8 // 32) * 32, cfg.bev_h * cfg.bev_w)


def _bar(total: int, what: str, unit: str) -> tqdm:
    """Shown only where it takes long, as with a large model."""
    return tqdm(total=total, desc=what, unit=unit, delay=2, leave=False)


def _vehicle(scene: Scene) -> str:
    return next(scene.frames(["vehicle", "timestamp_us"])).row["vehicle"]


def traced_frame(scenes: list[Scene], token: str | None) -> tuple[Scene, int]:
    """The scene and the position in it of a sample; the first frame of the first scene without a token."""
    if token is None:
        return scenes[0], 0
    for scene in scenes:
        for i, frame in enumerate(scene.frames(["sample_token", "timestamp_us"])):
            if frame.row["sample_token"] == token:
                return scene, i
    raise InputError(f"Cannot trace: sample {token} is not in {scenes[0].path.parent}, expected it there")
