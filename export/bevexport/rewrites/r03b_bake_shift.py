"""The ego's motion becomes a constant."""

from torch import Tensor

from bevexport.model.ego import ego_motion
from bevexport.rewrites.freeze import freezes, frozen
from bevexport.rewrites.registry import rewrite


@rewrite(
    "R03b-bake-shift",
    target="bevexport.model.ego:ego_motion",
    why="only one element tensors can be converted to Python scalars",
    expect="the traced frame's shift of the previous map on every frame; harmless without a previous map",
    price="- mAVE and mATE on temporal rungs, 0 on non-temporal ones",
    atol=None,
)
@freezes
def traced_motion(can_bus: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """dx, dy, yaw of the traced frame, each (B,)."""
    dx, dy, yaw = ego_motion(can_bus)
    return frozen("dx", dx), frozen("dy", dy), frozen("yaw", yaw)
