"""BEVFormer in plain PyTorch: one file a block, no export branches.

Functions whose docstring line ends in "Seam." are the places where a row of `bevexport.rewrites` may stand in.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from bevexport.model import shapes, weights
from bevexport.model.bevformer import BEVFormer, Outputs
from bevexport.model.boxes import Boxes, decode
from bevexport.model.config import BASE, MICRO, SMALL, TINY, ModelConfig
from bevexport.model.config_file import config_of

__all__ = [
    "BASE",
    "MICRO",
    "SMALL",
    "TINY",
    "BEVFormer",
    "Boxes",
    "ModelConfig",
    "Outputs",
    "config_of",
    "decode",
    "load",
]

SEEDED = "seeded"


def load(config: str | Path | ModelConfig, checkpoint: str | Path | Mapping[str, Tensor] | None = None) -> BEVFormer:
    """A model in evaluation mode.

    config: `tiny`, `small`, `base`, `micro`, a YAML of ours, or a JSON with the original's model section. checkpoint: a
    file (strict, weights only), a state dict, the word `seeded` (see weights.seeded), or None for an untrained
    initialisation.

    Raises InputError, one line that names the file and the key: a config's, or a tensor's with both shapes.
    """
    model = BEVFormer(config_of(config))
    if isinstance(checkpoint, Mapping):
        weights.fill(model, checkpoint, "state dict")
    elif checkpoint is not None and str(checkpoint) == SEEDED:
        model.load_state_dict(weights.seeded(model.state_dict()))
    elif checkpoint is not None:
        weights.fill(model, weights.read(checkpoint), str(checkpoint))
    model.register_forward_pre_hook(shapes.check, with_kwargs=True)
    return model.eval()
