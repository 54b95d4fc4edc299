"""The BEV memory and the attention that reads it."""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor, nn

from bevexport.model.deformable import init_attention, init_offsets, offset_scale, sample


class Memory(Protocol):
    """What temporal self-attention looks at beside the current query."""

    def slots(self, current: Tensor) -> tuple[Tensor, Tensor]:
        """The two value maps of a layer whose query is `current` (B, Q, C)."""

    def shifted(self, shift: Tensor) -> Tensor:
        """The shift (B, 2) of slot 0's reference points."""


class FirstFrame:
    """Nothing remembered: both slots are the layer's current query."""

    def slots(self, current: Tensor) -> tuple[Tensor, Tensor]:
        return current, current

    def shifted(self, shift: Tensor) -> Tensor:
        return torch.zeros_like(shift)


class Remembered:
    """Slot 0 is the rotated previous map, slot 1 the BEV query before layer 0, in every layer."""

    def __init__(self, previous: Tensor, initial: Tensor):
        self.previous, self.initial = previous, initial

    def slots(self, current: Tensor) -> tuple[Tensor, Tensor]:
        return self.previous, self.initial

    def shifted(self, shift: Tensor) -> Tensor:
        return shift


def rotate(bev: Tensor, degrees: Tensor, h: int, w: int, centre: tuple[int, int]) -> Tensor:
    """Turns a map (B, h*w, C) about `centre` (x, y in pixels), nearest cell, zeros from outside.

    The original passes pixel (100, 100) whatever the map's size, so the pivot can lie outside. The arithmetic is in
    float64, so that no runtime's sine decides which cell is nearest. The caller's map is left alone.
    """
    b, q, c = bev.shape
    angle = -degrees.double() * (torch.pi / 180)  # (B,)
    # the cosine as a sine: ONNX Runtime has no float64 cosine
    cos, sin = (angle + torch.pi / 2).sin()[:, None], angle.sin()[:, None]
    y, x = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    x = x.reshape(1, q).double() + 0.5 - centre[0]  # (1, Q), pixels from the pivot
    y = y.reshape(1, q).double() + 0.5 - centre[1]  # (1, Q)
    from_x = torch.round(cos * x + sin * y + (centre[0] - 0.5))  # (B, Q), half to even
    from_y = torch.round(cos * y - sin * x + (centre[1] - 0.5))
    inside = (from_x >= 0) & (from_x <= w - 1) & (from_y >= 0) & (from_y <= h - 1)
    cell = torch.where(inside, from_y * w + from_x, torch.zeros_like(from_x)).long()
    first = torch.arange(b)[:, None] * q
    rows = bev.reshape(b * q, c)[cell + first]  # (B, Q, C)
    return torch.where(inside[:, :, None], rows, torch.zeros_like(rows))


class TemporalSelfAttention(nn.Module):
    """BEV queries sample two maps around their own cell; the two results are averaged."""

    def __init__(self, dims: int, heads: int, points: int, dropout: float):
        super().__init__()
        self.heads, self.points = heads, points
        self.sampling_offsets = nn.Linear(2 * dims, 2 * heads * points * 2)
        self.attention_weights = nn.Linear(2 * dims, 2 * heads * points)
        self.value_proj = nn.Linear(dims, dims)
        self.output_proj = nn.Linear(dims, dims)
        self.drop = nn.Dropout(dropout)
        init_offsets(self.sampling_offsets, heads, 2, points)
        init_attention(self)

    def forward(
        self, x: Tensor, pos: Tensor, slots: tuple[Tensor, Tensor], shape: tuple[int, int], reference: Tensor
    ) -> Tensor:
        """x, pos and both slots (B, Q, C); reference (B, 2, Q, 2): of each slot, x, y in [0, 1]."""
        b, q, c = x.shape
        heads, points = self.heads, self.points
        query = torch.cat([slots[0], x + pos], -1)  # (B, Q, 2C): slot 0 without position
        value = self.value_proj(torch.stack(slots, 1))  # (B, 2, Q, C)
        value = value.view(b * 2, q, heads, c // heads)  # (B*2, Q, heads, d)
        offsets = self.sampling_offsets(query).view(b, q, heads, 2, 1, points, 2)  # (B, Q, heads, slot, 1, P, 2)
        weights = self.attention_weights(query).view(b, q, heads, 2, 1, points).softmax(-1)  # (B, Q, heads, slot, 1, P)
        # the slot goes beside the batch: (B*2, Q, heads, 1, P, 2), (B*2, Q, heads, 1, P), (B*2, Q, 1, 1, 1, 2)
        offsets = offsets.permute(0, 3, 1, 2, 4, 5, 6).reshape(b * 2, q, heads, 1, points, 2)
        weights = weights.permute(0, 3, 1, 2, 4, 5).reshape(b * 2, q, heads, 1, points)
        reference = reference.reshape(b * 2, q, 1, 1, 1, 2)
        locations = reference + offsets / offset_scale((shape,), x)[:, None, :]
        out = sample(value, (shape,), locations, weights)  # (B*2, Q, C)
        out = out.view(b, 2, q, c).mean(1)  # (B, Q, C)
        return x + self.drop(self.output_proj(out))
