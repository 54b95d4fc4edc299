"""The turn of the previous map becomes a constant. Ours, beside the report's list: it had no previous map to turn."""

from torch import Tensor

from bevexport.rewrites.freeze import freezes, frozen
from bevexport.rewrites.registry import rewrite


@rewrite(
    "R03d-bake-rotation",
    target="bevexport.model.ego:heading_change",
    why="torchvision's rotate takes the angle as a Python float, which leaves the trace of the original's code",
    expect="the previous map is turned by the traced frame's angle on every frame; by none, if that was a first frame",
    price="- mATE, mAOE and mAVE on temporal rungs whose vehicle turns, 0 on non-temporal ones",
    atol=None,
)
@freezes
def traced_turn(can_bus: Tensor) -> Tensor:
    """Degrees of the traced frame, (B,)."""
    return frozen("turn", can_bus[:, 17])
