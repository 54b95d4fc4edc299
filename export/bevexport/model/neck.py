"""Feature pyramid: lateral 1x1, top-down sums, 3x3, and strided extra levels on the output."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn


class ConvOnly(nn.Module):
    """A convolution under the name `conv`, as the original's checkpoints have it."""

    def __init__(self, inplanes: int, outplanes: int, kernel: int, stride: int = 1):
        super().__init__()
        self.conv = nn.Conv2d(inplanes, outplanes, kernel, stride, padding=kernel // 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)


class FPN(nn.Module):
    """Maps of the backbone to `num_outs` maps of the same number of channels."""

    def __init__(self, in_channels: list[int], out_channels: int, num_outs: int):
        super().__init__()
        self.lateral_convs = nn.ModuleList(ConvOnly(c, out_channels, 1) for c in in_channels)
        self.fpn_convs = nn.ModuleList(ConvOnly(out_channels, out_channels, 3) for _ in in_channels)
        for _ in range(num_outs - len(in_channels)):
            self.fpn_convs.append(ConvOnly(out_channels, out_channels, 3, 2))

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        laterals = [conv(x) for conv, x in zip(self.lateral_convs, maps, strict=True)]
        for i in range(len(laterals) - 1, 0, -1):
            up = F.interpolate(laterals[i], size=laterals[i - 1].shape[-2:], mode="nearest")
            laterals[i - 1] = laterals[i - 1] + up
        outs = [self.fpn_convs[i](x) for i, x in enumerate(laterals)]
        for i, conv in enumerate(self.fpn_convs[len(outs) :]):
            outs.append(conv(outs[-1] if i == 0 else F.relu(outs[-1])))
        return outs
