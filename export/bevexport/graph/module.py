"""The module that is exported: the model with the graph's inputs and outputs."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from bevexport.model import BEVFormer
from bevexport.model.boxes import decode_layer
from bevexport.model.temporal import FirstFrame, Memory, Remembered


def decodes(wanted: bool) -> bool:
    """Whether boxes are decoded in the graph. Seam."""
    return wanted


def remembers(wanted: bool) -> bool:
    """Whether the graph has the previous map as an input. Seam."""
    return wanted


class GraphInputs(NamedTuple):
    """One frame as a graph takes it."""

    img: Tensor  # (1, 6, 3, H, W)
    can_bus: Tensor  # (18,), after deltas
    lidar2img: Tensor  # (1, 6, 4, 4)
    prev_bev: Tensor  # (h*w, 1, C), zeros on a first frame
    use_prev_bev: Tensor  # (1,) 0 or 1


class Switched:
    """A memory with a flag: at 0 both slots are the current query, in every layer, as on a first frame."""

    def __init__(self, use: Tensor, remembered: Memory):
        self.on = use > 0.5  # (1,) bool
        self.remembered = remembered

    def slots(self, current: Tensor) -> tuple[Tensor, Tensor]:
        a, b = self.remembered.slots(current)
        return torch.where(self.on, a, current), torch.where(self.on, b, current)

    def shifted(self, shift: Tensor) -> Tensor:
        return torch.where(self.on, self.remembered.shifted(shift), torch.zeros_like(shift))


class GraphModule(nn.Module):
    """One frame through the model, as a graph. What it takes and returns depends on the rows that are on."""

    def __init__(self, model: BEVFormer, temporal: bool, decoded: bool):
        super().__init__()
        self.model = model
        self.temporal = remembers(temporal)
        self.decoded = decodes(decoded)

    @property
    def input_names(self) -> list[str]:
        return list(GraphInputs._fields) if self.temporal else list(GraphInputs._fields[:3])

    @property
    def output_names(self) -> list[str]:
        if not self.decoded:
            return ["bev_embed", "all_cls_scores", "all_bbox_preds"]
        return ["boxes", "scores", "labels"] + (["bev_embed"] if self.temporal else [])

    def arguments(self, inputs: GraphInputs) -> tuple[Tensor, ...]:
        """The inputs that this graph has."""
        return tuple(getattr(inputs, name) for name in self.input_names)

    def forward(self, img: Tensor, can_bus: Tensor, lidar2img: Tensor, *state: Tensor) -> tuple[Tensor, ...]:
        can_bus = can_bus[None]  # (1, 18)
        query = self.model.bev_query(can_bus)
        memory: Memory = FirstFrame()
        if self.temporal:
            prev_bev, use = state
            memory = Switched(use, Remembered(self.model.turned(prev_bev, can_bus), query))
        out = self.model.detect(img, lidar2img, can_bus, query, memory)
        if not self.decoded:
            return tuple(out)
        boxes = decode_layer(out.all_cls_scores[-1, 0], out.all_bbox_preds[-1, 0], self.model.config)
        return tuple(boxes) + ((out.bev_embed,) if self.temporal else ())
