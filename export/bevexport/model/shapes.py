"""Inputs of the model, checked before it runs: a wrong shape is named, not met deep inside an attention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from bevexport.errors import InputError

if TYPE_CHECKING:
    from bevexport.model.bevformer import BEVFormer

NAMES = ("img", "lidar2img", "can_bus", "prev_bev")


def check(model: BEVFormer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """A hook before `forward`: raises InputError, one line with input, shape and what was expected."""
    if torch.jit.is_tracing():  # the exporter's example went through here before
        return
    given = dict(zip(NAMES, args, strict=False)) | kwargs
    cfg = model.config
    batch = given["img"].shape[0] if isinstance(given.get("img"), Tensor) and given["img"].dim() else 1
    expected = {
        "img": (batch, cfg.num_cams, 3, "H", "W"),
        "lidar2img": (batch, cfg.num_cams, 4, 4),
        "can_bus": (batch, 18),
        "prev_bev": (cfg.bev_h * cfg.bev_w, batch, cfg.embed_dims),
    }
    for name, sides in expected.items():
        value = given.get(name)
        if value is None and name == "prev_bev":
            continue
        if not isinstance(value, Tensor):
            raise InputError(f"Cannot run the model: {name} is a {type(value).__name__}, expected a tensor")
        fits = value.dim() == len(sides) and all(
            isinstance(side, str) or have == side for have, side in zip(value.shape, sides, strict=True)
        )
        if not fits:
            wanted = ", ".join(str(side) for side in sides)
            raise InputError(f"Cannot run the model: {name} has shape {tuple(value.shape)}, expected ({wanted})")
