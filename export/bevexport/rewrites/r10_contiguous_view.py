"""A copy before the view, inside the sampler of R09."""

from torch import Tensor

from bevexport.rewrites.registry import rewrite


@rewrite(
    "R10-contiguous-view",
    target="bevexport.rewrites.r09_gather_grid_sample:flat",
    why="view size is not compatible with input tensor's size and stride",
    expect="what a reshape does by itself; R09 stands alone here because it reshapes",
    price="0",
    requires=("R09-gather-grid-sample",),
    atol=0.0,
)
def copied(x: Tensor) -> Tensor:
    """(N, Q, P) -> (N, Q*P)"""
    return x.contiguous().view(x.shape[0], -1)
