"""Decoding and top-k leave the graph."""

from bevexport.rewrites.registry import rewrite


@rewrite(
    "O3-drop-postprocess",
    target="bevexport.graph.module:decodes",
    why="tensors change after optimisation, by 2.288e-05",
    expect="raw head outputs; decoding is done outside, and R11's formula leaves with it",
    price="0, given an exact decoder outside",
    atol=0.0,
)
def never(wanted: bool) -> bool:
    """Whether boxes are decoded in the graph."""
    return False
