"""A scene follows from its seed, and nothing in it collides."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from pyquaternion import Quaternion

from bevexport.world.__main__ import main
from bevexport.world.classes import CATEGORIES, DETECTION_CLASSES
from bevexport.world.generate import WorldPlan, generate
from bevexport.world.geometry import quaternion, rectangles_overlap, rot_x, rot_y, rot_z
from bevexport.world.scene import make_scene
from bevexport.world.shapes import faces_of


def digests(root: Path) -> dict[str, str]:
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(root.rglob("*"))
        if p.is_file()
    }


def test_workers_do_not_change_a_byte(world: Path, tmp_path: Path) -> None:
    generate(WorldPlan(tmp_path, "v1.0-synth", 11, {"world_train": 2, "world_val": 1}, workers=2))
    assert digests(tmp_path) == digests(world)


def test_counts_do_not_change_a_scene(world: Path, tmp_path: Path) -> None:
    generate(WorldPlan(tmp_path, "v1.0-synth", 11, {"world_val": 1}))
    alone, among = digests(tmp_path), digests(world)
    shared = [name for name in alone if name.startswith(("samples", "can_bus"))]
    assert len(shared) == 8 * 6 + 1
    assert all(alone[name] == among[name] for name in shared)


def test_another_seed_is_another_world() -> None:
    assert make_scene(1, "world_train", 0).actors[0].x != make_scene(2, "world_train", 0).actors[0].x


@pytest.mark.parametrize("index", range(6))
def test_nothing_collides_at_keyframes(index: int) -> None:
    scene = make_scene(11, "world_train", index)
    racks = [a for a in scene.actors if a.category is not None and a.category.name == "static_object.bicycle_rack"]
    for time_s in np.arange(8) * 0.5:
        for k, a in enumerate(scene.actors):
            for b in scene.actors[:k]:
                if b in racks and a.category is not None and a.category.name == "vehicle.bicycle":
                    continue
                if racks and a.size_wlh == b.size_wlh:
                    continue  # bikes stand side by side in a rack
                (ax, ay, ayaw), (bx, by, byaw) = a.at(time_s), b.at(time_s)
                assert not rectangles_overlap(
                    np.array([ax, ay]), ayaw, np.array([a.size_wlh[1], a.size_wlh[0]]) / 2,
                    np.array([bx, by]), byaw, np.array([b.size_wlh[1], b.size_wlh[0]]) / 2,
                )  # fmt: skip


def test_a_few_scenes_show_all_ten_classes_near_the_ego() -> None:
    seen = {name: 0 for name in DETECTION_CLASSES}
    for index in range(10):
        scene = make_scene(11, "world_train", index)
        for actor in scene.actors:
            if actor.category is None or not actor.category.detection:
                continue
            seen[actor.category.detection] += 1
            near = min(
                np.hypot(actor.at(t)[0] - scene.ego.at("x", t), actor.at(t)[1] - scene.ego.at("y", t))
                for t in np.arange(0, 3.6, 0.1)
            )
            assert near < 32.0
    assert min(seen.values()) >= 5


def test_light_has_fixed_proportions() -> None:
    scenes = [make_scene(11, "world_val", i) for i in range(10)]
    assert [s.light for s in scenes].count("day") == 6
    assert ["Night" in s.description for s in scenes] == [s.light == "night" for s in scenes]
    assert ["Rain" in s.description for s in scenes] == [s.light == "rain" for s in scenes]
    assert {s.rig.vehicle for s in scenes if s.light == "night"} == {"w001", "w002"}


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c.name)
def test_shapes_stay_in_their_box_and_face_outwards(category) -> None:
    attribute = {"vehicle": "vehicle.parked", "cycle": "cycle.with_rider", "pedestrian": "pedestrian.moving"}.get(
        category.kind, ""
    )
    faces = faces_of(category.name, category.size_wlh, attribute, np.random.default_rng(3))
    width, length, height = category.size_wlh
    flat = faces.corners.reshape(-1, 3)
    assert (np.abs(flat[:, :2]) <= np.array([length, width]) / 2 + 1e-9).all()
    assert flat[:, 2].min() >= -1e-9
    assert flat[:, 2].max() <= height + 1e-9
    boxes = faces.corners.reshape(-1, 6, 4, 3)
    normal = np.cross(boxes[:, :, 1] - boxes[:, :, 0], boxes[:, :, 2] - boxes[:, :, 0])
    outward = boxes.mean(axis=2) - boxes.mean(axis=(1, 2))[:, None]
    assert (np.einsum("bfi,bfi->bf", normal, outward) > 0).all()


def test_an_arc_moves_at_its_speed() -> None:
    for index in range(20):
        for actor in make_scene(11, "world_train", index).actors:
            if actor.yaw_rate == 0.0:
                continue
            x, y, yaw = actor.at(np.array([1.0, 1.0001]))
            velocity = np.array([x[1] - x[0], y[1] - y[0]]) / 1e-4
            assert np.allclose(velocity, actor.speed * np.array([np.cos(yaw[0]), np.sin(yaw[0])]), atol=1e-2)
            return
    pytest.fail("no turning actor in twenty scenes")


def test_quaternions_agree_with_pyquaternion() -> None:
    rng = np.random.default_rng(5)
    for a, b, c in rng.uniform(-np.pi, np.pi, (200, 3)):
        rotation = rot_z(a) @ rot_y(b) @ rot_x(c)
        q = quaternion(rotation)
        assert q[0] >= 0
        assert np.allclose(Quaternion(q).rotation_matrix, rotation, atol=1e-12)


def test_rectangles_by_hand() -> None:
    half = np.array([2.0, 1.0])

    def meet(x: float, y: float, yaw: float) -> bool:
        return bool(rectangles_overlap(np.zeros(2), np.array(0.0), half, np.array([x, y]), np.array(yaw), half))

    assert meet(3.9, 0.0, 0.0)
    assert not meet(4.1, 0.0, 0.0)
    assert not meet(0.0, 3.1, np.pi / 2)
    assert meet(0.0, 2.9, np.pi / 2)
    assert not meet(3.3, 2.8, np.pi / 4)  # only the diagonal axis parts them


def test_bad_usage_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for options in (["--train-scenes", "-1"], [], ["--val-scenes", "1001"], ["--train-scenes", "1", "--workers", "0"]):
        with pytest.raises(SystemExit) as stop:
            main(["--out", str(tmp_path), *options])
        assert stop.value.code == 2
        assert "Cannot " in capsys.readouterr().err
