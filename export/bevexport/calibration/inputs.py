"""What a temporal graph is fed on chosen frames, with the memory that the original itself has there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from tqdm import tqdm

from bevexport import frames
from bevexport.calibration.choice import Chosen, Stratum
from bevexport.frames import Frame
from bevexport.graph.module import GraphInputs
from bevexport.model import BEVFormer


class Fed(NamedTuple):
    """A chosen frame and its inputs."""

    frame: Frame
    position: int  # in its scene's file
    stratum: Stratum
    inputs: GraphInputs


def fed(model: BEVFormer, chosen: Sequence[Chosen]) -> Iterator[Fed]:
    """One by one: the model runs through each scene up to the last frame chosen of it."""
    cfg = model.config
    empty = torch.zeros(cfg.bev_h * cfg.bev_w, 1, cfg.embed_dims)
    with tqdm(total=sum(c.positions[-1] + 1 for c in chosen), desc="calibration", unit="frame") as bar:
        for choice in chosen:
            last: Frame | None = None
            prev = None
            for position, frame in enumerate(choice.scene.frames()):
                x = frames.inputs(frame, last, cfg.preprocess)
                if position in choice.positions:
                    use = torch.tensor([float(prev is not None)])
                    inputs = GraphInputs(x.img, x.can_bus[0], x.lidar2img, empty if prev is None else prev, use)
                    yield Fed(frame, position, choice.stratum, inputs)
                bar.update()
                if position == choice.positions[-1]:
                    break
                with torch.no_grad():
                    prev = model(x.img, x.lidar2img, x.can_bus, prev).bev_embed
                last = frame
