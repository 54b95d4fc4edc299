"""Multi-head attention among the object queries."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def split_projection(packed: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The packed query, key and value projection, (3C, ...), in its three parts. Seam."""
    return packed.chunk(3)


class PackedAttention(nn.Module):
    """The parameters of torch's multi-head attention under its names, computed in the open."""

    def __init__(self, dims: int, heads: int, dropout: float):
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.in_proj_weight = nn.Parameter(torch.empty(3 * dims, dims))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * dims))
        self.out_proj = nn.Linear(dims, dims)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(self, query: Tensor, value: Tensor) -> Tensor:
        """query is also the key; both (B, Q, C)."""
        b, q, c = query.shape
        weights = split_projection(self.in_proj_weight)
        biases = split_projection(self.in_proj_bias)
        parts = []
        for x, weight, bias in zip((query, query, value), weights, biases, strict=True):
            x = F.linear(x, weight, bias)
            parts.append(x.view(b, q, self.heads, c // self.heads).transpose(1, 2))  # (B, heads, Q, d)
        qs, ks, vs = parts
        scores = (qs * (c // self.heads) ** -0.5) @ ks.transpose(-1, -2)  # (B, heads, Q, Q)
        mix = F.dropout(scores.softmax(-1), self.dropout, self.training)
        out = (mix @ vs).transpose(1, 2).reshape(b, q, c)  # (B, Q, C)
        return self.out_proj(out)


class SelfAttention(nn.Module):
    """Object queries look at each other; positions go into query and key, not into value."""

    def __init__(self, dims: int, heads: int, dropout: float):
        super().__init__()
        self.attn = PackedAttention(dims, heads, dropout)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, pos: Tensor) -> Tensor:
        return x + self.drop(self.attn(x + pos, x))
