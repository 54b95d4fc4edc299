"""The cells that each camera sees, found in the graph with shapes that no frame changes."""

from torch import Tensor

from bevexport.graph import forms
from bevexport.model.spatial import Visible
from bevexport.repairs.registry import repair


@repair(
    "F-O2-bounded-visibility",
    repairs="O2-bake-visibility",
    target="bevexport.model.spatial:visible_queries",
    why="indices of a traced frame's size are a constant, or an Expand that fails on the next frame",
    exact="every camera attends to K cells, all that it sees among them, and the others weigh nothing; a frame on "
    "which a camera sees more than K is answered with NaN, never with a wrong box",
    atol=0.0,
)
def bounded(seen: Tensor) -> Visible:
    """K is the export's bound, and all cells outside an export."""
    return forms.bounded_queries(forms.bound_or(seen.shape[-1]))(seen)
