"""Frames that set the ranges of an eight-bit graph: of training scenes, never of those that it is judged on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bevexport import frames
from bevexport.calibration.choice import choose
from bevexport.calibration.inputs import fed
from bevexport.errors import InputError
from bevexport.graph.module import GraphInputs
from bevexport.model import BEVFormer

SCENES = 8
"""So many training scenes are enough where they have to be made first."""
FRAMES = 32
SEED = 0


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
    """What `python -m bevexport calibration-set` writes of as many frames, one by one."""
    return (one.inputs for one in fed(model, choose(frames.scenes(folder), FRAMES, SEED)))
