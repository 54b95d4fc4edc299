"""What the ego's own signals do: they are added to every BEV query and shift the previous map.

can_bus (B, 18), after deltas: [0:3] metres moved since the previous frame in global axes, [16] heading in radians,
[17] degrees turned since the previous frame; the rest absolute.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def ego_signals(can_bus: Tensor) -> Tensor:
    """The vector that the MLP sees, (B, 18). Seam."""
    return can_bus


def ego_motion(can_bus: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """dx, dy in metres (global axes) and the heading in radians, each (B,). Seam."""
    return can_bus[:, 0], can_bus[:, 1], can_bus[:, 16]


def heading_change(can_bus: Tensor) -> Tensor:
    """Degrees turned since the previous frame, (B,). Seam."""
    return can_bus[:, 17]


def motion_in_ego_axes(dx: Tensor, dy: Tensor, yaw: Tensor) -> tuple[Tensor, Tensor]:
    """Metres moved to the right of the heading and along it, each (B,). Seam.

    The original goes through the polar form, L*sin(yaw - atan2(dy, dx)) and L*cos(yaw - atan2(dy, dx)); this is the
    same without an angle, so standing still is no special case.
    """
    return dx * yaw.sin() - dy * yaw.cos(), dx * yaw.cos() + dy * yaw.sin()


def bev_shift(can_bus: Tensor, extent_x: float, extent_y: float) -> Tensor:
    """How far the previous map's reference points move, (B, 2) as x, y in fractions of the map."""
    right, forward = motion_in_ego_axes(*ego_motion(can_bus))
    return torch.stack([right / extent_x, forward / extent_y], -1)


class CanBusMlp(nn.Sequential):
    """18 raw signals to a vector that is added to every BEV query."""

    def __init__(self, dims: int):
        super().__init__(nn.Linear(18, dims // 2), nn.ReLU(), nn.Linear(dims // 2, dims), nn.ReLU())
        self.add_module("norm", nn.LayerNorm(dims))

    def forward(self, can_bus: Tensor) -> Tensor:
        return super().forward(ego_signals(can_bus))
