"""Checkpoints: wrappings come off, everything else is refused in one line that names the tensor."""

from collections import OrderedDict

import numpy as np
import pytest
import torch

import bevexport
from bevexport.errors import InputError
from bevexport.model import weights
from bevexport.model.deformable_conv import ModulatedDeformConv
from tests.nano import NANO


@pytest.fixture(scope="module")
def state():
    return bevexport.load(NANO, "seeded").state_dict()


def prefixed(state, prefix):
    return OrderedDict((prefix + key, value) for key, value in state.items())


WRAPPED = {
    "bare": lambda s: s,
    "mmcv": lambda s: {"meta": {"epoch": 24, "CLASSES": ("car",)}, "state_dict": s, "optimizer": {"state": {}}},
    "numbers of numpy": lambda s: {"meta": {"best": np.float64(0.25), "iter": np.int64(3)}, "state_dict": s},
    "data parallel": lambda s: {"state_dict": prefixed(s, "module.")},
    "lightning": lambda s: {"state_dict": prefixed(s, "model.")},
    "average": lambda s: {"ema": prefixed(s, "module.")},
    "average of a wrapped model": lambda s: {"ema_state_dict": prefixed(s, "module.model.")},
    "twice": lambda s: {"model": {"state_dict": prefixed(s, "model.module.")}},
}


@pytest.mark.parametrize("name", WRAPPED)
def test_usual_wrappings_come_off(state, tmp_path, name):
    path = tmp_path / "checkpoint.pth"
    torch.save(WRAPPED[name](state), path)
    loaded = bevexport.load(NANO, path).state_dict()
    assert weights.sha256(loaded) == weights.sha256(state)


def test_early_names_of_deformable_offsets_are_understood(tmp_path):
    conv = torch.nn.ModuleDict({"conv2": ModulatedDeformConv(2, 2)})
    early = {key.replace(".conv_offset.", "_offset."): value for key, value in conv.state_dict().items()}
    assert "conv2_offset.weight" in early
    torch.save(early, tmp_path / "early.pth")
    weights.fill(conv, weights.read(tmp_path / "early.pth"), "early.pth")


class Opener:
    """Unpickled without care, this would run a command."""

    def __reduce__(self):
        import os

        return os.system, ("true",)


def refusal(path, config=NANO):
    with pytest.raises(InputError) as caught:
        bevexport.load(config, path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_pickled_code_is_refused(state, tmp_path):
    path = tmp_path / "evil.pth"
    torch.save({"state_dict": state, "hook": Opener()}, path)
    assert refusal(path) == (
        f"Cannot read checkpoint {path}: it holds posix.system, which is code, expected tensors only"
    )


def test_what_is_no_checkpoint_is_refused(tmp_path):
    path = tmp_path / "no.pth"
    assert refusal(path) == f"Cannot read checkpoint {path}: no such file, expected tensors only"
    path.write_bytes(b"a text")
    assert refusal(path).startswith(f"Cannot read checkpoint {path}: ")
    torch.save([1, 2], path)
    assert refusal(path) == f"Cannot read checkpoint {path}: found list, expected a state dict"
    torch.save({"state_dict": {"epoch": 3}}, path)
    assert refusal(path) == f"Cannot read checkpoint {path}: epoch is int, expected a tensor"


def test_loading_is_strict_and_names_tensor_and_shapes(state, tmp_path):
    path = tmp_path / "other.pth"
    key = "pts_bbox_head.query_embedding.weight"
    torch.save({k: v for k, v in state.items() if k != key}, path)
    assert refusal(path) == f"Cannot load {path}: no key {key}, expected shape (14, 64)"
    torch.save({**state, key: torch.zeros(15, 64)}, path)
    assert refusal(path) == f"Cannot load {path}: {key} has shape (15, 64), expected (14, 64)"
    torch.save({**state, "extra.weight": torch.zeros(1)}, path)
    assert (
        refusal(path) == f"Cannot load {path}: unknown key extra.weight, expected the {len(state)} keys of this config"
    )
