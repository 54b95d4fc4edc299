"""A second teacher for the encoder, used in training only: centre heat maps and box codes for every BEV cell.

Heading and velocity are asked for twice: in the LiDAR frame, and as seen along the ray from the vehicle, which is what
a picture shows; the encoder finds the second first, and the first from it.

Sparse one-to-one matching tells the encoder little per step; this tells every cell what stands on it. It isn't part of
the model: its weights live in the training state and never in the checkpoint.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from .loss import CODE_WEIGHTS, weighted_l1
from .targets import CLASSES, PC_RANGE_M

BOX_WEIGHT = 0.1
WEIGHTS = (*CODE_WEIGHTS, *CODE_WEIGHTS[6:])
SIGMA_CELLS = 0.8  # spread of a centre's peak in the heat map
SEEN_CODES = 4
REACH_CELLS = 1  # cells around the centre's own that learn the box too


class DenseTeacher(nn.Module):
    """Reads bev_embed (HW, B, C) and is taught all boxes of the frame."""

    def __init__(self, height: int, width: int, channels: int):
        super().__init__()
        self.height, self.width = height, width
        self.layers = nn.Sequential(
            nn.LayerNorm(channels),
            nn.Linear(channels, 2 * channels),
            nn.ReLU(),
            nn.Linear(2 * channels, len(CLASSES) + 10 + SEEN_CODES),
        )
        nn.init.constant_(self.layers[-1].bias[: len(CLASSES)], -4.0)

    def forward(self, bev_embed: Tensor, codes: list[Tensor], labels: list[Tensor]) -> Tensor:
        """The teacher's loss, divided by the number of true boxes."""
        out = self.layers(bev_embed.transpose(0, 1))  # (B, HW, 24)
        logits, boxes = out[..., : len(CLASSES)], out[..., len(CLASSES) :]
        count = max(1, sum(len(part) for part in labels))
        heat = torch.stack([self.heat(c, k) for c, k in zip(codes, labels, strict=True)])
        predicted, wanted = [], []
        for b, code in enumerate(codes):
            cells, rows, relative = self.cells(code)
            predicted.append(boxes[b, cells])
            wanted.append(torch.cat([relative, code[rows, 2:], seen_along_the_ray(code)[rows]], dim=1))
        return (
            peak_focal(logits, heat) + BOX_WEIGHT * weighted_l1(torch.cat(predicted), torch.cat(wanted), WEIGHTS)
        ) / count

    def heat(self, codes: Tensor, labels: Tensor) -> Tensor:
        """(HW, 10): a peak of 1 on each centre's cell, falling off around it."""
        column, row = self._grid(codes)
        y, x = torch.meshgrid(torch.arange(self.height), torch.arange(self.width), indexing="ij")
        distance2 = (x - column.floor()[:, None, None]) ** 2 + (y - row.floor()[:, None, None]) ** 2
        peaks = torch.exp(-distance2 / (2 * SIGMA_CELLS**2)).flatten(1)  # (N, HW)
        out = torch.zeros(len(CLASSES), self.height * self.width)
        for peak, label in zip(peaks, labels.tolist(), strict=True):
            out[label] = torch.maximum(out[label], peak)
        return out.T

    def cells(self, codes: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Cells that learn a box (M,), whose box (M,), and its centre relative to the cell's centre (M, 2), metres."""
        column, row = self._grid(codes)
        steps = torch.arange(-REACH_CELLS, REACH_CELLS + 1)
        dy, dx = (part.flatten() for part in torch.meshgrid(steps, steps, indexing="ij"))
        x, y = column.floor()[:, None] + dx, row.floor()[:, None] + dy  # (N, 9)
        inside = (x >= 0) & (x < self.width) & (y >= 0) & (y < self.height)
        rows = torch.arange(len(codes))[:, None].expand_as(x)[inside]
        relative = torch.stack(
            [(column[:, None] - x - 0.5) * self._cell_m(0), (row[:, None] - y - 0.5) * self._cell_m(1)], dim=-1
        )[inside]
        return (y * self.width + x)[inside].long(), rows, relative

    def _cell_m(self, axis: int) -> float:
        return (PC_RANGE_M[axis + 3] - PC_RANGE_M[axis]) / (self.width, self.height)[axis]

    def _grid(self, codes: Tensor) -> tuple[Tensor, Tensor]:
        return tuple((codes[:, axis] - PC_RANGE_M[axis]) / self._cell_m(axis) for axis in (0, 1))


def seen_along_the_ray(codes: Tensor) -> Tensor:
    """(N, 4): sine and cosine of the heading, and the velocity; the y axis points from the origin at the box.

    The yaw is mmdet3d's, which falls as the heading turns counter-clockwise.
    """
    x, y, sin, cos, vx, vy = codes[:, [0, 1, 6, 7, 8, 9]].unbind(-1)
    distance = torch.hypot(x, y).clamp(min=1e-3)
    c, s = y / distance, x / distance  # of the turn that brings the ray to the y axis
    return torch.stack([sin * c - cos * s, cos * c + sin * s, c * vx - s * vy, s * vx + c * vy], dim=-1)


def peak_focal(logits: Tensor, heat: Tensor) -> Tensor:
    """Focal loss on a heat map with soft neighbours of each peak (Law and Deng, CornerNet, 2018), summed."""
    p = logits.sigmoid()
    hit = (1 - p).pow(2) * functional.logsigmoid(logits)
    miss = (1 - heat).pow(4) * p.pow(2) * functional.logsigmoid(-logits)
    return -torch.where(heat > 0.999, hit, miss).sum()
