"""Frames of an info file are those that IngestJob made of the same scenes, but for what an info file lacks."""

import copy
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from bevexport.__main__ import main
from bevexport.frames import scenes
from tests.infos.made import infos_of, write

SAMPLE = Path(__file__).parents[3] / "sample" / "frames"
LACKING = ("instance_token", "attributes", "visibility")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("infos")
    return infos_of(SAMPLE, root, 2), root


def run(content, root, out, *more):
    path = write(content, out.parent / f"{out.name}.pkl")
    return main(["info-frames", "--infos", str(path), "--dataroot", str(root), "--out", str(out), *map(str, more)])


def tables(folder: Path) -> Path:
    """scene.json, log.json and sample.json of the sample's frames."""
    rows = pq.read_table(SAMPLE / "_index.parquet").to_pylist()
    samples = [
        (f.row["sample_index"], {"token": f.row["sample_token"], "scene_token": f.row["scene_token"]})
        for scene in scenes(SAMPLE)
        for f in scene.frames(["sample_index", "sample_token", "scene_token", "timestamp_us"])
    ]
    found = dict(samples)
    nobody = {"token": "", "scene_token": ""}
    content = {
        "scene": [
            {"token": r["scene_token"], "name": r["scene_name"], "description": r["description"], "log_token": f"l{i}"}
            for i, r in enumerate(rows)
        ],
        "log": [
            {"token": f"l{i}", "logfile": r["log"], "vehicle": r["vehicle"], "location": r["location"]}
            for i, r in enumerate(rows)
        ],
        "sample": [found.get(i, nobody) for i in range(max(found) + 1)],
    }
    for name, value in content.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    return folder


def compare(actual, expected):
    """Every field of two scenes. The rounding is that of two rotations at coordinates of some thousand metres."""
    assert len(actual) == len(expected)
    for a, e in zip(actual, expected, strict=True):
        a, e = copy.deepcopy(a), copy.deepcopy(e)
        np.testing.assert_allclose(a.pop("can_bus"), e.pop("can_bus"), rtol=0, atol=1e-12)
        boxes, true = a.pop("boxes"), e.pop("boxes")
        assert a == e
        assert len(boxes) == len(true)
        for b, t in zip(boxes, true, strict=True):
            assert b["category"] == (t["detection_name"] or t["category"])
            np.testing.assert_allclose(b["translation"], t["translation"], rtol=0, atol=1e-9)
            sign = np.sign(np.dot(b["rotation"], t["rotation"]))  # q and -q are one rotation
            np.testing.assert_allclose(sign * np.array(b["rotation"]), t["rotation"], rtol=0, atol=1e-12)
            assert (b["velocity"] is None) == (t["velocity"] is None)
            if t["velocity"] is not None:
                np.testing.assert_allclose(b["velocity"], t["velocity"], rtol=0, atol=1e-9)
            # the centre is moved and turned, the size not touched
            for same in ("size", "detection_name", "num_lidar_pts", "num_radar_pts"):
                assert b[same] == t[same]
            assert [b[name] for name in LACKING[1:]] == [[], None]


def rows_of(folder, n=2):
    return [[f.row for f in scene.frames()] for scene in scenes(folder)[:n]]


def test_frames_are_those_of_ingest(made, tmp_path):
    content, root = made
    assert run(content, root, tmp_path / "frames", "--tables", tables(tmp_path)) == 0
    actual, expected = rows_of(tmp_path / "frames"), rows_of(SAMPLE)
    assert len(actual) == 2 and sum(len(rows) for rows in actual) == len(content["infos"])
    for a, e in zip(actual, expected, strict=True):
        assert any(row["boxes"] for row in e)
        compare(a, e)
    index = pq.read_table(tmp_path / "frames" / "_index.parquet").to_pylist()
    for a, e in zip(index, pq.read_table(SAMPLE / "_index.parquet").to_pylist()[:2], strict=True):
        assert {**a, "bytes": 0} == {**e, "bytes": 0}
    record = json.loads((tmp_path / "frames" / "_dataset.json").read_text())
    assert record.keys() == json.loads((SAMPLE / "_dataset.json").read_text()).keys()
    assert "no attributes and no visibility: mAAE is 1" in record["notice"] and record["warnings"] == []


def test_without_tables_names_are_tokens_and_the_order_is_the_files(made, tmp_path):
    content, root = made
    assert run(content, root, tmp_path / "frames", "--images", "reference", "--can-bus", "correct") == 0
    rows = [row for scene in rows_of(tmp_path / "frames") for row in scene]
    assert [r["sample_token"] for r in rows] == [i["token"] for i in content["infos"]]
    assert [r["sample_index"] for r in rows] == list(range(len(rows)))
    assert rows[0]["scene_name"] == rows[0]["scene_token"] and rows[0]["location"] == "unknown"
    camera = rows[0]["cameras"][0]
    assert camera["jpeg"] is None and Path(camera["uri"].removeprefix("file://")).stat().st_size == camera["length"]
    assert rows[0]["can_bus"][3:7] == rows[0]["ego2global"]["rotation"]


def test_a_file_of_mmdet3d_takes_scenes_from_the_tables(made, tmp_path, capsys):
    content, root = made
    bare = {"infos": [{k: v for k, v in i.items() if k not in ("scene_token", "can_bus", "prev", "next")} for i in
                      content["infos"]], "metadata": content["metadata"]}  # fmt: skip
    assert run(bare, root, tmp_path / "none") == 2
    assert ": scene_token is not there, expected one, or --tables" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()
    assert run(bare, root, tmp_path / "frames", "--tables", tables(tmp_path)) == 0
    for a, e in zip(rows_of(tmp_path / "frames"), rows_of(SAMPLE), strict=True):
        for row, true in zip(a, e, strict=True):
            assert row["prev_sample_token"] == true["prev_sample_token"]
            assert row["can_bus"][7:16] == [0.0] * 9 and row["can_bus"][:3] == true["can_bus"][:3]
    assert "no CAN-bus messages" in capsys.readouterr().out


@pytest.mark.parametrize(
    "field, value, said",
    [
        ("gt_boxes", np.zeros((2, 9)), ": gt_boxes is 2x9 of float64, expected Nx7 numbers"),
        ("gt_names", np.array(["car"]), ": gt_names holds 1 entries"),
        ("token", 5, "row 3: token is int, expected text"),
        ("cams", {}, ": cams has no CAM_FRONT, expected six cameras by name"),
        ("ego2global_rotation", [1.0, 1.0, 0.0, 0.0], ": ego2global_rotation has length 1.41"),
        ("lidar2ego_translation", [1.0, [[]], 0.0], ": lidar2ego_translation holds something else"),
        ("timestamp", 1 << 70, ": timestamp is no time"),
        ("lidar2ego_translation", [1 << 2000, 0, 0], ": lidar2ego_translation holds something else"),
        ("can_bus", np.full(18, np.nan), ": can_bus holds NaN or infinity"),
        ("can_bus", np.zeros(17), ": can_bus is 17 of float64, expected 18 numbers"),
    ],
)
def test_a_bad_field_is_named_with_its_row(made, tmp_path, capsys, field, value, said):
    content, root = made
    infos = list(content["infos"])
    infos[3] = {**infos[3], field: value}
    assert run({**content, "infos": infos}, root, tmp_path / "frames") == 2
    error = capsys.readouterr().err
    assert said in error and error.startswith("error: Cannot use frames.pkl, row 3")
    assert not (tmp_path / "frames").exists()


def test_a_missing_picture_leaves_its_frame_out(made, tmp_path, capsys):
    content, root = made
    infos = list(content["infos"])
    cams = {**infos[1]["cams"], "CAM_BACK": {**infos[1]["cams"]["CAM_BACK"], "data_path": "samples/CAM_BACK/no.jpg"}}
    infos[1] = {**infos[1], "cams": cams}
    assert run({**content, "infos": infos}, root, tmp_path / "frames") == 0
    assert "1 left out: CAM_BACK picture is not there: samples/CAM_BACK/no.jpg" in capsys.readouterr().out
    assert len(rows_of(tmp_path / "frames")[0]) == len(rows_of(SAMPLE)[0]) - 1


@pytest.mark.parametrize("content, said", [({"data_list": []}, "mmdet3d 1.x"), ([], "no list infos")])
def test_other_files_are_refused(tmp_path, capsys, content, said):
    assert run(content, tmp_path, tmp_path / "frames") == 2
    assert said in capsys.readouterr().err
