"""Yaw by an arctangent and its quadrants."""

import math

import torch
from torch import Tensor

from bevexport.repairs.registry import repair


def negative(x: Tensor) -> Tensor:
    """Whether the sign bit is set: minus zero has a reciprocal below zero."""
    return (x < 0) | (1 / x < 0)


@repair(
    "F-R11-yaw-by-quadrants",
    repairs="R11-sigmoid-atan-yaw",
    target="bevexport.model.boxes:yaw_of",
    why="atan2 is no operator of opset 11",
    exact="atan of the quotient as it is (over zero it is infinite and gives a quarter turn), half a turn more where "
    "the cosine is negative, on the sine's side; 0/0 counts as 0, and zeros keep their signs, as in atan2",
    atol=1e-6,
)
def quadrants(sin: Tensor, cos: Tensor) -> Tensor:
    """Radians in [-pi, pi]."""
    zero, half = torch.zeros_like(sin), torch.full_like(sin, math.pi)
    angle = torch.where((sin == 0) & (cos == 0), zero, torch.atan(sin / cos))
    return angle + torch.where(negative(cos), torch.where(negative(sin), -half, half), zero)
