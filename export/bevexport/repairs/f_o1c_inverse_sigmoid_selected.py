"""The inverse sigmoid's clamps by selection."""

import torch
from torch import Tensor

from bevexport.repairs.registry import repair


def at_least(x: Tensor, low: float) -> Tensor:
    return torch.where(x < low, torch.full_like(x, low), x)


@repair(
    "F-O1c-inverse-sigmoid-selected",
    repairs="O1c-inverse-sigmoid-masked-assign",
    target="bevexport.model.decoder:inverse_sigmoid",
    why="ONNX Runtime has no Clip of float64 below opset 12, and a masked assignment writes into the caller's tensor",
    exact="a selection gives one of its two arguments, and nothing is written into the argument",
    atol=0.0,
)
def selected(x: Tensor, eps: float = 1e-5) -> Tensor:
    """log(x / (1-x)), x clamped to [0, 1] and both terms to eps."""
    x = at_least(x, 0.0)
    x = torch.where(x > 1, torch.ones_like(x), x)
    return torch.log(at_least(x, eps) / at_least(1 - x, eps))
