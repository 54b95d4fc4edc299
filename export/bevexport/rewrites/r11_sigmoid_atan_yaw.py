"""Yaw by an arctangent of a sigmoid."""

import torch
from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "R11-sigmoid-atan-yaw",
    target="bevexport.model.boxes:yaw_of",
    why="exporting the operator atan2 to ONNX opset version 11 is not supported",
    expect="a wrong yaw for almost every box: the arctangent of a sigmoid lies between 0 and pi/4",
    price="- mAOE collapses and NDS with it; mAP, mATE and mASE stay",
    excludes=("R11b-atan-quotient-yaw",),
    atol=None,
)
def squashed(sin: Tensor, cos: Tensor) -> Tensor:
    """Radians."""
    quotient = torch.sigmoid(sin / (cos + 1e-8))
    return torch.atan(quotient) + (1 - torch.sign(cos)) / 2 * torch.sign(sin) * torch.pi
