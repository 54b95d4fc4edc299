"""Where the shared material beside the project lies; tests that want it skip, saying so, where it is missing."""

import os
from collections.abc import Iterator
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
def nano_frames(tmp_path_factory) -> Path:
    """Two scenes of two vehicles, three frames each, for the nano model."""
    from .frames_fixture import write_frames
    from .nano import IMAGE_SIZE

    return write_frames(tmp_path_factory.mktemp("frames"), size=IMAGE_SIZE)


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory) -> Iterator[Path]:
    """Exports of this test run, also of commands that aren't told where: a rung is traced once for all tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder / "bevexport"


@pytest.fixture(scope="session")
def golden(shared: Path) -> Path:
    folder = shared / "golden"
    if not folder.is_dir():
        pytest.skip(f"no golden outputs here: {folder}")
    return folder
