"""What a tracer needs to keep the model's meaning: forms without loss, under every rung.

They give way to a row that takes the same seam.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

import torch
from torch import Tensor

from bevexport.model.geometry import centres
from bevexport.model.spatial import Visible, weighed
from bevexport.rewrites.registry import swapped

_bound: ContextVar[int | None] = ContextVar("bound", default=None)


def bound_or(otherwise: int) -> int:
    """The bound of the export under way, or `otherwise` outside one."""
    inside = _bound.get()
    return otherwise if inside is None else inside


def bounded_queries(bound: int) -> Callable[[Tensor], Visible]:
    """Each camera attends to `bound` cells, those that it sees first: no size depends on the frame.

    Exact while no camera sees more than `bound` cells; on a frame where one does, the weights are NaN and with them
    every output, so that nobody takes such a frame for a good one.
    """

    def visible(seen: Tensor) -> Visible:
        union = seen.any(0).float()  # (N_cam, Q)
        if bound >= union.shape[1]:
            index = torch.arange(union.shape[1]).expand(union.shape[0], -1)
            return Visible(index, seen.float())
        index, weight = weighed(seen, union.topk(bound).indices)
        enough = union.sum(-1).max() <= bound
        return Visible(index, torch.where(enough, weight, torch.full_like(weight, float("nan"))))

    return visible


def constant_centres(extent: int, count: int) -> Tensor:
    """The positions as a float32 constant: the exporter would fold the operator to float64."""
    return torch.tensor(centres(extent, count).tolist())


def _every_cell(x: Tensor, index: Tensor) -> Tensor:
    return x[:, None].expand(-1, index.shape[0], -1, -1)


def _every_point(uv: Tensor, index: Tensor) -> Tensor:
    return uv


def _plain_sum(found: Tensor, index: Tensor, like: Tensor) -> Tensor:
    return found.sum(1)


@contextmanager
def dense_masked() -> Iterator[None]:
    """Every camera attends to every cell and the mask weighs: no gather, no scatter, no bound, several times the work.

    For exports with a bound of all cells. `benchmarks` say what it costs beside the gathered form, the default.
    """
    with ExitStack() as stack:
        for seam, form in (
            ("at_cells", _every_cell),
            ("points_at_cells", _every_point),
            ("summed_over_cameras", _plain_sum),
        ):
            stack.enter_context(swapped(f"bevexport.model.spatial:{seam}", form))
        yield


@contextmanager
def exportable(bound: int) -> Iterator[None]:
    """The forms, for the length of the block; bound as in bounded_queries."""
    with ExitStack() as stack:
        stack.enter_context(swapped("bevexport.model.spatial:visible_queries", bounded_queries(bound)))
        stack.enter_context(swapped("bevexport.model.geometry:centres", constant_centres))
        token = _bound.set(bound)
        try:
            yield
        finally:
            _bound.reset(token)
