"""Depth kept above eps by a clip."""

from torch import Tensor

from bevexport.model.geometry import DEPTH_EPS_M
from bevexport.repairs.registry import repair


@repair(
    "F-R07-depth-by-clip",
    repairs="R07-maximum-to-max",
    target="bevexport.model.geometry:positive_depth",
    why="maximum is no operator of opset 11, and its stand-in builds a picture-sized constant to compare with",
    exact="Clip takes its lower end as a scalar since opset 11; the larger of two numbers is one of the two",
    atol=0.0,
)
def clipped(depth: Tensor) -> Tensor:
    """Depth in metres, no smaller than eps."""
    return depth.clamp(min=DEPTH_EPS_M)
