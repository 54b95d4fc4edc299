"""Frames to nuScenes tables: nuscenes-devkit finds in them what the frames hold."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bevexport import frames
from bevexport.__main__ import main
from bevexport.tables.write import write
from bevexport.train.scenes import read_split

SAMPLE = Path(__file__).resolve().parents[3] / "sample" / "frames"
SCENES = 3
VERSION = "v1.0-synth"


def rows_of(folder):
    return [f.row for scene in frames.scenes(folder) for f in scene.frames()]


def changed(folder, change):
    """The frames of a folder in one of their own, rows changed by a function of all rows of a scene."""
    out = folder.parent / "changed"
    out.mkdir()
    shutil.copy(folder / "_dataset.json", out)
    for scene in frames.scenes(folder):
        table = pq.read_table(scene.path)
        rows = change([f.row for f in scene.frames()])
        pq.write_table(pa.Table.from_pylist(rows, table.schema), out / scene.path.name)
    return out


@pytest.fixture
def folder(tmp_path):
    """The sample's first scenes."""
    out = tmp_path / "frames"
    out.mkdir()
    shutil.copy(SAMPLE / "_dataset.json", out)
    for scene in frames.scenes(SAMPLE)[:SCENES]:
        shutil.copy(scene.path, out)
    return out


def opened(root):
    nuscenes = pytest.importorskip("nuscenes", reason="skipped: no nuscenes-devkit here (export's extra test)")
    return nuscenes.NuScenes(VERSION, str(root), verbose=False)


def truth_of(nusc):
    from nuscenes.eval.common.loaders import add_center_dist, get_samples_of_custom_split, load_gt_of_sample_tokens
    from nuscenes.eval.detection.data_classes import DetectionBox

    tokens = get_samples_of_custom_split("frames", nusc)
    return tokens, add_center_dist(nusc, load_gt_of_sample_tokens(nusc, tokens, DetectionBox))


def velocities(box):
    return None if box["velocity"] is None else tuple(box["velocity"])


def test_the_devkit_finds_the_same_boxes_in_the_same_order(folder, tmp_path):
    note = write(folder, tmp_path / "out")
    assert note["velocities_differ"] == 0 and note["rows"]["scene"] == SCENES
    tokens, truth = truth_of(opened(tmp_path / "out"))
    rows = sorted(rows_of(folder), key=lambda r: r["sample_index"])
    assert tokens == [r["sample_token"] for r in rows]
    compared = 0
    for row in rows:
        wanted = [b for b in row["boxes"] if b["detection_name"] is not None]
        found = truth[row["sample_token"]]
        for box, theirs in zip(wanted, found, strict=True):
            assert list(theirs.translation) == box["translation"]
            assert list(theirs.size) == box["size"] and list(theirs.rotation) == box["rotation"]
            assert theirs.detection_name == box["detection_name"]
            assert [theirs.attribute_name] == (box["attributes"] or [""])
            assert theirs.num_pts == box["num_lidar_pts"] + box["num_radar_pts"]
            assert (None if np.isnan(theirs.velocity).any() else tuple(theirs.velocity)) == velocities(box)
            place = np.subtract(box["translation"], row["ego2global"]["translation"])
            assert np.array_equal(theirs.ego_translation, place)
            compared += 1
    assert compared > 300


def test_sensors_poses_and_pictures_are_those_of_the_frames(folder, tmp_path):
    write(folder, tmp_path / "out")
    nusc = opened(tmp_path / "out")
    for row in rows_of(folder):
        sample = nusc.get("sample", row["sample_token"])
        assert sample["timestamp"] == row["timestamp_us"]
        assert sample["prev"] == (row["prev_sample_token"] or "")
        scene = nusc.get("scene", sample["scene_token"])
        log = nusc.get("log", scene["log_token"])
        assert (scene["name"], scene["description"]) == (row["scene_name"], row["description"])
        assert (log["vehicle"], log["location"]) == (row["vehicle"], row["location"])
        views = [(c["channel"], c["sensor2ego"], c["ego2global"], c) for c in row["cameras"]]
        for channel, mount, pose, camera in [*views, ("LIDAR_TOP", row["lidar2ego"], row["ego2global"], None)]:
            data = nusc.get("sample_data", sample["data"][channel])
            sensor = nusc.get("calibrated_sensor", data["calibrated_sensor_token"])
            where = nusc.get("ego_pose", data["ego_pose_token"])
            assert {k: sensor[k] for k in mount} == mount and {k: where[k] for k in pose} == pose
            if camera is not None:
                assert data["token"] == camera["sample_data_token"] and data["timestamp"] == camera["timestamp_us"]
                assert np.ravel(sensor["camera_intrinsic"]).tolist() == camera["intrinsics"]
                assert Path(nusc.get_sample_data_path(data["token"])).read_bytes() == camera["jpeg"]
        for box, own in zip(row["boxes"], sample["anns"], strict=True):
            annotation = nusc.get("sample_annotation", own)
            assert annotation["instance_token"] == box["instance_token"]
            assert annotation["category_name"] == box["category"]
            assert nusc.get("visibility", annotation["visibility_token"])["level"] == box["visibility"]


def test_the_reader_for_training_sees_the_same_frames(folder, tmp_path):
    write(folder, tmp_path / "out")
    for split in ("frames", "world_val"):
        found = [f for scene in read_split(tmp_path / "out", VERSION, split) for f in scene]
        for ours, scene_frame in zip(found, (f for s in frames.scenes(folder) for f in s.frames()), strict=True):
            assert ours.sample_token == scene_frame.row["sample_token"]
            # Two ways to invert a pose and to take a heading: rounding only.
            assert np.allclose(ours.lidar2img, scene_frame.lidar2img(), rtol=0, atol=1e-8)
            assert np.allclose(ours.can_bus, scene_frame.can_bus(), rtol=0, atol=1e-9)
            assert np.array_equal(ours.can_bus[7:16], scene_frame.can_bus()[7:16])


def test_left_out_frames_change_velocities_which_are_counted(folder, tmp_path):
    """Also: samples stand in the order of sample_index, whatever that of the files."""

    def without_the_fourth(rows):
        rows = rows[:3] + rows[4:]
        return [{**r, "sample_index": r["sample_index"] if r["scene_name"] > "scene-7000" else 10_000 + k}
                for k, r in enumerate(rows)]  # fmt: skip

    lacking = changed(folder, without_the_fourth)
    note = write(lacking, tmp_path / "out")
    tokens, truth = truth_of(opened(tmp_path / "out"))
    rows = sorted(rows_of(lacking), key=lambda r: r["sample_index"])
    assert tokens == [r["sample_token"] for r in rows]
    assert rows[-1]["scene_name"] == "scene-7000"
    nusc = opened(tmp_path / "out")
    differ = 0
    for row in rows:
        for box, own in zip(row["boxes"], nusc.get("sample", row["sample_token"])["anns"], strict=True):
            theirs = nusc.box_velocity(own)[:2]
            differ += (None if np.isnan(theirs).any() else tuple(theirs)) != velocities(box)
    assert note["velocities_differ"] == differ > 0


def test_sequences_of_a_long_drive_are_one_scene(folder, tmp_path):
    scene = frames.scenes(folder)[0]
    table = pq.read_table(scene.path)
    rows = table.to_pylist()
    cut = tmp_path / "cut"
    cut.mkdir()
    for sequence, part in enumerate((rows[:5], rows[5:])):
        part = [{**row, "sequence": sequence} for row in part]
        pq.write_table(pa.Table.from_pylist(part, table.schema), cut / f"{1 - sequence}.parquet")
    note = write(cut, tmp_path / "out", VERSION)
    [found] = opened(tmp_path / "out").scene
    assert found["nbr_samples"] == len(rows) == note["rows"]["sample"] and note["velocities_differ"] == 0
    assert found["last_sample_token"] == rows[-1]["sample_token"]


def test_pictures_by_reference_become_links(folder, tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()

    def referenced(rows):
        for camera in (c for r in rows for c in r["cameras"]):
            path = pictures / f"{camera['sample_data_token']}.jpg"
            path.write_bytes(camera["jpeg"])
            camera.update(jpeg=None, uri=path.as_uri(), offset=0, length=path.stat().st_size)
        return rows

    note = write(changed(folder, referenced), tmp_path / "out")
    assert note["written_pictures"] == 0 and note["linked_pictures"] == 6 * note["rows"]["sample"]
    found = list((tmp_path / "out" / "samples").rglob("*.jpg"))
    assert len(found) == note["linked_pictures"] and all(p.is_symlink() and p.is_file() for p in found)


def wrong_category(rows):
    rows[1]["boxes"][0]["category"] = "animal"
    return rows


def wrong_picture(rows):
    rows[2]["cameras"][3]["sha256"] = hashlib.sha256(b"another").hexdigest()
    return rows


def escaping_name(rows):
    rows[0]["cameras"][0]["sample_data_token"] = "../../x"
    return rows


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (wrong_category, ", box 0: category is animal, expected"),
        (wrong_picture, ", CAM_BACK: the picture's sha256 is"),
        (escaping_name, "sample_data_token is '../../x', expected letters"),
    ],
)
def test_a_wrong_row_is_one_line_and_nothing_is_left(change, words, folder, tmp_path, capsys):
    broken, out = changed(folder, change), tmp_path / "out"
    assert main(["tables", "--frames", str(broken), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "error: Cannot use scene-7000-0.parquet, sample " in said and words in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["changed", "frames"]


def test_what_is_there_is_not_written_over(folder, tmp_path, capsys):
    command = ["tables", "--frames", str(folder), "--out", str(tmp_path / "out")]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert f"version {VERSION}, split frames, 24 samples of 3 scenes" in said and "mAVE" not in said
    lacking = changed(folder, lambda rows: rows[::2])
    assert main([*command[:2], str(lacking), "--out", str(tmp_path / "lacking")]) == 0
    assert "as frames beside theirs were left out: mAVE differs with them" in capsys.readouterr().out
    before = (tmp_path / "out" / VERSION / "sample.json").read_bytes()
    assert main(command) == 2
    assert "there is something already, expected a new or an empty folder" in capsys.readouterr().err
    assert (tmp_path / "out" / VERSION / "sample.json").read_bytes() == before
    mark = json.loads((tmp_path / "out" / VERSION / "bevdrift-world.json").read_text())
    assert mark["synthetic"] is True
    assert main([*command[:-1], str(tmp_path / "other"), "--version", "../x"]) == 2
