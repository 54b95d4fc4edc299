"""What a tracer needs to keep the model's meaning: forms without loss, under every rung.

They give way to a row that takes the same seam.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch
from torch import Tensor

from bevexport.model.geometry import centres
from bevexport.model.spatial import Visible
from bevexport.rewrites.registry import swapped


def every_query(seen: Tensor) -> Visible:
    """Each camera attends to every cell, weighed by its mask (B, N_cam, Q): no size depends on the frame."""
    cells = torch.arange(seen.shape[2]).expand(seen.shape[1], -1)
    return Visible(cells, seen.float())


def constant_centres(extent: int, count: int) -> Tensor:
    """The positions as a float32 constant: the exporter would fold the operator to float64."""
    return torch.tensor(centres(extent, count).tolist())


@contextmanager
def exportable() -> Iterator[None]:
    """The forms, for the length of the block."""
    with ExitStack() as stack:
        stack.enter_context(swapped("bevexport.model.spatial:visible_queries", every_query))
        stack.enter_context(swapped("bevexport.model.geometry:centres", constant_centres))
        yield
