"""Frames that set the ranges of an eight-bit graph: of training scenes, never of those that it is judged on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import torch

from bevexport import frames
from bevexport.errors import InputError
from bevexport.graph.module import GraphInputs
from bevexport.model import BEVFormer

SCENES = 8
FRAMES_A_SCENE = 4


def checked(calibration: Path | None, evaluation: Path) -> Path:
    """The folder, when there is one and none of its scenes is among those of the evaluation frames."""
    if calibration is None:
        raise InputError("Cannot make int8-static: no calibration frames, expected --calibration with training scenes")
    if calibration.resolve() == evaluation.resolve():
        raise InputError(
            f"Cannot calibrate on {calibration}: these are the evaluation frames, expected training scenes"
        )
    common = sorted(_tokens(calibration) & _tokens(evaluation))
    if common:
        raise InputError(
            f"Cannot calibrate on {calibration}: scene {common[0]} is among the evaluation frames, "
            "expected training scenes"
        )
    return calibration


def _tokens(folder: Path) -> set[str]:
    columns = ["scene_token", "timestamp_us"]
    return {frame.row["scene_token"] for scene in frames.scenes(folder) for frame in islice(scene.frames(columns), 1)}


def inputs(model: BEVFormer, folder: Path) -> Iterator[GraphInputs]:
    """The first frames of the first scenes as a temporal graph takes them, with the model's own previous maps."""
    cfg = model.config
    empty = torch.zeros(cfg.bev_h * cfg.bev_w, 1, cfg.embed_dims)
    for scene in frames.scenes(folder)[:SCENES]:
        last, prev = None, None
        for frame in islice(scene.frames(), FRAMES_A_SCENE):
            x = frames.inputs(frame, last, cfg.preprocess)
            use = torch.tensor([float(prev is not None)])
            yield GraphInputs(x.img, x.can_bus[0], x.lidar2img, empty if prev is None else prev, use)
            with torch.no_grad():
                prev = model(x.img, x.lidar2img, x.can_bus, prev).bev_embed
            last = frame
