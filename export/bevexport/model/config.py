"""What a model is made of: frozen records, and the configurations that have a name."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, replace

from bevexport.errors import InputError

CLASSES = (
    "car", "truck", "construction_vehicle", "bus", "trailer",
    "barrier", "motorcycle", "bicycle", "pedestrian", "traffic_cone",
)  # fmt: skip
CAMERAS = ("CAM_FRONT", "CAM_FRONT_RIGHT", "CAM_FRONT_LEFT", "CAM_BACK", "CAM_BACK_LEFT", "CAM_BACK_RIGHT")

_RANGE_50 = ("car", "truck", "construction_vehicle", "bus", "trailer")
_RANGE_40 = ("motorcycle", "bicycle", "pedestrian")


def require(holds: bool, key: str, value: object, expected: str) -> None:
    """Refuses a field's value."""
    if not holds:
        raise InputError(f"Cannot use {key}={value}: expected {expected}")


@dataclass(frozen=True)
class BackboneConfig:
    """A ResNet: `bottleneck` blocks (ResNet-50 and up) or `basic` ones.

    style says which convolution of a bottleneck carries the stride: the 3x3 (`pytorch`) or the first 1x1 (`caffe`).
    deformable_stages have modulated deformable convolutions in the place of their 3x3.
    """

    block: str = "bottleneck"
    stem_channels: int = 64
    base_channels: int = 64
    depths: tuple[int, ...] = (3, 4, 6, 3)
    strides: tuple[int, ...] = (1, 2, 2, 2)
    out_stages: tuple[int, ...] = (3,)
    norm_eval: bool = True  # True: batch norm keeps its stored statistics in training, as the original does
    style: str = "pytorch"
    deformable_stages: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        require(self.block in ("bottleneck", "basic"), "block", self.block, "bottleneck or basic")
        require(self.style in ("pytorch", "caffe"), "style", self.style, "pytorch or caffe")
        stages = range(len(self.depths))
        require(len(self.strides) == len(stages), "strides", self.strides, f"{len(stages)} numbers, as depths has")
        for key in ("out_stages", "deformable_stages"):
            value = getattr(self, key)
            rising = list(value) == sorted(set(value)) and set(value) <= set(stages)
            require(rising, key, value, f"rising numbers of {list(stages)}")
        require(len(self.out_stages) > 0, "out_stages", self.out_stages, "at least one stage")
        plain = self.block == "bottleneck" or (self.style == "pytorch" and not self.deformable_stages)
        require(plain, "block", self.block, "bottleneck with caffe style or deformable stages")


@dataclass(frozen=True)
class PreprocessConfig:
    """From a JPEG to the network's picture; sizes are (H, W) in pixels."""

    image_size: tuple[int, int] = (900, 1600)
    network_size: tuple[int, int] = (480, 800)
    scale: float = 0.5
    mean: tuple[float, float, float] = (123.675, 116.28, 103.53)
    std: tuple[float, float, float] = (58.395, 57.12, 57.375)
    channel_order: str = "rgb"
    pad_divisor: int = 32

    def __post_init__(self) -> None:
        require(0 < self.scale <= 1, "scale", self.scale, "above 0, at most 1")
        require(all(v > 0 for v in self.std), "std", self.std, "numbers above 0")
        require(self.channel_order in ("rgb", "bgr"), "channel_order", self.channel_order, "rgb or bgr")
        require(self.pad_divisor > 0, "pad_divisor", self.pad_divisor, "above 0")
        padded = tuple(-(-int(v * self.scale) // self.pad_divisor) * self.pad_divisor for v in self.image_size)
        about = f"{padded}, which is image_size times scale, padded to pad_divisor"
        require(tuple(self.network_size) == padded, "network_size", self.network_size, about)


@dataclass(frozen=True)
class ModelConfig:
    """BEVFormer's sizes. Ranges are metres in the LiDAR frame; rotate_center is (x, y) in BEV pixels."""

    name: str
    backbone: BackboneConfig = BackboneConfig()
    preprocess: PreprocessConfig = PreprocessConfig()
    embed_dims: int = 256
    ffn_dims: int = 512
    bev_h: int = 50
    bev_w: int = 50
    encoder_layers: int = 3
    decoder_layers: int = 6
    num_query: int = 900
    num_levels: int = 1
    level_embeds: int = 4  # rows of the table; the original keeps four whatever the number of levels
    num_heads: int = 8
    num_cams: int = 6
    pillar_points: int = 4
    temporal_points: int = 4
    spatial_points: int = 8
    decoder_points: int = 4
    dropout: float = 0.1
    pc_range: tuple[float, ...] = (-51.2, -51.2, -5.0, 51.2, 51.2, 3.0)
    post_center_range: tuple[float, ...] = (-61.2, -61.2, -10.0, 61.2, 61.2, 10.0)
    rotate_center: tuple[int, int] = (100, 100)
    max_num: int = 300
    classes: tuple[str, ...] = CLASSES
    class_range: tuple[float, ...] = (50.0, 50.0, 50.0, 50.0, 50.0, 30.0, 40.0, 40.0, 40.0, 30.0)

    def __post_init__(self) -> None:
        heads, dims = self.num_heads, self.embed_dims
        require(heads > 0 and dims > 0 and dims % heads == 0, "embed_dims", dims, f"a multiple of num_heads={heads}")
        require(dims % 2 == 0, "embed_dims", dims, "an even number: half of it for rows, half for columns")
        pillar, points = self.pillar_points, self.spatial_points
        whole = pillar > 0 and points % pillar == 0
        require(whole, "spatial_points", points, f"a multiple of pillar_points={pillar}")
        maps, levels = len(self.backbone.out_stages), self.num_levels
        known = maps <= levels <= self.level_embeds
        require(known, "num_levels", levels, f"from {maps}, as out_stages has, to level_embeds={self.level_embeds}")
        low, high = self.pc_range[:3], self.pc_range[3:]
        rising = len(self.pc_range) == 6 and all(a < b for a, b in zip(low, high, strict=True))
        require(rising, "pc_range", self.pc_range, "three metres and three larger ones")
        require(len(self.post_center_range) == 6, "post_center_range", self.post_center_range, "six numbers")
        count = len(self.classes)
        require(len(self.class_range) == count, "class_range", self.class_range, f"{count} numbers, as classes has")
        for key in ("bev_h", "bev_w", "encoder_layers", "decoder_layers", "num_query", "max_num"):
            require(getattr(self, key) > 0, key, getattr(self, key), "above 0")

    def sha256(self) -> str:
        """Hash of the fields, in a canonical JSON.

        Fields that came later count only when they aren't at their default: a model without what they describe keeps
        its hash, and with it the ladders and references that state it.
        """
        record = dataclasses.asdict(self)
        for key in ("style", "deformable_stages"):
            if getattr(self.backbone, key) == getattr(BackboneConfig, key):
                del record["backbone"][key]
        text = json.dumps(record, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


TINY = ModelConfig(name="tiny")

RESNET_101_DCN = BackboneConfig(depths=(3, 4, 23, 3), style="caffe", deformable_stages=(2, 3))
CAFFE_PICTURES = PreprocessConfig(
    network_size=(736, 1280), scale=0.8, mean=(103.53, 116.28, 123.675), std=(1.0, 1.0, 1.0), channel_order="bgr"
)

SMALL = ModelConfig(
    name="small", backbone=RESNET_101_DCN, preprocess=CAFFE_PICTURES, bev_h=150, bev_w=150, encoder_layers=3
)

BASE = ModelConfig(
    name="base",
    backbone=replace(RESNET_101_DCN, out_stages=(1, 2, 3)),
    preprocess=replace(CAFFE_PICTURES, network_size=(928, 1600), scale=1.0),
    bev_h=200,
    bev_w=200,
    encoder_layers=6,
    num_levels=4,
)

MICRO = ModelConfig(
    name="micro",
    backbone=BackboneConfig(
        block="basic",
        stem_channels=24,
        base_channels=24,
        depths=(2, 2, 2),
        strides=(1, 2, 1),
        out_stages=(2,),
        norm_eval=False,
    ),
    preprocess=PreprocessConfig(image_size=(180, 320), network_size=(96, 160)),
    embed_dims=64,
    ffn_dims=128,
    bev_h=32,
    bev_w=32,
    encoder_layers=2,
    decoder_layers=3,
    num_query=80,
    dropout=0.0,
    pc_range=(-32.0, -32.0, -5.0, 32.0, 32.0, 3.0),
    post_center_range=(-38.25, -38.25, -10.0, 38.25, 38.25, 10.0),
    rotate_center=(16, 16),
    class_range=(30.0, 30.0, 30.0, 30.0, 30.0, 20.0, 25.0, 25.0, 25.0, 20.0),
)

NAMED = {config.name: config for config in (TINY, SMALL, BASE, MICRO)}
