"""Reads the original's configuration, as JSON: its keys, what they must be, and what becomes of them.

The section holds the arguments of the original's classes. An argument that this package doesn't read must have the
one value that it is built for; any other is refused by name, so that no model is built that only looks like it.

In the original's environment, `python -c "import mmcv; mmcv.dump(mmcv.Config.fromfile('my.py').model, 'my.json')"`
writes it.
"""

from __future__ import annotations

from typing import Any

from bevexport.errors import InputError
from bevexport.model.config import BASE, SMALL, TINY, BackboneConfig, ModelConfig, PreprocessConfig

_DEPTHS = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}

_ABSENT = object()
_ENCODER = "pts_bbox_head.transformer.encoder.transformerlayers"
_DECODER = "pts_bbox_head.transformer.decoder.transformerlayers"

# the only value that the model knows, and the original's default where the key may be absent
_FIXED: dict[str, tuple[Any, Any]] = {
    "type": ("BEVFormer", _ABSENT),
    "img_backbone.type": ("ResNet", _ABSENT),
    "img_backbone.num_stages": (4, 4),
    "img_backbone.in_channels": (3, 3),
    "img_backbone.base_channels": (64, 64),
    "img_backbone.deep_stem": (False, False),
    "img_backbone.avg_down": (False, False),
    "img_backbone.plugins": (None, None),
    "img_neck.type": ("FPN", _ABSENT),
    "img_neck.start_level": (0, 0),
    "img_neck.end_level": (-1, -1),
    "img_neck.norm_cfg": (None, None),
    "img_neck.no_norm_on_lateral": (False, False),
    "pts_bbox_head.type": ("BEVFormerHead", _ABSENT),
    "pts_bbox_head.num_classes": (10, _ABSENT),
    "pts_bbox_head.code_size": (10, 10),
    "pts_bbox_head.num_reg_fcs": (2, 2),
    "pts_bbox_head.with_box_refine": (True, False),
    "pts_bbox_head.as_two_stage": (False, False),
    "pts_bbox_head.positional_encoding.type": ("LearnedPositionalEncoding", _ABSENT),
    "pts_bbox_head.transformer.type": ("PerceptionTransformer", _ABSENT),
    "pts_bbox_head.transformer.rotate_prev_bev": (True, True),
    "pts_bbox_head.transformer.use_shift": (True, True),
    "pts_bbox_head.transformer.use_can_bus": (True, True),
    "pts_bbox_head.transformer.can_bus_norm": (True, True),
    "pts_bbox_head.transformer.use_cams_embeds": (True, True),
    "pts_bbox_head.transformer.encoder.type": ("BEVFormerEncoder", _ABSENT),
    "pts_bbox_head.transformer.decoder.type": ("DetectionTransformerDecoder", _ABSENT),
    f"{_ENCODER}.attn_cfgs.0.type": ("TemporalSelfAttention", _ABSENT),
    f"{_ENCODER}.attn_cfgs.0.num_levels": (1, 4),
    f"{_ENCODER}.attn_cfgs.0.num_heads": (8, 8),
    f"{_ENCODER}.attn_cfgs.0.num_points": (4, 4),
    f"{_ENCODER}.attn_cfgs.1.type": ("SpatialCrossAttention", _ABSENT),
    f"{_DECODER}.attn_cfgs.0.num_heads": (8, _ABSENT),
    f"{_DECODER}.attn_cfgs.1.type": ("CustomMSDeformableAttention", _ABSENT),
    f"{_DECODER}.attn_cfgs.1.num_levels": (1, 4),
    f"{_DECODER}.attn_cfgs.1.num_heads": (8, 8),
    f"{_DECODER}.attn_cfgs.1.num_points": (4, 4),
    "pts_bbox_head.bbox_coder.type": ("NMSFreeCoder", _ABSENT),
    "pts_bbox_head.bbox_coder.score_threshold": (None, None),
}
_ORDER = ["self_attn", "norm", "cross_attn", "norm", "ffn", "norm"]


def config_of(content: Any, name: str) -> ModelConfig:
    """The config of a model section, bare or under the key `model`.

    The section says nothing of pictures: they are those of the published configuration with the same style of
    backbone and as many feature levels (small and base for caffe style, tiny otherwise).
    """
    if isinstance(content, dict) and isinstance(content.get("model"), dict):
        content = content["model"]
    section = Section(content)
    for key, (only, default) in _FIXED.items():
        section.fixed(key, only, default)
    for layers in (_ENCODER, _DECODER):
        section.fixed(f"{layers}.operation_order", _ORDER, _ABSENT)
    head, transformer = "pts_bbox_head", "pts_bbox_head.transformer"
    backbone = _backbone(section)
    levels = _levels(section, backbone)
    return ModelConfig(
        name=name,
        backbone=backbone,
        preprocess=_pictures(backbone, levels),
        embed_dims=section.whole(f"{transformer}.embed_dims"),
        ffn_dims=section.whole(f"{_ENCODER}.feedforward_channels"),
        bev_h=section.whole(f"{head}.bev_h"),
        bev_w=section.whole(f"{head}.bev_w"),
        encoder_layers=section.whole(f"{transformer}.encoder.num_layers"),
        decoder_layers=section.whole(f"{transformer}.decoder.num_layers"),
        num_query=section.whole(f"{head}.num_query"),
        num_levels=levels,
        level_embeds=section.whole(f"{transformer}.num_feature_levels", 4),
        num_cams=section.whole(f"{transformer}.num_cams", 6),
        pillar_points=section.whole(f"{transformer}.encoder.num_points_in_pillar"),
        spatial_points=section.whole(f"{_ENCODER}.attn_cfgs.1.deformable_attention.num_points"),
        pc_range=section.numbers(f"{head}.bbox_coder.pc_range"),
        post_center_range=section.numbers(f"{head}.bbox_coder.post_center_range"),
        rotate_center=section.numbers(f"{transformer}.rotate_center", (100, 100)),
        max_num=section.whole(f"{head}.bbox_coder.max_num"),
    )


def _backbone(section: Section) -> BackboneConfig:
    depth = section.one_of("img_backbone.depth", _DEPTHS)
    stages: tuple[int, ...] = ()
    if section.value("img_backbone.dcn", None) is not None:
        section.fixed("img_backbone.dcn.type", "DCNv2", _ABSENT)
        section.fixed("img_backbone.dcn.deform_groups", 1, 1)
        section.fixed("img_backbone.dcn.fallback_on_stride", False, False)
        on = section.value("img_backbone.stage_with_dcn", [False] * 4)
        stages = tuple(i for i, deformable in enumerate(on) if deformable)
    return BackboneConfig(
        depths=_DEPTHS[depth],
        out_stages=section.numbers("img_backbone.out_indices", (0, 1, 2, 3)),
        norm_eval=bool(section.value("img_backbone.norm_eval", True)),
        style=section.one_of("img_backbone.style", ("pytorch", "caffe"), "pytorch"),
        deformable_stages=stages,
    )


def _levels(section: Section, backbone: BackboneConfig) -> int:
    levels = section.whole("img_neck.num_outs")
    if levels > len(backbone.out_stages):
        section.fixed("img_neck.add_extra_convs", "on_output", False)
    if levels > len(backbone.out_stages) + 1:
        section.fixed("img_neck.relu_before_extra_convs", True, False)
    section.fixed(f"{_ENCODER}.attn_cfgs.1.deformable_attention.num_levels", levels, 4)
    return levels


def _pictures(backbone: BackboneConfig, levels: int) -> PreprocessConfig:
    if backbone.style == "pytorch":
        return TINY.preprocess
    return (SMALL if levels == SMALL.num_levels else BASE).preprocess


class Section:
    """A tree of keys; a place in it is named by keys joined with dots, and an entry of a list by its number."""

    def __init__(self, tree: Any):
        if not isinstance(tree, dict):
            raise InputError(f"Cannot use it: found {type(tree).__name__}, expected the original's model section")
        self._tree = tree

    def value(self, key: str, default: Any = _ABSENT) -> Any:
        """What stands there, or the default where the last key is absent."""
        node: Any = self._tree
        *parents, last = key.split(".")
        for i, name in enumerate(parents):
            node = _entry(node, name)
            if node is _ABSENT:
                place = ".".join(parents[: i + 1])
                raise InputError(f"Cannot use it: no key {place}, expected the original's model section")
        found = _entry(node, last)
        found = default if found is _ABSENT else found
        if found is _ABSENT:
            raise InputError(f"Cannot use it: no key {key}, expected the original's model section")
        return found

    def fixed(self, key: str, only: Any, default: Any) -> None:
        """Refuses any value but this one."""
        self.one_of(key, (only,), default)

    def one_of(self, key: str, known: Any, default: Any = _ABSENT) -> Any:
        """A value among the known ones."""
        found = self.value(key, default)
        if not any(found == value and isinstance(found, bool) == isinstance(value, bool) for value in known):
            raise InputError(f"Cannot use {key}={found}: expected {' or '.join(str(value) for value in known)}")
        return found

    def whole(self, key: str, default: Any = _ABSENT) -> int:
        """A whole number above 0."""
        found = self.value(key, default)
        if type(found) is not int or found <= 0:
            raise InputError(f"Cannot use {key}={found}: expected a whole number above 0")
        return found

    def numbers(self, key: str, default: Any = _ABSENT) -> tuple[Any, ...]:
        """A list of numbers."""
        found = self.value(key, default)
        if not isinstance(found, list | tuple) or not all(type(v) in (int, float) for v in found):
            raise InputError(f"Cannot use {key}={found}: expected a list of numbers")
        return tuple(found)


def _entry(node: Any, name: str) -> Any:
    if isinstance(node, dict):
        return node.get(name, _ABSENT)
    if isinstance(node, list) and name.isdigit() and int(name) < len(node):
        return node[int(name)]
    return _ABSENT
