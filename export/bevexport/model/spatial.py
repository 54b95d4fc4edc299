"""BEV cells look into the cameras that see them."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from bevexport.model.deformable import Shapes, init_attention, init_offsets, offset_scale, sample
from bevexport.model.geometry import CameraPoints


class Visible(NamedTuple):
    """Which cells each camera attends to."""

    index: Tensor  # (N_cam, K) int64 cell numbers, each at most once per camera
    weight: Tensor  # (B, N_cam, K) 1 where the item's camera sees the cell, else 0


def visible_queries(seen: Tensor) -> Visible:
    """seen (B, N_cam, Q) bool to the cells worth attending to, K the largest camera's count. Seam.

    A camera that sees fewer than K cells is filled up with cells that it doesn't see; their weight is zero. With a
    batch, cells are taken from the union over its items, and each item's own mask is its weight.
    """
    union = seen.any(0)  # (N_cam, Q)
    most = max(int(union.sum(-1).max()), 1)
    order = union.to(torch.int8).sort(dim=-1, descending=True, stable=True).indices
    return weighed(seen, order[:, :most])


def weighed(seen: Tensor, index: Tensor) -> Visible:
    """Each item's own mask (B, N_cam, Q) at the cells of index (N_cam, K)."""
    return Visible(index, torch.gather(seen, 2, index.expand(seen.shape[0], -1, -1)).float())


def at_least_one(count: Tensor) -> Tensor:
    """How many cameras see a cell, but no less than 1. Seam."""
    return count.clamp(min=1.0)


def at_cells(x: Tensor, index: Tensor) -> Tensor:
    """x (B, Q, C) at each camera's cells, index (N_cam, K): (B, N_cam, K, C). Seam."""
    return x[:, index]


def points_at_cells(uv: Tensor, index: Tensor) -> Tensor:
    """Each camera's points (B, N_cam, Q, Z, 2) at its cells: (B, N_cam, K, Z, 2). Seam."""
    b, n, _, z, _ = uv.shape
    k = index.shape[1]
    places = index[None, :, :, None].expand(b, n, k, z * 2)
    return torch.gather(uv.flatten(3), 2, places).view(b, n, k, z, 2)  # by way of (B, N_cam, Q, Z*2)


def summed_over_cameras(found: Tensor, index: Tensor, like: Tensor) -> Tensor:
    """What the cameras found for their cells, (B, N_cam, K, C), summed to the shape of like (B, Q, C). Seam."""
    total = torch.zeros_like(like)
    for camera in range(index.shape[0]):
        total = total.index_add(1, index[camera], found[:, camera])
    return total


class CameraAttention(nn.Module):
    """A cell samples one camera's maps around its pillar points; sampling point p belongs to height p modulo Z."""

    def __init__(self, dims: int, heads: int, levels: int, points: int):
        super().__init__()
        self.heads, self.levels, self.points = heads, levels, points
        self.sampling_offsets = nn.Linear(dims, heads * levels * points * 2)
        self.attention_weights = nn.Linear(dims, heads * levels * points)
        self.value_proj = nn.Linear(dims, dims)
        init_offsets(self.sampling_offsets, heads, levels, points)
        init_attention(self)

    def forward(self, query: Tensor, features: Tensor, shapes: Shapes, reference: Tensor) -> Tensor:
        """query (B, K, C), features (B, sum of h*w, C), reference (B, K, Z, 2) as x, y in the picture; B, K, C out."""
        b, k, c = query.shape
        heads, levels, points = self.heads, self.levels, self.points
        z = reference.shape[2]
        value = self.value_proj(features).view(b, -1, heads, c // heads)  # (B, sum of h*w, heads, d)
        offsets = self.sampling_offsets(query).view(b, k, heads, levels, points // z, z, 2)  # P points as (P/Z, Z)
        weights = self.attention_weights(query).view(b, k, heads, levels * points).softmax(-1)  # (B, K, heads, L*P)
        scale = offset_scale(shapes, query)[:, None, None, :]  # (L, 1, 1, 2)
        locations = reference[:, :, None, None, None, :, :] + offsets / scale
        return sample(
            value,
            shapes,
            locations.view(b, k, heads, levels, points, 2),  # (B, K, heads, L, P, 2)
            weights.view(b, k, heads, levels, points),  # (B, K, heads, L, P)
        )


class SpatialCrossAttention(nn.Module):
    """The mean, over the cameras that see a cell, of what it finds there."""

    def __init__(self, dims: int, heads: int, levels: int, points: int, dropout: float):
        super().__init__()
        self.deformable_attention = CameraAttention(dims, heads, levels, points)
        self.output_proj = nn.Linear(dims, dims)
        self.drop = nn.Dropout(dropout)
        nn.init.xavier_uniform_(self.output_proj.weight)
        nn.init.zeros_(self.output_proj.bias)

    def forward(self, x: Tensor, features: Tensor, shapes: Shapes, points: CameraPoints, visible: Visible) -> Tensor:
        """x (B, Q, C); features (B, N, sum of h*w, C); visible from visible_queries."""
        b, q, c = x.shape
        index, weight = visible
        n, k = index.shape
        seen = points.valid.any(-1)  # (B, N, Q)
        uv = points_at_cells(points.uv, index)
        found = self.deformable_attention(
            at_cells(x, index).reshape(b * n, k, c),  # (B*N, K, C)
            features.reshape(b * n, -1, c),  # (B*N, sum of h*w, C)
            shapes,
            uv.reshape(b * n, k, -1, 2),  # (B*N, K, Z, 2)
        )
        found = found.view(b, n, k, c) * weight[..., None]  # (B, N, K, C)
        total = summed_over_cameras(found, index, x)
        count = at_least_one(seen.to(x.dtype).sum(1))  # (B, Q)
        return x + self.drop(self.output_proj(total / count[..., None]))
