"""Weights: from a checkpoint, safely and strictly, or seeded from key names alone."""

from __future__ import annotations

import hashlib
import math
import pickle
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from bevexport.errors import InputError, first_line

# numpy's scalars, which trainers leave among a checkpoint's remarks: plain numbers, no code
_NUMBERS = [
    *((np.core.multiarray.scalar, f"numpy.{package}.multiarray.scalar") for package in ("core", "_core")),
    np.dtype,
    *(type(np.dtype(name)) for name in ("float64", "float32", "int64", "int32", "bool")),
]
_WRAPPINGS = ("state_dict", "ema_state_dict", "state_dict_ema", "model_ema", "ema", "model")
_PREFIXES = ("module.", "model.")
_OFFSETS = re.compile(r"(conv2)_offset\.(?=weight$|bias$)")
_RESIDUAL = (".output_proj.weight", ".attn.out_proj.weight", ".ffns.0.layers.1.weight")


def read(path: str | Path) -> dict[str, Tensor]:
    """A checkpoint's tensors: weights only (no pickled code), usual wrappings taken off.

    Those are: a dictionary around the state dict (`state_dict`, `model`, `ema`, ...), a prefix that all keys share
    (`module.`, `model.`, ...), and the names that deformable convolutions had in early mmcv (`conv2_offset.weight`).
    """
    try:
        with torch.serialization.safe_globals(_NUMBERS):
            content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as e:
        raise InputError(f"Cannot read checkpoint {path}: no such file, expected tensors only") from e
    except pickle.UnpicklingError as e:
        found = re.search(r"GLOBAL (\S+)|Unsupported (?:class|global)\W+(\S+)", str(e))
        what = f"it holds {found[1] or found[2]}, which is code" if found else first_line(e)
        raise InputError(f"Cannot read checkpoint {path}: {what}, expected tensors only") from e
    except Exception as e:  # torch raises half a dozen types here
        raise InputError(f"Cannot read checkpoint {path}: {first_line(e)}, expected tensors only") from e
    tensors = _unwrapped(content, path)
    return {_OFFSETS.sub(r"\1.conv_offset.", key): value for key, value in tensors.items()}


def _unwrapped(content: object, path: str | Path) -> dict[str, Tensor]:
    while isinstance(content, dict):
        inner = [content[key] for key in _WRAPPINGS if isinstance(content.get(key), dict)]
        if not inner:
            break
        content = inner[0]
    if not isinstance(content, dict):
        raise InputError(f"Cannot read checkpoint {path}: found {type(content).__name__}, expected a state dict")
    for key, value in content.items():
        if not isinstance(key, str) or not isinstance(value, Tensor):
            raise InputError(f"Cannot read checkpoint {path}: {key} is {type(value).__name__}, expected a tensor")
    for prefix in _PREFIXES * 2:  # wrapped twice at most
        if content and all(key.startswith(prefix) for key in content):
            content = {key.removeprefix(prefix): value for key, value in content.items()}
    return content


def fill(model: nn.Module, tensors: Mapping[str, Tensor], source: str) -> None:
    """Loads strictly; the error names the first key that differs and both shapes."""
    own = model.state_dict()
    for key, value in own.items():
        if key not in tensors:
            raise InputError(f"Cannot load {source}: no key {key}, expected shape {tuple(value.shape)}")
        if tensors[key].shape != value.shape:
            found = tuple(tensors[key].shape)
            raise InputError(f"Cannot load {source}: {key} has shape {found}, expected {tuple(value.shape)}")
    for key in tensors:
        if key not in own:
            raise InputError(f"Cannot load {source}: unknown key {key}, expected the {len(own)} keys of this config")
    model.load_state_dict(dict(tensors))


def seeded(shapes: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights that are a function of each key's name and shape, scaled so that activations stay sane.

    Random: good for comparing runtimes and code, worthless as a detector.
    """
    return {key: torch.from_numpy(np.array(_seeded(key, tuple(value.shape)))) for key, value in shapes.items()}


def are_seeded(tensors: Mapping[str, Tensor]) -> bool:
    """Whether every tensor is what `seeded` makes, also where a checkpoint file holds them: no training has seen it."""
    return all(torch.equal(value.cpu(), seeded({key: value})[key]) for key, value in tensors.items())


def _seeded(key: str, shape: tuple[int, ...]) -> np.ndarray:
    parent, leaf = (["", *key.split(".")])[-2:]
    if leaf == "num_batches_tracked":
        return np.zeros(shape, np.int64)
    if leaf == "code_weights":
        return np.array([1.0] * 8 + [0.2] * 2, np.float32)
    z = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode("ascii")))).standard_normal(shape)
    return _scaled(key, parent, leaf, z).astype(np.float32)


def _scaled(key: str, parent: str, leaf: str, z: np.ndarray) -> np.ndarray:
    if leaf == "running_var":
        return 1.0 + 0.1 * np.abs(z)
    if leaf == "running_mean":
        return 0.1 * z
    if parent == "bev_embedding":
        return 2.0 * z
    if parent == "query_embedding":
        return z
    if leaf in ("level_embeds", "cams_embeds") or parent in ("row_embed", "col_embed"):
        return 0.5 * z
    if parent == "sampling_offsets":
        return 2.0 * z if leaf == "bias" else 0.5 / math.sqrt(z.shape[1]) * z
    if parent == "attention_weights":
        return 0.5 * z if leaf == "bias" else 1.0 / math.sqrt(z.shape[1]) * z
    if z.ndim == 4:
        return math.sqrt(2.0 / math.prod(z.shape[1:])) * z
    if z.ndim == 2:
        return _linear(key, z)
    if leaf == "weight":
        return (1.0 + 0.1 * z) * (0.3 if parent == "bn3" else 1.0)
    return 0.1 * z


def _linear(key: str, z: np.ndarray) -> np.ndarray:
    gain, centred = 1.0, False
    if key.endswith(_RESIDUAL):
        gain = 0.25 if ".decoder." in key else 0.5
    elif (".cls_branches." in key and key.endswith(".6.weight")) or (
        ".reg_branches." in key and key.endswith(".4.weight")
    ):
        gain, centred = 2.0, True
    w = gain / math.sqrt(z.shape[1]) * z
    return w - w.mean(axis=1, keepdims=True) if centred else w


def sha256(tensors: Mapping[str, Tensor]) -> str:
    """Hash of names, shapes and bytes in key order: the same for the same weights, however they were stored."""
    digest = hashlib.sha256()
    for key in sorted(tensors):
        value = tensors[key].detach().cpu().contiguous().numpy()
        digest.update(f"{key}{value.dtype}{value.shape}".encode())
        digest.update(value.tobytes())
    return digest.hexdigest()
