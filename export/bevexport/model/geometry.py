"""Where BEV cells lie, and where they fall in each camera's picture."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

DEPTH_EPS_M = 1e-5


class CameraPoints(NamedTuple):
    """The pillar points of each cell in each camera."""

    uv: Tensor  # (B, N_cam, Q, Z, 2), x and y as fractions of the padded picture
    valid: Tensor  # (B, N_cam, Q, Z) bool, in front of the camera and strictly inside the picture


def centres(extent: int, count: int) -> Tensor:
    """`count` positions from 0.5 to extent-0.5, evenly, (count,) float32. Seam."""
    return torch.linspace(0.5, extent - 0.5, count, dtype=torch.float32)


def matrices(lidar2img: Tensor) -> Tensor:
    """(B, N_cam, 4, 4) float32, stacked frame by frame as the original does. Seam."""
    return torch.stack([frame for frame in lidar2img.float()])


def positive_depth(depth: Tensor) -> Tensor:
    """Depth in metres, no smaller than eps. Seam."""
    return torch.maximum(depth, torch.full_like(depth, DEPTH_EPS_M))


def finite_mask(valid: Tensor) -> Tensor:
    """The mask with NaN as False: the original's guard, which a boolean never needs. Seam."""
    return torch.nan_to_num(valid)


def cell_centres(h: int, w: int) -> Tensor:
    """(h*w, 2) as x, y in [0, 1]; cell q = y*w + x."""
    y, x = torch.meshgrid(centres(h, h) / h, centres(w, w) / w, indexing="ij")
    return torch.stack([x, y], -1).view(h * w, 2)  # (h, w, 2) to (Q, 2)


def pillar_points(h: int, w: int, count: int, pc_range: tuple[float, ...]) -> Tensor:
    """(h*w, count, 3) metres in the LiDAR frame: `count` heights above each cell."""
    height = int(pc_range[5] - pc_range[2])
    z = centres(height, count) / height  # (Z,)
    xy = cell_centres(h, w)  # (Q, 2)
    xyz = torch.cat([xy[:, None, :].expand(-1, count, -1), z[None, :, None].expand(h * w, -1, -1)], -1)
    low, high = torch.tensor(pc_range[:3]), torch.tensor(pc_range[3:])
    return xyz * (high - low) + low


def project(points: Tensor, lidar2img: Tensor, picture: tuple[int, int]) -> CameraPoints:
    """Pillar points (Q, Z, 3) through each camera's matrix; picture is (H, W) in pixels after padding.

    Sums are written out instead of a matrix product, so that every runtime rounds alike: a cell's visibility is a
    comparison, and one bit decides it.
    """
    m = matrices(lidar2img)[:, :, None, None]  # (B, N, 1, 1, 4, 4)
    x, y, z = points.unbind(-1)  # each (Q, Z)
    u, v, depth = (m[..., r, 0] * x + m[..., r, 1] * y + m[..., r, 2] * z + m[..., r, 3] for r in range(3))
    valid = depth > DEPTH_EPS_M  # (B, N, Q, Z)
    depth = positive_depth(depth)
    u, v = u / depth / picture[1], v / depth / picture[0]
    valid = valid & (v > 0.0) & (v < 1.0) & (u < 1.0) & (u > 0.0)
    return CameraPoints(torch.stack([u, v], -1), finite_mask(valid))
