"""A wrong input is named with its shape and the one that the configuration asks for."""

import pytest
import torch

import bevexport
from bevexport.errors import InputError

GOOD = {
    "img": torch.zeros(1, 6, 3, 64, 96),
    "lidar2img": torch.eye(4).expand(1, 6, 4, 4),
    "can_bus": torch.zeros(1, 18),
}


@pytest.fixture(scope="module")
def micro():
    return bevexport.load("micro", "seeded")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("img", torch.zeros(1, 5, 3, 64, 96), "img has shape (1, 5, 3, 64, 96), expected (1, 6, 3, H, W)"),
        ("img", torch.zeros(6, 3, 64, 96), "img has shape (6, 3, 64, 96), expected (6, 6, 3, H, W)"),
        ("lidar2img", torch.zeros(1, 6, 3, 4), "lidar2img has shape (1, 6, 3, 4), expected (1, 6, 4, 4)"),
        ("can_bus", torch.zeros(18), "can_bus has shape (18,), expected (1, 18)"),
        ("can_bus", None, "can_bus is a NoneType, expected a tensor"),
        ("prev_bev", torch.zeros(1, 1024, 64), "prev_bev has shape (1, 1024, 64), expected (1024, 1, 64)"),
    ],
)
def test_a_wrong_input_is_named(micro, name, value, says):
    with pytest.raises(InputError) as refused:
        micro(**(GOOD | {name: value}))
    assert str(refused.value) == f"Cannot run the model: {says}"
