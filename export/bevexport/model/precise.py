"""Where boxes are made, arithmetic is in float64.

A unit of a centre's logit is 25 m, and each decoder layer hands its rounding on to the next one, which doubles it. In
float32 two runtimes end up a millimetre apart after six layers on the worst of 900 queries; these few small products
are most of it.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn


def in_float64(linear: nn.Linear, x: Tensor) -> Tensor:
    """A linear layer on x (..., C) in float64, whatever its weights are stored in.

    By way of rows (N, C): an exporter writes Gemm for them, and where nobody folds the weight's transposition, ONNX
    Runtime fuses it with a MatMul into an operator that it hasn't got in float64.
    """
    rows = F.linear(x.flatten(0, -2), linear.weight.double(), linear.bias.double())  # (..., C) as (N, C) to (N, D)
    return rows.view(*x.shape[:-1], -1)  # (..., D)


class Precise(nn.Sequential):
    """Linear layers and activations in float64; takes any float, gives float64."""

    def forward(self, x: Tensor) -> Tensor:
        x = x.double()
        for layer in self:
            x = in_float64(layer, x) if isinstance(layer, nn.Linear) else layer(x)
        return x
