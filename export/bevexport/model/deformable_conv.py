"""Modulated deformable convolution (DCNv2) on plain bilinear sampling.

In plain PyTorch and not on torchvision's operator, for three reasons: that operator exports as DeformConv, which needs
opset 19 and which few runtimes have; here one GridSample does it from opset 16 on; and it shares the seam
`deformable.grid_sample`, so that a row that does without GridSample reaches the backbone too. A test holds it against
torchvision's.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from bevexport.model import deformable

KERNEL = 3
TAPS = KERNEL * KERNEL


class ModulatedDeformConv(nn.Module):
    """A 3x3 convolution whose nine taps move and are weighted, both by a second convolution of the same input.

    Source: Zhu et al., Deformable ConvNets v2. As BEVFormer uses it: no bias, one group of offsets, padding 1.
    """

    def __init__(self, inplanes: int, planes: int, stride: int = 1):
        super().__init__()
        self.stride = stride
        self.weight = nn.Parameter(torch.empty(planes, inplanes, KERNEL, KERNEL))
        self.conv_offset = nn.Conv2d(inplanes, 3 * TAPS, KERNEL, stride, padding=1)
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        nn.init.zeros_(self.conv_offset.weight)
        nn.init.zeros_(self.conv_offset.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(N, I, h, w) -> (N, O, h', w')"""
        steered = self.conv_offset(x)  # (N, 27, h', w'): y and x of each tap in turn, then each tap's weight
        offsets, mask = steered[:, : 2 * TAPS], steered[:, 2 * TAPS :].sigmoid()
        return convolve(x, offsets, mask, self.weight, self.stride)


def convolve(x: Tensor, offsets: Tensor, mask: Tensor, weight: Tensor, stride: int) -> Tensor:
    """x (N, I, h, w); offsets (N, 18, h', w') in pixels, y before x; mask (N, 9, h', w'); weight (O, I, 3, 3)."""
    n, channels, h, w = (int(size) for size in x.shape)
    rows, columns = (int(size) for size in offsets.shape[-2:])
    offsets = offsets.reshape(n, TAPS, 2, rows, columns)  # (N, 9, y and x, h', w')
    y = offsets[:, :, 0] + taps(rows, columns, stride, 0).to(x)  # (N, 9, h', w'), pixels
    x_at = offsets[:, :, 1] + taps(rows, columns, stride, 1).to(x)
    grid = torch.stack([(2 * x_at + 1) / w - 1, (2 * y + 1) / h - 1], -1)  # (N, 9, h', w', 2)
    samples = deformable.grid_sample(x, grid.flatten(2, 3))  # (N, I, 9, h'*w')
    samples = samples * mask.flatten(2)[:, None]  # mask as (N, 1, 9, h'*w')
    samples = samples.reshape(n, channels * TAPS, rows, columns)  # (N, I*9, h', w')
    return F.conv2d(samples, weight.flatten(1)[:, :, None, None])  # (O, I*9, 1, 1): a 1x1 convolution is left


def taps(rows: int, columns: int, stride: int, axis: int) -> Tensor:
    """(9, h', w'): where each tap of each output pixel stands without offset, along y (0) or x (1), in input pixels."""
    tap = torch.arange(TAPS)
    inside = torch.div(tap, KERNEL, rounding_mode="floor") if axis == 0 else tap % KERNEL
    along = torch.arange(rows)[:, None] if axis == 0 else torch.arange(columns)[None]
    return (along * stride + inside[:, None, None] - 1).expand(TAPS, rows, columns)
