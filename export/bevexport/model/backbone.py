"""ResNet with the original's key names: bottleneck or basic blocks, deformable convolutions in the chosen stages."""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor, nn

from bevexport.model.config import BackboneConfig
from bevexport.model.deformable_conv import ModulatedDeformConv


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut."""

    expansion = 1

    def __init__(self, inplanes: int, planes: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = shortcut(inplanes, planes, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + (x if self.downsample is None else self.downsample(x)))


class Bottleneck(nn.Module):
    """1x1, 3x3, 1x1 and a shortcut; the 3x3 carries the stride, or in caffe style the first 1x1."""

    expansion = 4

    def __init__(self, inplanes: int, planes: int, stride: int, style: str = "pytorch", deformable: bool = False):
        super().__init__()
        first, second = (stride, 1) if style == "caffe" else (1, stride)
        self.conv1 = nn.Conv2d(inplanes, planes, 1, first, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        if deformable:
            self.conv2: nn.Module = ModulatedDeformConv(planes, planes, second)
        else:
            self.conv2 = nn.Conv2d(planes, planes, 3, second, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, planes * 4, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes * 4)
        self.downsample = shortcut(inplanes, planes * 4, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = F.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return F.relu(out + (x if self.downsample is None else self.downsample(x)))


def shortcut(inplanes: int, outplanes: int, stride: int) -> nn.Sequential | None:
    if inplanes == outplanes and stride == 1:
        return None
    return nn.Sequential(nn.Conv2d(inplanes, outplanes, 1, stride, bias=False), nn.BatchNorm2d(outplanes))


def block_of(config: BackboneConfig, stage: int, inplanes: int, planes: int, stride: int) -> BasicBlock | Bottleneck:
    if config.block == "basic":
        return BasicBlock(inplanes, planes, stride)
    return Bottleneck(inplanes, planes, stride, config.style, stage in config.deformable_stages)


class ResNet(nn.Module):
    """Pictures (N, 3, H, W) to feature maps of the chosen stages; the stem divides H and W by 4."""

    def __init__(self, config: BackboneConfig):
        super().__init__()
        self.config = config
        self.conv1 = nn.Conv2d(3, config.stem_channels, 7, 2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(config.stem_channels)
        self.maxpool = nn.MaxPool2d(3, 2, padding=1)
        inplanes = config.stem_channels
        self.out_channels = []
        for i, (depth, stride) in enumerate(zip(config.depths, config.strides, strict=True)):
            planes = config.base_channels * 2**i
            blocks: list[BasicBlock | Bottleneck] = []
            for j in range(depth):
                blocks.append(block_of(config, i, inplanes, planes, stride if j == 0 else 1))
                inplanes = planes * blocks[-1].expansion
            self.add_module(f"layer{i + 1}", nn.Sequential(*blocks))
            if i in config.out_stages:
                self.out_channels.append(inplanes)

    def train(self, mode: bool = True) -> ResNet:
        super().train(mode)
        if self.config.norm_eval:
            for module in self.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()
        return self

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        maps = []
        for i in range(len(self.config.depths)):
            x = getattr(self, f"layer{i + 1}")(x)
            if i in self.config.out_stages:
                maps.append(x)
        return maps
