"""The rungs that aren't rewrites, as a ladder."""

import pytest
import yaml

import bevexport
from bevexport.__main__ import main
from bevexport.errors import InputError
from bevexport.ladder import calibration
from bevexport.ladder.own_rungs import OWN
from bevexport.ladder.rungs import rung

from ..frames_fixture import write_frames
from ..nano import IMAGE_SIZE, NANO
from .test_build import plain


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Evaluation frames of scenes 0 and 1, training frames whose scenes have other tokens, and a config."""
    import dataclasses

    evaluation = write_frames(tmp_path_factory.mktemp("evaluation"), 2, 2, IMAGE_SIZE)
    training = write_frames(tmp_path_factory.mktemp("training"), 2, 2, IMAGE_SIZE, prefix="training-")
    config = tmp_path_factory.mktemp("config") / "nano.yaml"
    config.write_text(yaml.safe_dump(plain(dataclasses.asdict(NANO))))
    return evaluation, training, config


def arguments(folders, out, rungs, *more):
    evaluation, _, config = folders
    made = ["ladder", "--config", config, "--checkpoint", "seeded", "--frames", evaluation, "--out", out]
    return [str(a) for a in (*made, "--rungs", rungs, *more)]


def test_a_ladder_of_them(folders, tmp_path):
    wanted = ",".join(("faithful", "faithful-decoded", *OWN))
    assert main(arguments(folders, tmp_path, wanted, "--calibration", folders[1])) == 0
    by_id = {r["id"]: r for r in yaml.safe_load((tmp_path / "ladder.yaml").read_text())["rungs"]}
    assert {id: by_id[id]["precision"] for id in OWN} == {
        "ours-opset11": "fp32",
        "ours-opset11-decoded": "fp32",
        "fp16": "fp16",
        "int8-dynamic": "int8",
        "int8-static": "int8",
    }
    ours = by_id["ours-opset11-decoded"]
    assert ours["opset"] == 11 and ours["outputs"] == "decoded" and ours["temporal"]
    assert ours["rewrites"] == list(rung("ours-opset11-decoded").rewrites)
    assert all(id.startswith("F-") for id in ours["rewrites"])
    assert not any("boxes" in id or "yaw" in id for id in by_id["ours-opset11"]["rewrites"])
    assert all("same_graph_as" not in by_id[id] for id in OWN)


def test_calibration_frames_are_training_frames(folders, tmp_path, capsys):
    evaluation, training, _ = folders
    assert calibration.checked(training, evaluation) == training
    assert main(arguments(folders, tmp_path, "int8-static")) == 2
    assert "no calibration frames, expected --calibration" in capsys.readouterr().err
    assert main(arguments(folders, tmp_path, "int8-static", "--calibration", evaluation)) == 2
    assert "these are the evaluation frames, expected training scenes" in capsys.readouterr().err
    copy = write_frames(tmp_path / "copy", 2, 2, IMAGE_SIZE)
    with pytest.raises(InputError, match="scene scene0 is among the evaluation frames"):
        calibration.checked(copy, evaluation)
    with pytest.raises(InputError, match="no such folder"):
        calibration.checked(tmp_path / "absent", evaluation)
    assert not (tmp_path / "ladder.yaml").exists()


def test_calibration_frames_carry_the_models_own_memory(folders):
    model = bevexport.load(NANO, "seeded")
    frames = list(calibration.inputs(model, folders[1]))
    assert [x.use_prev_bev.item() for x in frames] == [0, 1, 0, 1]
    assert not frames[0].prev_bev.any() and frames[1].prev_bev.abs().sum() > 0
