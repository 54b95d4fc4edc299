"""Bilinear sampling by gathering whole rows of channels."""

import torch
import torch.nn.functional as F
from torch import Tensor

from bevexport.repairs.registry import repair


@repair(
    "F-R09-gathered-rows",
    repairs="R09-gather-grid-sample",
    target="bevexport.model.deformable:grid_sample",
    why="GridSample needs opset 16; the row copies every index once a channel",
    exact="weights come from the pixel position itself, pixels outside are a ring of zeros, and a position beyond the "
    "ring (infinite and NaN ones too) is moved onto it, where every weight falls on zeros",
    atol=1e-5,
)
def gathered_rows(image: Tensor, grid: Tensor) -> Tensor:
    """(N, d, h, w), (N, Q, P, 2) -> (N, d, Q, P): four gathers of rows of d numbers, whatever d is."""
    n, d, h, w = image.shape
    q, p = grid.shape[1:3]
    x = between(((grid[..., 0] + 1) * w - 1) / 2, w)  # (N, Q, P), pixel positions
    y = between(((grid[..., 1] + 1) * h - 1) / 2, h)
    left, top = torch.floor(x), torch.floor(y)
    right_part, low_part = x - left, y - top
    wide = w + 3  # one pixel before the first, two after the last: the corner beyond the ring has a place as well
    rows = F.pad(image, (1, 2, 1, 2)).permute(0, 2, 3, 1).reshape(n * (h + 3) * wide, d)  # (N*rows*columns, d)
    picture = torch.arange(n).view(n, 1, 1) * ((h + 3) * wide)
    corner = picture + (top.long() + 1) * wide + (left.long() + 1)  # (N, Q, P), rows of the upper left pixels
    terms = (
        rows[corner] * ((1 - right_part) * (1 - low_part))[..., None],  # each (N, Q, P, d)
        rows[corner + 1] * (right_part * (1 - low_part))[..., None],
        rows[corner + wide] * ((1 - right_part) * low_part)[..., None],
        rows[corner + wide + 1] * (right_part * low_part)[..., None],
    )
    return (terms[0] + terms[1] + terms[2] + terms[3]).permute(0, 3, 1, 2)


def between(position: Tensor, size: int) -> Tensor:
    """Positions from -1 to `size`, the places of zeros; NaN becomes `size`, which no Clip promises."""
    low, high = torch.full_like(position, -1.0), torch.full_like(position, float(size))
    position = torch.where(position < size, position, high)
    return torch.where(position > -1, position, low)
