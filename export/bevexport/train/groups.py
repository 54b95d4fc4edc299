"""More object queries, used in training only: further groups that share the decoder and are matched apart.

Source: Chen et al., Group DETR (2022). One-to-one matching teaches few queries per step; each group is taught all boxes
on its own, and groups don't see each other, so inference with the model's own group alone is unchanged.
"""

import torch
from torch import Tensor, nn


class ExtraGroups(nn.Module):
    """Query embeddings beside the head's own; they live in the training state and never in the checkpoint."""

    def __init__(self, count: int, queries: int, channels: int):
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(count, queries, 2 * channels))

    @torch.no_grad()
    def start_near(self, trained: Tensor) -> None:
        """Begins beside queries (Q, 2C) that are trained already, each group disturbed by half their spread."""
        self.embedding.copy_(trained + 0.5 * trained.std() * torch.randn_like(self.embedding))

    def forward(self, head: nn.Module, bev_embed: Tensor) -> tuple[Tensor, Tensor]:
        """bev_embed (HW, B, C) to logits and boxes (L, count * B, Q, 10), all of group 0 first."""
        bev = bev_embed.transpose(0, 1)
        batch = bev.shape[0]
        pos, query = self.embedding.repeat_interleave(batch, dim=0).chunk(2, dim=-1)  # (count * B, Q, C)
        reference = head.transformer.reference_points(pos).sigmoid()
        bev = bev.repeat(len(self.embedding), 1, 1)
        layers = head.transformer.decoder(query, pos, bev, reference, head.reg_branches)
        logits = [branch(x) for branch, (x, _, _) in zip(head.cls_branches, layers, strict=True)]
        return torch.stack(logits), torch.stack([head.box(raw, centre) for _, raw, centre in layers])
