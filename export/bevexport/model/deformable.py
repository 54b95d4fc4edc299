"""Multi-scale deformable sampling and the decoder's cross-attention built on it."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Shapes = tuple[tuple[int, int], ...]
"""(h, w) of each feature level, in pixels."""


def grid_sample(image: Tensor, grid: Tensor) -> Tensor:
    """Bilinear, zeros outside, corners not aligned: (N, d, h, w), (N, Q, P, 2) -> (N, d, Q, P). Seam."""
    return F.grid_sample(image, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def sample(value: Tensor, shapes: Shapes, locations: Tensor, weights: Tensor) -> Tensor:
    """Weighted sums of bilinear samples.

    value (B, sum of h*w, heads, d); locations (B, Q, heads, L, P, 2) as x, y in [0, 1] over each level's picture;
    weights (B, Q, heads, L, P). Returns (B, Q, heads*d).
    """
    b, q, heads, levels, points, _ = locations.shape
    d = value.shape[-1]
    grids = 2 * locations - 1
    samples = []
    start = 0
    for level, (h, w) in enumerate(shapes):
        part = value[:, start : start + h * w]  # (B, h*w, heads, d)
        image = part.permute(0, 2, 3, 1).reshape(b * heads, d, h, w)  # (B*heads, d, h, w)
        grid = grids[:, :, :, level].transpose(1, 2).reshape(b * heads, q, points, 2)  # (B*heads, Q, P, 2)
        samples.append(grid_sample(image, grid))  # (B*heads, d, Q, P)
        start += h * w
    weights = weights.transpose(1, 2).reshape(b * heads, 1, q, levels * points)  # (B*heads, 1, Q, L*P)
    out = (torch.cat(samples, -1) * weights).sum(-1)  # (B*heads, d, Q)
    return out.view(b, heads * d, q).transpose(1, 2)  # (B, Q, C)


def offset_scale(shapes: Shapes, like: Tensor) -> Tensor:
    """(L, 2) as w, h: offsets are learnt in pixels of each level."""
    return torch.tensor([(w, h) for h, w in shapes], dtype=like.dtype, device=like.device)


def init_offsets(linear: nn.Linear, heads: int, groups: int, points: int) -> None:
    """Zero weights and a bias that sends head k's point i to i+1 pixels in direction k."""
    angle = torch.arange(heads) * (2 * math.pi / heads)
    direction = torch.stack([angle.cos(), angle.sin()], -1)
    direction = direction / direction.abs().amax(-1, keepdim=True)  # (heads, 2)
    step = torch.arange(1, points + 1).float()
    bias = direction[:, None, None, :] * step[None, None, :, None]  # (heads, 1, points, 2)
    nn.init.zeros_(linear.weight)
    with torch.no_grad():
        linear.bias.copy_(bias.expand(heads, groups, points, 2).reshape(-1))  # (heads*groups*points*2,)


def init_attention(module: nn.Module) -> None:
    """Uniform attention and Xavier projections, where the module has them."""
    nn.init.zeros_(module.attention_weights.weight)
    nn.init.zeros_(module.attention_weights.bias)
    for name in ("value_proj", "output_proj"):
        linear = getattr(module, name, None)
        if linear is not None:
            nn.init.xavier_uniform_(linear.weight)
            nn.init.zeros_(linear.bias)


class DeformableAttention(nn.Module):
    """Object queries sample the BEV map around their reference points."""

    def __init__(self, dims: int, heads: int, points: int, dropout: float):
        super().__init__()
        self.heads, self.points = heads, points
        self.sampling_offsets = nn.Linear(dims, heads * points * 2)
        self.attention_weights = nn.Linear(dims, heads * points)
        self.value_proj = nn.Linear(dims, dims)
        self.output_proj = nn.Linear(dims, dims)
        self.drop = nn.Dropout(dropout)
        init_offsets(self.sampling_offsets, heads, 1, points)
        init_attention(self)

    def forward(self, x: Tensor, pos: Tensor, bev: Tensor, shapes: Shapes, reference: Tensor) -> Tensor:
        """x, pos (B, Q, C); bev (B, h*w, C); reference (B, Q, 2) as x, y in [0, 1]."""
        b, q, c = x.shape
        query = x + pos
        value = self.value_proj(bev).view(b, -1, self.heads, c // self.heads)  # (B, h*w, heads, d)
        offsets = self.sampling_offsets(query).view(b, q, self.heads, 1, self.points, 2)  # (B, Q, heads, 1, P, 2)
        # (B, Q, heads, P), then (B, Q, heads, 1, P)
        weights = self.attention_weights(query).view(b, q, self.heads, self.points).softmax(-1).unsqueeze(3)
        locations = reference[:, :, None, None, None, :] + offsets / offset_scale(shapes, x)[:, None, :]
        return x + self.drop(self.output_proj(sample(value, shapes, locations, weights)))
