"""Where the shared material beside the project lies; tests that want it skip, saying so, where it is missing."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(os.environ.get("BEVDRIFT_SHARED", PROJECT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no shared material here: {folder}")
    return folder


@pytest.fixture(scope="session")
def golden(shared: Path) -> Path:
    folder = shared / "golden"
    if not folder.is_dir():
        pytest.skip(f"no golden outputs here: {folder}")
    return folder
