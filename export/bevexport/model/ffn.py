"""The feed-forward block of encoder and decoder."""

from __future__ import annotations

from torch import Tensor, nn


class FFN(nn.Module):
    """Linear, ReLU, Linear and the residual."""

    def __init__(self, dims: int, hidden: int, dropout: float):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Sequential(nn.Linear(dims, hidden), nn.ReLU(), nn.Dropout(dropout)),
            nn.Linear(hidden, dims),
            nn.Dropout(dropout),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x)
