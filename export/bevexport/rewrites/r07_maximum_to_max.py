"""Depth by the two-argument max."""

import torch
from torch import Tensor

from bevexport.model.geometry import DEPTH_EPS_M
from bevexport.rewrites.registry import rewrite


@rewrite(
    "R07-maximum-to-max",
    target="bevexport.model.geometry:positive_depth",
    why="exporting the operator maximum to ONNX opset version 11 is not supported",
    expect="the same operator under another name",
    price="0",
    atol=0.0,
)
def largest(depth: Tensor) -> Tensor:
    """Depth in metres, no smaller than eps."""
    return torch.max(depth, torch.ones_like(depth) * DEPTH_EPS_M)
