"""The projection matrices as they are given."""

from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "R04-lidar2img-passthrough",
    target="bevexport.model.geometry:matrices",
    why="only one element tensors can be converted to Python scalars",
    expect="the same matrices without being stacked frame by frame",
    price="0",
    atol=0.0,
)
def given(lidar2img: Tensor) -> Tensor:
    """(B, N_cam, 4, 4)"""
    return lidar2img
