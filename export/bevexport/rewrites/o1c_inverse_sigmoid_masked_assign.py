"""Clamps by masked assignments, the first one in place on the argument."""

import torch
from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "O1c-inverse-sigmoid-masked-assign",
    target="bevexport.model.decoder:inverse_sigmoid",
    why="Clip of int64 is invalid in the runtime",
    expect="the same numbers; the caller's tensor is clamped too, which matters only outside [0, 1]",
    price="0",
    atol=0.0,
)
def assigned(x: Tensor, eps: float = 1e-5) -> Tensor:
    """log(x / (1-x)); writes into x."""
    x[x < 0] = 0
    x[x > 1] = 1
    above, below = x.clone(), 1 - x
    above[above < eps] = eps
    below[below < eps] = eps
    return torch.log(above / below)
