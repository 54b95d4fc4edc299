"""A world of three scenes, made once."""

from pathlib import Path

import pytest
from nuscenes import NuScenes

from bevexport.world.generate import WorldPlan, generate

SEED = 11
VERSION = "v1.0-synth"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data root with two scenes to train on and one to validate."""
    out = tmp_path_factory.mktemp("world")
    generate(WorldPlan(out, VERSION, SEED, {"world_train": 2, "world_val": 1}))
    return out


@pytest.fixture(scope="session")
def database(world: Path) -> NuScenes:
    """The same, loaded by the devkit."""
    return NuScenes(VERSION, str(world), verbose=False)
