"""No folding by the exporter."""

from bevexport.rewrites.registry import rewrite


@rewrite(
    "X2-no-constant-folding",
    target="bevexport.graph.export:constant_folding",
    why="none: an option of the export call",
    expect="a larger graph, the last bits",
    price="~",
    atol=1e-4,
)
def never() -> bool:
    """The exporter's do_constant_folding."""
    return False
