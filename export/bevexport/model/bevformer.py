"""The whole model, from pictures to raw detections."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor, nn

from bevexport.model import ego
from bevexport.model.backbone import ResNet
from bevexport.model.config import ModelConfig
from bevexport.model.head import Head
from bevexport.model.neck import FPN
from bevexport.model.temporal import FirstFrame, Memory, Remembered, rotate


class Outputs(NamedTuple):
    """Raw outputs; L decoder layers, Q object queries."""

    bev_embed: Tensor  # (h*w, B, C)
    all_cls_scores: Tensor  # (L, B, Q, classes), logits
    all_bbox_preds: Tensor  # (L, B, Q, 10): cx, cy, log w, log l, cz, log h, sin, cos, vx, vy


class BEVFormer(nn.Module):
    """BEVFormer with the original's state-dict keys."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.config = config
        self.img_backbone = ResNet(config.backbone)
        self.img_neck = FPN(self.img_backbone.out_channels, config.embed_dims, config.num_levels)
        self.pts_bbox_head = Head(config)

    def forward(self, img: Tensor, lidar2img: Tensor, can_bus: Tensor, prev_bev: Tensor | None = None) -> Outputs:
        """One frame.

        img (B, 6, 3, H, W), preprocessed and padded; lidar2img (B, 6, 4, 4), LiDAR metres to pixels of that picture;
        can_bus (B, 18), [0:3] and [17] as deltas; prev_bev (h*w, B, C), the previous frame's bev_embed, or None on a
        first frame. The caller's prev_bev is not changed.

        With B > 1 each item keeps its own camera visibility (the original takes item 0's for all of them).
        """
        query = self.bev_query(can_bus)
        memory: Memory = FirstFrame()
        if prev_bev is not None:
            memory = Remembered(self.turned(prev_bev, can_bus), query)
        return self.detect(img, lidar2img, can_bus, query, memory)

    def bev_query(self, can_bus: Tensor) -> Tensor:
        """(B, h*w, C): the learned map with the ego's signals added to every cell."""
        embedding = self.pts_bbox_head.bev_embedding.weight
        signals = self.pts_bbox_head.transformer.can_bus_mlp(can_bus.to(embedding.dtype))  # (B, C)
        return embedding[None] + signals[:, None]

    def turned(self, prev_bev: Tensor, can_bus: Tensor) -> Tensor:
        """The previous map (h*w, B, C) turned by the heading's change, (B, h*w, C)."""
        cfg = self.config
        return rotate(prev_bev.transpose(0, 1), ego.heading_change(can_bus), cfg.bev_h, cfg.bev_w, cfg.rotate_center)

    def features(self, img: Tensor) -> list[Tensor]:
        """Maps (B, N, C, h, w) of each level."""
        b, n = img.shape[:2]
        maps = self.img_neck(self.img_backbone(img.flatten(0, 1)))  # pictures as (B*N, 3, H, W)
        return [x.view(b, n, *x.shape[1:]) for x in maps]  # each (B*N, C, h, w) to (B, N, C, h, w)

    def detect(self, img: Tensor, lidar2img: Tensor, can_bus: Tensor, query: Tensor, memory: Memory) -> Outputs:
        """One frame, given its BEV query (B, h*w, C) and its memory."""
        head, cfg = self.pts_bbox_head, self.config
        features, shapes = head.transformer.flatten(self.features(img))
        shift = ego.bev_shift(can_bus, cfg.pc_range[3] - cfg.pc_range[0], cfg.pc_range[4] - cfg.pc_range[1])
        pos = head.positional_encoding().expand_as(query)
        picture = (int(img.shape[-2]), int(img.shape[-1]))
        bev = head.transformer.encoder(
            query, pos, memory, shift.to(query.dtype), features, shapes, lidar2img, picture
        )  # (B, h*w, C)
        scores, boxes = head(bev)
        return Outputs(bev.transpose(0, 1), scores, boxes)  # bev as (h*w, B, C)
