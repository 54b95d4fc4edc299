"""The detection head: embeddings, transformer, class and box branches."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from bevexport.model.config import ModelConfig
from bevexport.model.precise import Precise, in_float64
from bevexport.model.transformer import Transformer


class BevPosition(nn.Module):
    """Learned position of a BEV cell: its column's embedding, then its row's."""

    def __init__(self, h: int, w: int, dims: int):
        super().__init__()
        self.row_embed = nn.Embedding(h, dims // 2)
        self.col_embed = nn.Embedding(w, dims // 2)
        nn.init.uniform_(self.row_embed.weight)
        nn.init.uniform_(self.col_embed.weight)

    def forward(self) -> Tensor:
        """(h*w, C)"""
        rows, cols = self.row_embed.weight, self.col_embed.weight
        h, w = rows.shape[0], cols.shape[0]
        pair = [cols[None].expand(h, -1, -1), rows[:, None].expand(-1, w, -1)]  # each (h, w, C/2)
        return torch.cat(pair, -1).reshape(h * w, -1)  # (h, w, C) to (h*w, C)


def class_branch(dims: int, classes: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(2):
        layers += [nn.Linear(dims, dims), nn.LayerNorm(dims), nn.ReLU()]
    last = nn.Linear(dims, classes)
    nn.init.constant_(last.bias, -math.log(99.0))  # every class starts at a score of 0.01
    return nn.Sequential(*layers, last)


def box_branch(dims: int) -> nn.Sequential:
    return Precise(nn.Linear(dims, dims), nn.ReLU(), nn.Linear(dims, dims), nn.ReLU(), nn.Linear(dims, 10))


class Head(nn.Module):
    """BEV map to class logits and boxes of every decoder layer."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        dims = config.embed_dims
        self.config = config
        self.code_weights = nn.Parameter(torch.tensor([1.0] * 8 + [0.2] * 2), requires_grad=False)  # the loss's
        self.positional_encoding = BevPosition(config.bev_h, config.bev_w, dims)
        self.transformer = Transformer(config)
        self.cls_branches = nn.ModuleList(class_branch(dims, len(config.classes)) for _ in range(config.decoder_layers))
        self.reg_branches = nn.ModuleList(box_branch(dims) for _ in range(config.decoder_layers))
        self.bev_embedding = nn.Embedding(config.bev_h * config.bev_w, dims)
        self.query_embedding = nn.Embedding(config.num_query, 2 * dims)

    def forward(self, bev: Tensor) -> tuple[Tensor, Tensor]:
        """bev (B, h*w, C) -> logits (L, B, Q, classes), boxes (L, B, Q, 10)."""
        pos, query = self.query_embedding.weight.chunk(2, -1)  # each (Q, C)
        pos, query = (t.expand(bev.shape[0], -1, -1) for t in (pos, query))
        reference = in_float64(self.transformer.reference_points, pos.double()).sigmoid()  # (B, Q, 3)
        layers = self.transformer.decoder(query, pos, bev, reference, self.reg_branches)
        scores = [branch(x) for branch, (x, _, _) in zip(self.cls_branches, layers, strict=True)]
        boxes = [self.box(raw, centre) for _, raw, centre in layers]
        return torch.stack(scores), torch.stack(boxes)

    def box(self, raw: Tensor, centre: Tensor) -> Tensor:
        """cx, cy, log w, log l, cz, log h, sin, cos, vx, vy: metres and m/s in the LiDAR frame."""
        r = self.config.pc_range
        x = centre[..., 0:1] * (r[3] - r[0]) + r[0]
        y = centre[..., 1:2] * (r[4] - r[1]) + r[1]
        z = centre[..., 2:3] * (r[5] - r[2]) + r[2]
        return torch.cat([x, y, raw[..., 2:4], z, raw[..., 5:]], -1).float()
