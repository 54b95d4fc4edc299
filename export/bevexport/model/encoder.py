"""The BEV encoder."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from bevexport.model import geometry, spatial
from bevexport.model.config import ModelConfig
from bevexport.model.deformable import Shapes
from bevexport.model.ffn import FFN
from bevexport.model.geometry import CameraPoints
from bevexport.model.spatial import Visible
from bevexport.model.temporal import Memory, TemporalSelfAttention


class EncoderLayer(nn.Module):
    """Temporal self-attention, norm, spatial cross-attention, norm, feed-forward, norm."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        dims, heads, drop = config.embed_dims, config.num_heads, config.dropout
        self.attentions = nn.ModuleList(
            [
                TemporalSelfAttention(dims, heads, config.temporal_points, drop),
                spatial.SpatialCrossAttention(dims, heads, config.num_levels, config.spatial_points, drop),
            ]
        )
        self.ffns = nn.ModuleList([FFN(dims, config.ffn_dims, drop)])
        self.norms = nn.ModuleList(nn.LayerNorm(dims) for _ in range(3))
        self.shape = (config.bev_h, config.bev_w)

    def forward(
        self,
        x: Tensor,
        pos: Tensor,
        memory: Memory,
        reference: Tensor,
        features: Tensor,
        shapes: Shapes,
        points: CameraPoints,
        visible: Visible,
    ) -> Tensor:
        x = self.norms[0](self.attentions[0](x, pos, memory.slots(x), self.shape, reference))
        x = self.norms[1](self.attentions[1](x, features, shapes, points, visible))
        return self.norms[2](self.ffns[0](x))


class Encoder(nn.Module):
    """Camera features to a BEV map."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.layers = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_layers))

    def forward(
        self,
        query: Tensor,
        pos: Tensor,
        memory: Memory,
        shift: Tensor,
        features: Tensor,
        shapes: Shapes,
        lidar2img: Tensor,
        picture: tuple[int, int],
    ) -> Tensor:
        """query, pos (B, Q, C); shift (B, 2); features (B, N, sum of h*w, C); picture (H, W) pixels. Out (B, Q, C)."""
        cfg = self.config
        pillars = geometry.pillar_points(cfg.bev_h, cfg.bev_w, cfg.pillar_points, cfg.pc_range).to(query.device)
        points = geometry.project(pillars, lidar2img, picture)
        visible = spatial.visible_queries(points.valid.any(-1))
        cells = geometry.cell_centres(cfg.bev_h, cfg.bev_w).to(query.device).expand(query.shape[0], -1, -1)  # (B, Q, 2)
        reference = torch.stack([cells + memory.shifted(shift)[:, None, :], cells], 1)  # (B, 2, Q, 2)
        x = query
        for layer in self.layers:
            x = layer(x, pos, memory, reference, features, shapes, points, visible)
        return x
