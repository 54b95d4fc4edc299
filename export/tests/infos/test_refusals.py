"""A field that cannot be is one line with file, row, sample and field, and nothing is left of the frames."""

import copy

import numpy as np
import pytest

from bevexport.__main__ import main
from tests.infos.made import infos_of, write
from tests.infos.test_convert import SAMPLE

NAN, HUGE = float("nan"), 10**30


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("refusals")
    content = infos_of(SAMPLE, root, 1)
    return {**content, "infos": content["infos"][:3]}, root


def convert(content, root, folder):
    path = write(content, folder / "infos.pkl")
    return main(["info-frames", "--infos", str(path), "--dataroot", str(root), "--out", str(folder / "frames")])


def put(*keys_and_value):
    *keys, last, value = keys_and_value

    def change(info):
        for key in keys:
            info = info[key]
        info[last] = value(info[last]) if callable(value) else value

    return change


def drop(*names):
    return lambda info: [info.pop(name) for name in names]


@pytest.mark.parametrize(
    "change, said",
    [
        (put("timestamp", float("inf")), "timestamp is no time"),
        (put("timestamp", NAN), "timestamp is no time"),
        (put("timestamp", HUGE), "timestamp is no time"),
        (put("cams", "CAM_BACK", "timestamp", HUGE), "cams.CAM_BACK.timestamp is no time"),
        (put("cams", "CAM_BACK", "cam_intrinsic", np.full((3, 3), NAN)), "cams.CAM_BACK.cam_intrinsic holds NaN"),
        (put("cams", "CAM_BACK", "data_path", "samples/a\0.jpg"), "cams.CAM_BACK.data_path is 'samples/a\\x00.jpg'"),
        (put("can_bus", lambda v: v * NAN), "can_bus holds NaN or infinity"),
        (put("lidar2ego_translation", [10**400, 0, 0]), "lidar2ego_translation holds something else"),
        (put("lidar2ego_rotation", [0.5**0.5, 0.5**0.5, 0.0, 0.0]), "lidar2ego_rotation with ego2global_rotation tips"),
        (put("num_lidar_pts", lambda v: v * NAN), "num_lidar_pts holds NaN or infinity"),
        (put("num_radar_pts", lambda v: v - 5), "num_radar_pts holds something else"),
        (put("num_lidar_pts", lambda v: v + 0.5), "num_lidar_pts holds something else"),
        (put("valid_flag", lambda v: ~v), "valid_flag[0] is "),
        (put("valid_flag", lambda v: v[:1]), "valid_flag holds 1 entries"),
        (put("valid_flag", np.array(True)), "valid_flag holds 1 entries"),
        (put("gt_names", np.array(5)), "gt_names holds 1 entries"),
        (put("gt_velocity", lambda v: v + np.inf), "gt_velocity holds infinity"),
        (put("gt_names", lambda v: np.array([""] * len(v))), "gt_names[0] is ''"),
        (put("prev", 3), "prev is int, expected text"),
        (put("scene_token", ""), "scene_token is ''"),
        (put("scene_token", "a\ud800"), "scene_token is 'a\\ud800'"),
        (put("scene_token", "../../x"), "scene_token names ../../x"),
        (put("scene_token", "a" * 300), "scene_token names aaa"),
        (drop("gt_boxes", "gt_names"), "gt_boxes is not there, expected boxes, as row 0 has them"),
    ],
)
def test_a_value_that_cannot_be_is_one_line(made, tmp_path, capsys, change, said):
    content, root = made
    infos = copy.deepcopy(content["infos"])
    change(infos[1])
    assert convert({**content, "infos": infos}, root, tmp_path) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: Cannot use infos.pkl, row 1, sample {infos[1]['token']}: {said}")
    assert len(error.splitlines()) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["infos.pkl"]


def test_boxes_of_later_mmdet3d_are_refused(made, tmp_path, capsys):
    content, root = made
    infos = copy.deepcopy(content["infos"])
    for info in infos:
        info["gt_boxes"][:, [3, 4]] = info["gt_boxes"][:, [4, 3]]
    assert convert({**content, "infos": infos}, root, tmp_path) == 2
    assert "cars in gt_boxes are wider than long, as mmdet3d 1.0 and later write them" in capsys.readouterr().err


def test_a_sample_without_boxes_is_a_frame_without_boxes(made, tmp_path):
    """Empty arrays, in the protocol that mmcv writes, have a form of their own."""
    content, root = made
    infos = copy.deepcopy(content["infos"])
    none = np.zeros(0)
    infos[1] |= {"gt_boxes": np.zeros((0, 7)), "gt_names": none, "gt_velocity": np.zeros((0, 2))}
    infos[1] |= {"num_lidar_pts": none, "num_radar_pts": none, "valid_flag": np.zeros(0, bool)}
    assert convert({**content, "infos": infos}, root, tmp_path) == 0


def test_without_a_single_picture_nothing_is_left(made, tmp_path, capsys):
    content, _ = made
    assert convert(content, tmp_path, tmp_path) == 2
    assert "Cannot take any frame of" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["infos.pkl"]


def test_where_no_folder_can_be_the_line_says_so(made, tmp_path, capsys):
    content, root = made
    path = write(content, tmp_path / "infos.pkl")
    out = path / "frames"  # below a file
    assert main(["info-frames", "--infos", str(path), "--dataroot", str(root), "--out", str(out)]) == 2
    assert capsys.readouterr().err.endswith("expected a folder that can be written\n")
