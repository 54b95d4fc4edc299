"""Even positions by steps, the last one appended by hand."""

import torch
from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "R06-linspace-to-arange",
    target="bevexport.model.geometry:centres",
    why="exporting the operator linspace to ONNX opset version 11 is not supported",
    expect="the last bits; a step that rounds down gives one position too many, for sizes other than these",
    price="~",
    atol=1e-5,
)
def stepped(extent: int, count: int) -> Tensor:
    """`count` positions from 0.5 to extent-0.5, (count,)."""
    last = extent - 0.5
    step = (last - 0.5) / (count - 1)
    positions = torch.cat([torch.arange(0.5, last, step), torch.tensor([last])])
    if positions.shape[0] != count:
        raise ValueError(f"Cannot step to {last} by {step}: {positions.shape[0]} positions, expected {count}")
    return positions
