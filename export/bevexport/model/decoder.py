"""The object decoder with iterative refinement of its reference points."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from bevexport.model.attention import SelfAttention
from bevexport.model.config import ModelConfig
from bevexport.model.deformable import DeformableAttention
from bevexport.model.ffn import FFN


def inverse_sigmoid(x: Tensor, eps: float = 1e-5) -> Tensor:
    """log(x / (1-x)), x clamped to [0, 1] and both terms to eps. Seam."""
    x = x.clamp(min=0, max=1)
    return torch.log(x.clamp(min=eps) / (1 - x).clamp(min=eps))


class DecoderLayer(nn.Module):
    """Self-attention, norm, deformable attention on the BEV map, norm, feed-forward, norm."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        dims, heads, drop = config.embed_dims, config.num_heads, config.dropout
        self.attentions = nn.ModuleList(
            [SelfAttention(dims, heads, drop), DeformableAttention(dims, heads, config.decoder_points, drop)]
        )
        self.ffns = nn.ModuleList([FFN(dims, config.ffn_dims, drop)])
        self.norms = nn.ModuleList(nn.LayerNorm(dims) for _ in range(3))
        self.shape = (config.bev_h, config.bev_w)

    def forward(self, x: Tensor, pos: Tensor, bev: Tensor, reference: Tensor) -> Tensor:
        x = self.norms[0](self.attentions[0](x, pos))
        x = self.norms[1](self.attentions[1](x, pos, bev, (self.shape,), reference))
        return self.norms[2](self.ffns[0](x))


class Decoder(nn.Module):
    """Yields each layer's queries with its box offsets and the refined reference."""

    def __init__(self, config: ModelConfig):
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))

    def forward(
        self, x: Tensor, pos: Tensor, bev: Tensor, reference: Tensor, reg_branches: nn.ModuleList
    ) -> list[tuple[Tensor, Tensor, Tensor]]:
        """x, pos (B, Q, C); bev (B, h*w, C); reference (B, Q, 3) in [0, 1], float64.

        A layer's entry: its queries (B, Q, C), its raw box (B, Q, 10) and its centre (B, Q, 3) in [0, 1], both
        float64; the centre is the offset added to the reference from before the layer. The next layer sees that
        centre without gradient.
        """
        out = []
        for layer, branch in zip(self.layers, reg_branches, strict=True):
            x = layer(x, pos, bev, reference[..., :2].to(x.dtype))
            box = branch(x)  # (B, Q, 10)
            offset = torch.cat([box[..., 0:2], box[..., 4:5]], -1)
            centre = (offset + inverse_sigmoid(reference)).sigmoid()
            out.append((x, box, centre))
            reference = centre.detach()
        return out
