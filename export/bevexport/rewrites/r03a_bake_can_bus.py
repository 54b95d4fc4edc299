"""The ego's signals become a constant."""

from torch import Tensor

from bevexport.rewrites.freeze import freezes, frozen
from bevexport.rewrites.registry import rewrite


@rewrite(
    "R03a-bake-can-bus",
    target="bevexport.model.ego:ego_signals",
    why="only one element tensors can be converted to Python scalars",
    expect="every frame is evaluated with the traced frame's ego signals: can_bus leaves the MLP",
    price="- NDS, mAVE first: each BEV query carries another frame's speed and turn",
    atol=None,
)
@freezes
def traced_signals(can_bus: Tensor) -> Tensor:
    """(B, 18) of the traced frame."""
    return frozen("can_bus", can_bus)
