"""Yaw by an arctangent of a quotient."""

import torch
from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "R11b-atan-quotient-yaw",
    target="bevexport.model.boxes:yaw_of",
    why="exporting the operator atan2 to ONNX opset version 11 is not supported",
    expect="right but for cos=0 and for sin=0, cos<0",
    price="~",
    excludes=("R11-sigmoid-atan-yaw",),
    atol=1e-4,
)
def quotient(sin: Tensor, cos: Tensor) -> Tensor:
    """Radians."""
    return torch.atan(sin / (cos + 1e-8)) + (1 - torch.sign(cos)) / 2 * torch.sign(sin) * torch.pi
