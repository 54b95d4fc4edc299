"""nuscenes-devkit reads the tables made of frames, and finds in them what the frames hold."""

from pathlib import Path

import numpy as np
import pytest

from bevexport.__main__ import main
from bevexport.frames import scenes

SAMPLE = Path(__file__).parents[2] / "sample" / "frames"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from nuscenes.nuscenes import NuScenes

    out = tmp_path_factory.mktemp("tables") / "out"
    assert main(["nuscenes-tables", "--frames", str(SAMPLE), "--out", str(out)]) == 0
    return NuScenes("v1.0-frames", dataroot=str(out), verbose=False), out


def test_boxes_poses_and_pictures_are_those_of_the_frames(made):
    nusc, out = made
    compared = 0
    for scene in scenes(SAMPLE):
        for row in (frame.row for frame in scene.frames()):
            sample = nusc.get("sample", row["sample_token"])
            assert (sample["timestamp"], sample["scene_token"]) == (row["timestamp_us"], row["scene_token"])
            assert sample["prev"] == (row["prev_sample_token"] or "")
            for camera in row["cameras"]:
                data = nusc.get("sample_data", sample["data"][camera["channel"]])
                assert data["token"] == camera["sample_data_token"]
                assert (out / data["filename"]).read_bytes() == camera["jpeg"]
                for table, key in (("ego_pose", "ego2global"), ("calibrated_sensor", "sensor2ego")):
                    pose = nusc.get(table, data[f"{table}_token"])
                    assert {k: pose[k] for k in ("translation", "rotation")} == camera[key]
            assert len(sample["anns"]) == len(row["boxes"])
            for token, box in zip(sample["anns"], row["boxes"], strict=True):
                ann = nusc.get("sample_annotation", token)
                for key in ("instance_token", "translation", "size", "rotation", "num_lidar_pts", "num_radar_pts"):
                    assert ann[key] == box[key]
                assert ann["category_name"] == box["category"]
                assert [nusc.get("attribute", t)["name"] for t in ann["attribute_tokens"]] == box["attributes"]
                velocity = nusc.box_velocity(token)[:2]
                expected = box["velocity"] or [np.nan, np.nan]
                np.testing.assert_array_equal(velocity, expected)
                compared += 1
    assert compared > 1000


def test_a_folder_with_something_in_it_is_refused(tmp_path, capsys):
    (tmp_path / "x").write_text("")
    assert main(["nuscenes-tables", "--frames", str(SAMPLE), "--out", str(tmp_path)]) == 2
    assert "it is not empty" in capsys.readouterr().err
