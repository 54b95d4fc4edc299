"""What a model is made of: frozen records, and readers for names, YAML and the original's JSON."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bevexport.errors import InputError

CLASSES = (
    "car", "truck", "construction_vehicle", "bus", "trailer",
    "barrier", "motorcycle", "bicycle", "pedestrian", "traffic_cone",
)  # fmt: skip
CAMERAS = ("CAM_FRONT", "CAM_FRONT_RIGHT", "CAM_FRONT_LEFT", "CAM_BACK", "CAM_BACK_LEFT", "CAM_BACK_RIGHT")

_RANGE_50 = ("car", "truck", "construction_vehicle", "bus", "trailer")
_RANGE_40 = ("motorcycle", "bicycle", "pedestrian")


@dataclass(frozen=True)
class BackboneConfig:
    """A ResNet: `bottleneck` blocks (ResNet-50 and up) or `basic` ones."""

    block: str = "bottleneck"
    stem_channels: int = 64
    base_channels: int = 64
    depths: tuple[int, ...] = (3, 4, 6, 3)
    strides: tuple[int, ...] = (1, 2, 2, 2)
    out_stages: tuple[int, ...] = (3,)
    norm_eval: bool = True  # True: batch norm keeps its stored statistics in training, as the original does


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

    def sha256(self) -> str:
        """Hash of every field, in a canonical JSON."""
        text = json.dumps(dataclasses.asdict(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


TINY = ModelConfig(name="tiny")

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

NAMED = {"tiny": TINY, "micro": MICRO}

_DEPTHS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def config_of(source: str | Path | ModelConfig) -> ModelConfig:
    """A config from a name (`tiny`, `micro`), a YAML of ours, or a JSON with the original's model section."""
    if isinstance(source, ModelConfig):
        return source
    if str(source) in NAMED:
        return NAMED[str(source)]
    path = Path(source)
    if not path.is_file():
        raise InputError(f"Cannot load config {source}: no such file, expected one of {sorted(NAMED)} or a file")
    if path.suffix == ".json":
        return _from_original(json.loads(path.read_text()), path)
    import yaml

    return _from_yaml(yaml.safe_load(path.read_text()), path)


def _from_yaml(section: Any, path: Path) -> ModelConfig:
    if not isinstance(section, dict):
        raise InputError(f"Cannot load config {path}: found {type(section).__name__}, expected a mapping")
    base = NAMED[section.pop("base")] if section.get("base") in NAMED else ModelConfig(name=path.stem)
    return _replace(base, section, path)


def _replace(record: Any, changes: dict[str, Any], path: Path) -> Any:
    known = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    for key in changes:
        if key not in known:
            raise InputError(f"Cannot load config {path}: unknown key {key}, expected one of {sorted(known)}")
    values = {}
    for key, value in changes.items():
        if dataclasses.is_dataclass(known[key]):
            value = _replace(known[key], value, path)
        values[key] = tuple(value) if isinstance(value, list) else value
    return dataclasses.replace(record, **values)


def _from_original(section: dict[str, Any], path: Path) -> ModelConfig:
    """The original's model section: a ResNet without deformable convolution, one or more feature levels.

    That section says nothing of pictures: they stay those of tiny.
    """
    try:
        backbone, head = section["img_backbone"], section["pts_bbox_head"]
        transformer, coder = head["transformer"], head["bbox_coder"]
        encoder, decoder = transformer["encoder"], transformer["decoder"]
        if backbone.get("dcn") is not None or backbone.get("style", "pytorch") != "pytorch":
            raise InputError(f"Cannot load config {path}: img_backbone has dcn or caffe style, expected neither")
        attention = encoder["transformerlayers"]["attn_cfgs"][1]["deformable_attention"]
        return ModelConfig(
            name=path.stem.removesuffix("_model_config"),
            backbone=BackboneConfig(
                depths=_DEPTHS[backbone["depth"]],
                out_stages=tuple(backbone["out_indices"]),
                norm_eval=bool(backbone.get("norm_eval", True)),
            ),
            embed_dims=transformer["embed_dims"],
            ffn_dims=encoder["transformerlayers"]["feedforward_channels"],
            bev_h=head["bev_h"],
            bev_w=head["bev_w"],
            encoder_layers=encoder["num_layers"],
            decoder_layers=decoder["num_layers"],
            num_query=head["num_query"],
            num_levels=section["img_neck"]["num_outs"],
            level_embeds=transformer.get("num_feature_levels", 4),
            pillar_points=encoder["num_points_in_pillar"],
            spatial_points=attention["num_points"],
            pc_range=tuple(coder["pc_range"]),
            post_center_range=tuple(coder["post_center_range"]),
            rotate_center=tuple(transformer.get("rotate_center", (100, 100))),
            max_num=coder["max_num"],
        )
    except KeyError as e:
        raise InputError(f"Cannot load config {path}: no key {e.args[0]}, expected the original's model section") from e
