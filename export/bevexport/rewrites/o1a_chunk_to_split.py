"""The packed projection split by a Python integer."""

from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "O1a-chunk-to-split",
    target="bevexport.model.attention:split_projection",
    why="Clip of int64 is invalid in the runtime",
    expect="the same three parts, their size written into the graph",
    price="0",
    atol=0.0,
)
def split(packed: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """(3C, ...) -> three of (C, ...)"""
    return packed.split(int(packed.shape[0]) // 3)
