"""Masks multiplied as floats."""

from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "R13-float-mask-and",
    target="bevexport.model.boxes:inside",
    why="exporting the operator __iand_ is not supported, at any opset",
    expect="the same mask by way of 0.0 and 1.0",
    price="0",
    atol=0.0,
)
def multiplied(centre: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Which centres (N, 3) lie in the range: (N,) bool."""
    above = (centre >= low).all(1).float()
    below = (centre <= high).all(1).float()
    return (above * below).bool()
