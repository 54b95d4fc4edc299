"""The direction of motion by an arctangent of a quotient."""

import torch
from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "R03c-atan-quotient-shift",
    target="bevexport.model.ego:motion_in_ego_axes",
    why="no tensor form of numpy's arctan2 in the exporter",
    expect="right off the axes; half a turn wrong at dx<0, dy=0, a quarter at dx=0, sign flips at -1e-8<dx<0",
    price="~ on real driving, which hardly ever moves exactly along a global axis",
    atol=1e-4,
)
def polar(dx: Tensor, dy: Tensor, yaw: Tensor) -> tuple[Tensor, Tensor]:
    """Metres moved to the right of the heading and along it, each (B,)."""
    length = torch.sqrt(dx * dx + dy * dy)
    angle = torch.atan(dy / (dx + 1e-8)) + (1 - torch.sign(dx)) / 2 * torch.sign(dy) * torch.pi
    turn = yaw - angle
    return length * torch.sin(turn), length * torch.cos(turn)
