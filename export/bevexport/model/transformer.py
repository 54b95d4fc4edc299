"""Camera features and ego signals to a BEV map, and from there to object queries."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from bevexport.model.config import ModelConfig
from bevexport.model.decoder import Decoder
from bevexport.model.deformable import Shapes
from bevexport.model.ego import CanBusMlp
from bevexport.model.encoder import Encoder


class Transformer(nn.Module):
    """Encoder, decoder and what stands between the features and them."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        dims = config.embed_dims
        self.level_embeds = nn.Parameter(torch.randn(config.level_embeds, dims))
        self.cams_embeds = nn.Parameter(torch.randn(config.num_cams, dims))
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.reference_points = nn.Linear(dims, 3)
        self.can_bus_mlp = CanBusMlp(dims)
        nn.init.xavier_uniform_(self.reference_points.weight)
        nn.init.zeros_(self.reference_points.bias)

    def flatten(self, maps: list[Tensor]) -> tuple[Tensor, Shapes]:
        """Maps (B, N, C, h, w) of each level to (B, N, sum of h*w, C), with camera and level embeddings added."""
        parts, shapes = [], []
        for level, x in enumerate(maps):
            shapes.append((int(x.shape[-2]), int(x.shape[-1])))
            x = x.flatten(3).transpose(2, 3)  # (B, N, h*w, C)
            parts.append(x + self.cams_embeds[:, None, :] + self.level_embeds[level])
        return torch.cat(parts, 2), tuple(shapes)
