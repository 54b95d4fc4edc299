"""The notebooks, run from the command line on a run of the sample."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
nbclient = pytest.importorskip("nbclient", reason="skipped: no nbclient (export's extra notebooks)")
nbformat = pytest.importorskip("nbformat", reason="skipped: no nbformat (export's extra notebooks)")


@pytest.fixture(scope="module")
def sample_run(tmp_path_factory):
    """A run of a few rungs on a few scenes of the sample, or the one that BEVDRIFT_RUN names."""
    given = os.environ.get("BEVDRIFT_RUN")
    if given:
        return Path(given)
    out = tmp_path_factory.mktemp("notebooks") / "run"
    rungs = "faithful,R03b-bake-shift,fp16"
    scenes = ",".join(f"scene-{7000 + k}" for k in range(8))
    made = subprocess.run(
        [ROOT / "bin" / "eval", "--rungs", rungs, "--scenes", scenes, "--out", out,
         "--frames", ROOT / "sample/frames", "--ladder", ROOT / "sample/ladder",
         "--reference", ROOT / "sample/reference"],
        capture_output=True, text=True, timeout=1500, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-3000:]
    return out


@pytest.mark.parametrize("name", ["prices", "one_frame", "how_many_scenes"])
def test_a_notebook_runs_and_draws(name, sample_run, monkeypatch):
    monkeypatch.setenv("BEVDRIFT_RUN", str(sample_run))
    monkeypatch.setenv("BEVDRIFT_FRAMES", str(ROOT / "sample" / "frames"))
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "outputs are not kept in the repository"
    client = nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(ROOT / "notebooks")}})
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert not [output for output in outputs if output.get("name") == "stderr"]
