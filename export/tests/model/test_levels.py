"""Deformable convolutions and four feature levels against recorded outputs of the original code.

`original/` was made by export/golden/make_original_levels.py.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

import bevexport
from bevexport.model import BASE, SMALL, config_of
from tests.model.compare import assert_decoded, assert_raw

RECORDED = Path(__file__).parent / "original"
CAMERAS_KEPT = [0, 3]


def picture(frame):
    img = np.random.Generator(np.random.PCG64(2000 + frame)).standard_normal((1, 6, 3, 96, 160)).astype(np.float32)
    img[..., 90:, :] = 0.0
    return torch.from_numpy(img)


@pytest.fixture(scope="module")
def levels():
    """The model, and each frame's recorded arrays, feature maps and outputs."""
    config = config_of(RECORDED / "levels_model_config.json")
    model = bevexport.load(config, "seeded")
    frames, prev = [], None
    for frame in (0, 1):
        recorded = np.load(RECORDED / f"levels_frame{frame}.npz")
        lidar2img = torch.from_numpy(recorded["lidar2img"].astype(np.float32))[None]
        can_bus = torch.from_numpy(recorded["can_bus_used"].astype(np.float32))[None]
        with torch.no_grad():
            maps = model.features(picture(frame))
            out = model(picture(frame), lidar2img, can_bus, prev)
        frames.append((recorded, maps, out))
        prev = out.bev_embed
    return config, frames


@pytest.mark.parametrize("config", [SMALL, BASE], ids=lambda c: c.name)
def test_keys_and_shapes_of_small_and_base_are_the_originals(config):
    expected = json.loads((RECORDED / f"{config.name}_state_dict.json").read_text())
    with torch.device("meta"):
        state = bevexport.load(config).state_dict()
    assert {k: list(v.shape) for k, v in state.items()} == expected


@pytest.mark.parametrize("frame", [0, 1])
def test_feature_maps_of_every_level_equal_the_originals(levels, frame):
    recorded, maps, _ = levels[1][frame]
    assert len(maps) == 4
    for level, x in enumerate(maps):
        np.testing.assert_allclose(x[0, CAMERAS_KEPT].numpy(), recorded[f"fpn{level}"], atol=1e-4, rtol=0)


@pytest.mark.parametrize("frame", [0, 1])
def test_outputs_equal_the_originals(levels, frame):
    config, frames = levels
    recorded, _, out = frames[frame]
    assert_raw(out, recorded)
    assert_decoded(out, config, recorded)


def test_the_section_of_base_means_bases_pictures(levels):
    assert levels[0].preprocess == BASE.preprocess
    assert levels[0].backbone.deformable_stages == (2, 3)
