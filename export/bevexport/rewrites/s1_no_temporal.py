"""No previous map."""

from bevexport.rewrites.registry import rewrite


@rewrite(
    "S1-no-temporal",
    target="bevexport.graph.module:remembers",
    why="none: an experiment that keeps the graph simple",
    expect="every frame is a first frame: velocity and occluded objects suffer",
    price="- mAVE above all, then mAP",
    atol=None,
)
def never(wanted: bool) -> bool:
    """Whether the graph has the previous map as an input."""
    return False
