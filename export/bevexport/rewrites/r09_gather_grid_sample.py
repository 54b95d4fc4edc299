"""Bilinear sampling with gathers."""

import torch
import torch.nn.functional as F
from torch import Tensor

from bevexport.rewrites.registry import rewrite


def flat(x: Tensor) -> Tensor:
    """(N, Q, P) -> (N, Q*P). Seam."""
    return x.reshape(x.shape[0], -1)


@rewrite(
    "R09-gather-grid-sample",
    target="bevexport.model.deformable:grid_sample",
    why="exporting the operator grid_sampler to ONNX opset version 11 is not supported",
    expect="small float differences; four gathers a sample: slower, a larger graph",
    price="~",
    atol=1e-4,
)
def gathered(image: Tensor, grid: Tensor) -> Tensor:
    """(N, d, h, w), (N, Q, P, 2) -> (N, d, Q, P); a ring of zeros around the picture stands for all that is outside.

    A NaN position has no cell: a frame beyond the bound on visible cells, NaN elsewhere, makes the runtime refuse an
    index here.
    """
    n, d, h, w = image.shape
    q, p = grid.shape[1:3]
    x = flat(((grid[..., 0] + 1) * w - 1) / 2 + 1)  # (N, Q*P), pixels of the ringed picture
    y = flat(((grid[..., 1] + 1) * h - 1) / 2 + 1)
    left, top = torch.floor(x), torch.floor(y)
    right_part, low_part = x - left, y - top
    ringed = F.pad(image, (1, 1, 1, 1)).reshape(n, d, (h + 2) * (w + 2))  # (N, d, cells)
    corners = (
        (left, top, (1 - right_part) * (1 - low_part)),
        (left + 1, top, right_part * (1 - low_part)),
        (left, top + 1, (1 - right_part) * low_part),
        (left + 1, top + 1, right_part * low_part),
    )
    terms = []
    for cx, cy, weight in corners:
        cell = (cy.clamp(0, h + 1) * (w + 2) + cx.clamp(0, w + 1)).long()  # (N, Q*P)
        terms.append(torch.gather(ringed, 2, cell[:, None].expand(n, d, q * p)) * weight[:, None])
    return (terms[0] + terms[1] + terms[2] + terms[3]).view(n, d, q, p)  # (N, d, Q*P) to (N, d, Q, P)
