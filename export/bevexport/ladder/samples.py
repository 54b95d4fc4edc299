"""Frames to trace on and to check on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

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
    for i, frame in enumerate(scene.frames()):
        x = frames.inputs(frame, last, cfg.preprocess)
        if i == position:
            break
        with torch.no_grad():
            prev = model(x.img, x.lidar2img, x.can_bus, prev).bev_embed
        last = frame
    else:
        raise InputError(f"Cannot use frame {position} of {scene.path}: it has {scene.rows}, expected more")
    empty = torch.zeros(cfg.bev_h * cfg.bev_w, 1, cfg.embed_dims)
    alone = frames.inputs(frame, None, cfg.preprocess)
    return Sample(
        frame.row["sample_token"],
        frame.row["vehicle"],
        GraphInputs(x.img, x.can_bus[0], x.lidar2img, empty if prev is None else prev, torch.tensor([float(i > 0)])),
        GraphInputs(alone.img, alone.can_bus[0], alone.lidar2img, empty, torch.zeros(1)),
    )


def choose(model: BEVFormer, folder: Path, traced_on: str | None) -> list[Sample]:
    """The traced frame first, then frames to check on: a first frame, and a later one of another vehicle if any.

    Without a token the traced frame is the second of the first scene: the first that has a previous frame, so that
    its motion isn't zero.
    """
    scenes = frames.scenes(folder)
    scene, position = _find(scenes, traced_on)
    traced = sample_at(model, scene, position)
    samples = [traced]
    others = [s for s in scenes if s is not scene]
    foreign = [s for s in others if _vehicle(s) != traced.vehicle]
    other = (foreign or others or [scene])[0]
    for k in dict.fromkeys((0, other.rows - 1)):
        if (other, k) != (scene, position):
            samples.append(sample_at(model, other, k))
    return samples


def visible_bound(model: BEVFormer, folder: Path) -> int:
    """How many cells a graph lets each camera attend to: what the cameras of these frames see, and an eighth more.

    Looks at the first and last frame of each scene; a multiple of 32.
    """
    cfg = model.config
    pillars = geometry.pillar_points(cfg.bev_h, cfg.bev_w, cfg.pillar_points, cfg.pc_range)
    most = 0
    for scene in frames.scenes(folder):
        for frame in scene.ends():
            lidar2img = frame.lidar2img()
            lidar2img[:, :2] *= cfg.preprocess.scale
            matrices = torch.from_numpy(lidar2img.astype(np.float32))[None]
            points = geometry.project(pillars, matrices, cfg.preprocess.network_size)
            most = max(most, int(points.valid.any(-1).sum(-1).max()))
    return min(-(-most * 9 // 8 // 32) * 32, cfg.bev_h * cfg.bev_w)


def _vehicle(scene: Scene) -> str:
    return next(scene.frames(["vehicle", "timestamp_us"])).row["vehicle"]


def _find(scenes: list[Scene], token: str | None) -> tuple[Scene, int]:
    for scene in scenes:
        if token is None:
            if scene.rows > 1:
                return scene, 1
            continue
        for i, frame in enumerate(scene.frames(["sample_token", "timestamp_us"])):
            if frame.row["sample_token"] == token:
                return scene, i
    wanted = "a scene of two frames" if token is None else f"sample {token}"
    raise InputError(f"Cannot trace: {wanted} is not in {scenes[0].path.parent}, expected it there")
