"""The devkit reads the tables, and they agree with each other."""

import json
from pathlib import Path

import numpy as np
from nuscenes import NuScenes
from nuscenes.can_bus.can_bus_api import NuScenesCanBus
from nuscenes.eval.common.loaders import add_center_dist, get_samples_of_custom_split, load_gt_of_sample_tokens
from nuscenes.eval.detection.constants import DETECTION_NAMES
from nuscenes.eval.detection.data_classes import DetectionBox
from pyquaternion import Quaternion

from bevexport.world.rig import CAMERAS, FIRING_JITTER_MS, FIRING_OFFSET_MS
from bevexport.world.tables import TABLES, lidar_points, visibility_token


def test_devkit_loads_ground_truth_of_a_custom_split(database: NuScenes) -> None:
    samples = get_samples_of_custom_split("world_train", database)
    truth = add_center_dist(database, load_gt_of_sample_tokens(database, samples, DetectionBox))
    assert samples == [s["token"] for s in database.sample[:16]]
    assert set(truth.sample_tokens) == set(samples)
    names = {box.detection_name for box in truth.all}
    assert names <= set(DETECTION_NAMES)
    assert len(names) >= 8
    assert sum(box.num_pts > 0 for box in truth.all) > 0.7 * len(truth.all)


def test_all_tables_have_unique_tokens(world: Path) -> None:
    for name in TABLES:
        rows = json.loads((world / "v1.0-synth" / f"{name}.json").read_text())
        assert rows, name
        assert len({row["token"] for row in rows}) == len(rows), name


def test_data_set_says_that_it_is_synthetic(world: Path) -> None:
    mark = json.loads((world / "v1.0-synth" / "bevdrift-world.json").read_text())
    assert mark["synthetic"] is True
    assert "Synthetic" in mark["notice"]
    assert mark["seed"] == 11


def test_chains_run_through_each_scene(database: NuScenes) -> None:
    for scene in database.scene:
        tokens, token = [], scene["first_sample_token"]
        while token:
            tokens.append(token)
            token = database.get("sample", token)["next"]
        assert len(tokens) == scene["nbr_samples"] == 8
        assert tokens[-1] == scene["last_sample_token"]
        times = [database.get("sample", t)["timestamp"] for t in tokens]
        assert np.all(np.abs(np.diff(times) - 500_000) <= 8_000)
    for instance in database.instance:
        seen, token, before = 0, instance["first_annotation_token"], ""
        while token:
            row = database.get("sample_annotation", token)
            assert row["prev"] == before
            assert row["instance_token"] == instance["token"]
            seen, before, token = seen + 1, token, row["next"]
        assert seen == instance["nbr_annotations"] == 8


def test_cameras_fire_at_their_own_times_with_their_own_poses(database: NuScenes) -> None:
    for sample in database.sample:
        for channel in CAMERAS:
            row = database.get("sample_data", sample["data"][channel])
            late_ms = (row["timestamp"] - sample["timestamp"]) / 1e3
            assert abs(late_ms - FIRING_OFFSET_MS[channel]) <= FIRING_JITTER_MS + 0.001
            assert database.get("ego_pose", row["ego_pose_token"])["timestamp"] == row["timestamp"]
            assert (Path(database.dataroot) / row["filename"]).is_file()


def test_vehicles_have_different_calibrations(database: NuScenes) -> None:
    focal = set()
    for sample in (database.sample[0], database.sample[8]):
        row = database.get("sample_data", sample["data"]["CAM_FRONT"])
        focal.add(database.get("calibrated_sensor", row["calibrated_sensor_token"])["camera_intrinsic"][0][0])
    assert len(focal) == 2


def test_lidar_looks_right_and_forward(database: NuScenes) -> None:
    row = database.get("sample_data", database.sample[0]["data"]["LIDAR_TOP"])
    mount = Quaternion(database.get("calibrated_sensor", row["calibrated_sensor_token"])["rotation"])
    assert np.allclose(mount.rotate([1.0, 0.0, 0.0]), [0.0, -1.0, 0.0], atol=0.03)  # mounted up to 1.5 degrees askew
    assert np.allclose(mount.rotate([0.0, 1.0, 0.0]), [1.0, 0.0, 0.0], atol=0.03)


def test_attributes_agree_with_velocity(database: NuScenes) -> None:
    checked = 0
    for row in database.sample_annotation:
        if not row["attribute_tokens"]:
            continue
        name = database.get("attribute", row["attribute_tokens"][0])["name"]
        speed = np.linalg.norm(database.box_velocity(row["token"])[:2])
        if name.endswith(".moving"):
            assert speed > 0.3, name
            checked += 1
        elif name != "cycle.with_rider":
            assert speed < 1e-3, name  # positions are rounded to 0.1 mm
            checked += 1
    assert checked > 100


def test_can_bus_agrees_with_ego_poses(world: Path, database: NuScenes) -> None:
    bus = NuScenesCanBus(dataroot=str(world))
    for scene in database.scene:
        messages = bus.get_messages(scene["name"], "pose")
        time = np.array([m["utime"] for m in messages])
        place = np.array([m["pos"] for m in messages])
        assert np.all(np.diff(time) == 20_000)
        token = scene["first_sample_token"]
        while token:
            sample = database.get("sample", token)
            for data in sample["data"].values():
                pose = database.get("ego_pose", database.get("sample_data", data)["ego_pose_token"])
                assert time[0] <= pose["timestamp"] <= time[-1]
                found = [np.interp(pose["timestamp"], time, place[:, k]) for k in range(3)]
                assert np.allclose(found, pose["translation"], atol=2e-3)  # straight between messages 20 ms apart
                near = messages[int(np.argmin(np.abs(time - pose["timestamp"])))]
                turned = Quaternion(near["orientation"]).inverse * Quaternion(pose["rotation"])
                assert abs(turned.degrees) < 0.5  # half a message of the fastest turn is 0.25 degrees
            token = sample["next"]
        travelled = np.linalg.norm(np.diff(place, axis=0), axis=1) / 0.02
        said = np.array([m["vel"][0] for m in messages])
        assert np.allclose(travelled, (said[1:] + said[:-1]) / 2, atol=0.02)


def test_visibility_bins() -> None:
    assert [visibility_token(f) for f in (0.0, 0.39, 0.4, 0.6, 0.79, 0.8, 1.0)] == ["1", "1", "2", "3", "3", "4", "4"]


def test_lidar_points_fall_with_distance_and_occlusion() -> None:
    size = (2.0, 4.0, 1.5)
    assert lidar_points(size, 10.0, 1.0) == int(0.5 * 6.0 * 1.5 / 100 / (0.0058 * 0.0233))
    assert lidar_points(size, 20.0, 1.0) < lidar_points(size, 10.0, 1.0)
    assert lidar_points(size, 10.0, 0.0) == 0
