"""Raw outputs to boxes in the LiDAR frame: the original's box coder."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from bevexport.model.bevformer import Outputs
from bevexport.model.config import ModelConfig


class Boxes(NamedTuple):
    """Detections of one frame, best score first."""

    boxes: Tensor  # (N, 9): x, y, z of the bottom's centre, w, l, h, yaw, vx, vy; LiDAR frame, metres, radians
    scores: Tensor  # (N,)
    labels: Tensor  # (N,) int64, index into the config's classes


def yaw_of(sin: Tensor, cos: Tensor) -> Tensor:
    """The box's yaw in radians, from its regressed sine and cosine. Seam."""
    return torch.atan2(sin, cos)


def inside(centre: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Which centres (N, 3) lie in the range, its ends included: (N,) bool. Seam."""
    return (centre >= low).all(1) & (centre <= high).all(1)


def denormalise(raw: Tensor) -> Tensor:
    """(N, 10) as in all_bbox_preds -> (N, 9) with z at the centre of gravity."""
    cx, cy, log_w, log_l, cz, log_h, sin, cos, vx, vy = raw.unbind(-1)
    return torch.stack([cx, cy, cz, log_w.exp(), log_l.exp(), log_h.exp(), yaw_of(sin, cos), vx, vy], -1)


def in_range(found: Boxes, config: ModelConfig) -> Boxes:
    """Those boxes, z at the centre of gravity, whose centre lies in post_center_range. Seam."""
    low, high = (torch.tensor(config.post_center_range[i : i + 3], device=found.boxes.device) for i in (0, 3))
    keep = inside(found.boxes[:, :3], low, high)
    return Boxes(*(part[keep] for part in found))


def decode_layer(logits: Tensor, raw: Tensor, config: ModelConfig) -> Boxes:
    """One item's last layer, logits (Q, classes) and raw boxes (Q, 10), to its best `max_num` boxes.

    A query may appear once per class. There is no score threshold.
    """
    classes = logits.shape[-1]
    count = min(config.max_num, logits.shape[0] * classes)
    scores, flat = logits.sigmoid().reshape(-1).topk(count)  # of (Q*classes,)
    labels = flat % classes
    query = torch.div(flat, classes, rounding_mode="floor")
    boxes, scores, labels = in_range(Boxes(denormalise(raw[query]), scores, labels), config)
    bottom = boxes[:, 2] - boxes[:, 5] * 0.5
    return Boxes(torch.cat([boxes[:, :2], bottom[:, None], boxes[:, 3:]], -1), scores, labels)


def decode(outputs: Outputs, config: ModelConfig) -> list[Boxes]:
    """The last layer's boxes of every batch item."""
    scores, boxes = outputs.all_cls_scores[-1], outputs.all_bbox_preds[-1]
    return [decode_layer(s, b, config) for s, b in zip(scores, boxes, strict=True)]
