"""The cells that each camera sees become constants."""

from torch import Tensor

from bevexport.model.spatial import Visible, visible_queries
from bevexport.rewrites.freeze import freezes, frozen
from bevexport.rewrites.registry import rewrite


@rewrite(
    "O2-bake-visibility",
    target="bevexport.model.spatial:visible_queries",
    why="Expand: invalid expand shape, on any frame whose cameras see other numbers of cells than the traced one's",
    expect="on another calibration or ego pose cells look into the wrong cameras or into none",
    price="- NDS and mAP, more on the vehicle that was not traced",
    atol=None,
)
@freezes
def traced_indices(seen: Tensor) -> Visible:
    """Index and weight of the traced frame; how many cameras see a cell stays live."""
    index, weight = visible_queries(seen)
    return Visible(frozen("visible.index", index), frozen("visible.weight", weight))
