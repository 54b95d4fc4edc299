"""Targets, augmentation, loss, and that a resumed run equals an unbroken one."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from pyquaternion import Quaternion

import bevexport
from bevexport.model.boxes import decode_layer
from bevexport.model.config import MICRO
from bevexport.model.ego import bev_shift
from bevexport.model.nuscenes import submission
from bevexport.train.augment import Strength, View
from bevexport.train.dense import DenseTeacher, seen_along_the_ray
from bevexport.train.loop import Settings, Trainer
from bevexport.train.loss import detection_loss
from bevexport.train.pictures import PictureCache, halved
from bevexport.train.record import write_run
from bevexport.train.rounds import Plan, ScenePictures
from bevexport.train.scenes import Frame, Pose, since
from bevexport.train.schedule import Budget, learning_rate
from bevexport.train.targets import codes, lidar_boxes, taught
from bevexport.train.workers import Crew

LIDAR2EGO = Pose((0.9, 0.1, 1.8), tuple(Quaternion(axis=(0, 0, 1), angle=-1.55).elements))
EGO2GLOBAL = Pose((600.0, 1600.0, 0.0), tuple(Quaternion(axis=(0, 0, 1), angle=2.2).elements))
SEED = 3


def frame(seed: int, yaw: float = 2.2, boxes: int = 5) -> Frame:
    rng = np.random.default_rng(seed)
    found = np.column_stack(
        [
            rng.uniform(-18, 18, (boxes, 2)),
            rng.uniform(-1, 1, boxes),
            rng.uniform(1, 4, (boxes, 3)),
            rng.uniform(-3, 3, boxes),
            rng.uniform(-5, 5, (boxes, 2)),
        ]
    )
    bus = np.zeros(18)
    bus[:3], bus[3:7] = (600 + rng.uniform(0, 4), 1600 + rng.uniform(0, 4), 0), np.cos(yaw / 2)
    bus[7:16] = rng.normal(size=9)
    bus[16], bus[17] = yaw, np.degrees(yaw)
    turns = [0, -55, 55, 180, 110, -110]
    lidar2img = np.stack([camera(np.radians(t)) for t in turns])
    return Frame(
        f"scene-{seed}", f"token-{seed}", (), lidar2img, bus, LIDAR2EGO, EGO2GLOBAL, found, rng.integers(0, 10, boxes)
    )


def camera(turn: float) -> np.ndarray:
    """A pinhole camera of 320 x 180 pixels that looks along y, turned counter-clockwise."""
    right, forward = [np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0]
    extrinsics = np.eye(4)
    extrinsics[:3, :3] = [right, [0, 0, -1], forward]
    extrinsics[:3, 3] = (0.1, -0.3, 0.2)
    intrinsics = np.eye(4)
    intrinsics[:3, :3] = [[260, 0, 160], [0, 260, 90], [0, 0, 1]]
    return intrinsics @ extrinsics


def pixel(matrix: np.ndarray, point: np.ndarray) -> np.ndarray:
    u, v, depth = (matrix @ [*point, 1.0])[:3]
    return np.array([u / depth, v / depth, depth])


def test_targets_come_back_as_the_annotation():
    rotation = Quaternion(axis=(0, 0, 1), angle=0.7)
    annotation = {"translation": [612.0, 1609.0, 1.2], "size": [1.9, 4.6, 1.7], "rotation": list(rotation.elements)}
    lidar2global = EGO2GLOBAL.matrix() @ LIDAR2EGO.matrix()
    boxes = lidar_boxes([(annotation, np.array([3.0, -1.0, 0.0]))], lidar2global)
    logits = torch.full((1, 10), -8.0)
    logits[0, 0] = 8.0
    found = decode_layer(logits, codes(boxes), MICRO)
    poses = ((p.translation, p.rotation) for p in (LIDAR2EGO, EGO2GLOBAL))
    entry = submission(found, MICRO, "t", *poses)[0]
    # float32 codes of numbers up to 16 m
    assert entry["detection_name"] == "car"
    np.testing.assert_allclose(entry["translation"], annotation["translation"], atol=1e-5)
    np.testing.assert_allclose(entry["size"], annotation["size"], atol=1e-5)
    np.testing.assert_allclose(entry["velocity"], [3.0, -1.0], atol=1e-5)
    assert abs((Quaternion(entry["rotation"]).inverse * rotation).yaw_pitch_roll[0]) < 1e-5


def test_boxes_beyond_reach_are_not_taught():
    boxes = np.zeros((4, 9))
    boxes[:, 0] = [22.9, 23.1, 32.9, 31.9]
    assert taught(boxes, np.array([9, 9, 0, 0])).tolist() == [True, False, False, True]


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turn", [0.0, 0.4, -2.5])
def test_augmentation_moves_boxes_and_projections_together(turn, mirrored):
    one = frame(1)
    view = View(turn, mirrored, np.ones((6, 3)), np.zeros((6, 3)))
    turned, moved = view.lidar2img(one, 320), view.boxes(one)
    partner = [0, 2, 1, 3, 5, 4] if mirrored else range(6)
    for before, after in zip(one.boxes, moved, strict=True):
        for slot, source in enumerate(partner):
            expected = pixel(one.lidar2img[source], before[:3])
            if mirrored:
                expected[0] = 320 - expected[0]
            np.testing.assert_allclose(pixel(turned[slot], after[:3]), expected, atol=1e-6)
        # The nose of the box, from its yaw, follows the same map as its centre.
        noses = [
            box[:2] + box[4] / 2 * np.array([np.cos(-box[6] - np.pi / 2), np.sin(-box[6] - np.pi / 2)])
            for box in (before, after)
        ]
        np.testing.assert_allclose(view.matrix()[:2, :2] @ noses[0], noses[1], atol=1e-9)
        np.testing.assert_allclose(view.matrix()[:2, :2] @ before[7:9], after[7:9], atol=1e-9)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("turn", [0.0, 0.4, -0.5])
def test_the_previous_bev_shifts_and_turns_with_the_augmentation(turn, mirrored):
    before, now = frame(4, yaw=2.2), frame(5, yaw=2.3)
    view = View(turn, mirrored, np.ones((6, 3)), np.zeros((6, 3)))
    plain = since(now.can_bus, before.can_bus)
    fed = since(view.can_bus(now), view.can_bus(before))
    shift = [bev_shift(torch.from_numpy(v)[None], 64.0, 64.0)[0].numpy() for v in (plain, fed)]
    np.testing.assert_allclose(view.matrix()[:2, :2] @ shift[0], shift[1], atol=1e-12)
    assert fed[17] == pytest.approx(-plain[17] if mirrored else plain[17])
    # The quaternion's w has the sign of the recorded one where the heading allows it.
    assert abs(fed[3]) == pytest.approx(abs(np.cos(view.can_bus(now)[16] / 2)))


def test_a_mirrored_picture_shows_the_mirrored_pixel():
    view = View(0.0, True, np.ones((6, 3)), np.zeros((6, 3)))
    batch = torch.arange(6 * 3 * 4 * 8, dtype=torch.float32).view(6, 3, 4, 8)
    assert torch.equal(view.pictures(batch)[1, :, :, 0], batch[2, :, :, 7])


def test_pictures_are_normalised_halved_and_padded():
    bgr = np.random.default_rng(SEED).integers(0, 256, (180, 320, 3), np.uint8)
    cache = PictureCache(halved(bgr)[None, None].repeat(6, axis=1))
    img = cache.batch([0])
    normal = (bgr[:, :, ::-1].astype(np.float64) - [123.675, 116.28, 103.53]) / [58.395, 57.12, 57.375]
    expected = normal.reshape(90, 2, 160, 2, 3).mean((1, 3)).transpose(2, 0, 1)
    assert img.shape == (1, 6, 3, 96, 160)
    np.testing.assert_allclose(img[0, 5, :, :90], expected, atol=2e-6)  # float32
    assert not img[..., 90:, :].any()


def perfect(queries: int = 12) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    one = frame(6)
    wanted, labels = codes(one.boxes), torch.from_numpy(one.labels)
    logits = torch.full((2, 1, queries, 10), -14.0)
    boxes = torch.zeros(2, 1, queries, 10)
    places = torch.tensor([3, 0, 7, 11, 5])
    logits[:, 0, places, labels] = 14.0
    boxes[:, 0, places] = wanted
    return logits, boxes, wanted, labels


def test_perfect_predictions_cost_nothing_and_a_metre_costs_a_quarter():
    logits, boxes, wanted, labels = perfect()
    terms = detection_loss(logits, boxes, [wanted], [labels])
    assert terms["cls"] < 1e-5 and terms["box"] < 1e-6
    moved = wanted.clone()
    moved[:, 0] += 1.0
    assert detection_loss(logits, boxes, [moved], [labels])["box"] == pytest.approx(2 * 0.25, rel=1e-4)


def test_an_unknown_velocity_teaches_nothing():
    logits, boxes, wanted, labels = perfect()
    wanted = wanted.clone()
    wanted[0, 8:] = float("nan")
    boxes = boxes.clone().requires_grad_()
    detection_loss(logits, boxes, [wanted], [labels])["box"].backward()
    assert boxes.grad.isfinite().all()
    assert not boxes.grad[:, 0, 3, 8:].any()


def test_the_dense_teacher_finds_centres_and_their_offsets():
    teacher = DenseTeacher(32, 32, 8)
    wanted = torch.zeros(1, 10)
    wanted[0, :2] = torch.tensor([5.5, -20.3])  # cell: column 18 (centre 5 m), row 5 (centre -21 m)
    heat = teacher.heat(wanted, torch.tensor([4]))
    assert heat.argmax().item() == (5 * 32 + 18) * 10 + 4
    cells, rows, relative = teacher.cells(wanted)
    assert len(cells) == 9 and not rows.any()
    own = (cells == 5 * 32 + 18).nonzero().item()
    torch.testing.assert_close(relative[own], torch.tensor([0.5, 0.7]))


def test_what_is_seen_along_the_ray_does_not_change_when_the_world_turns():
    one = frame(7)
    seen = seen_along_the_ray(codes(one.boxes))
    turned = seen_along_the_ray(codes(View(0.9, False, np.ones((6, 3)), np.zeros((6, 3))).boxes(one)))
    torch.testing.assert_close(turned, seen, atol=1e-5, rtol=0)  # float32
    ahead = np.array([[0.0, 5.0, 0.0, 2.0, 4.0, 1.5, 0.7, 2.0, 3.0]])
    torch.testing.assert_close(seen_along_the_ray(codes(ahead)), codes(ahead)[:, 6:])


def test_rounds_visit_every_scene_once_an_epoch_whatever_the_workers():
    plan = Plan(SEED, groups=2, batch=2, workers=2, strength=Strength())
    visits = np.concatenate([plan.scenes(number, worker, 16).ravel() for number in range(2) for worker in range(2)])
    assert sorted(visits) == list(range(16))


def test_learning_rate_warms_up_and_falls():
    assert learning_rate(1.0, 0, 0.0) == pytest.approx(1 / 150)
    assert learning_rate(1.0, 150, 0.0) == 1.0
    assert learning_rate(1.0, 9999, 1.0) == pytest.approx(0.01)


def trainer(out: Path, steps: int, seed: int = SEED, lr: float = 1e-3, init: Path | None = None) -> Trainer:
    settings = Settings(out, seed, Budget(float("inf"), steps), lr, 1, 1, 1, 1, Strength(), init)
    return Trainer("micro", settings, Crew(0, 1))


def data() -> ScenePictures:
    scenes = [[frame(10 * scene + time) for time in range(2)] for scene in range(2)]
    sums = np.random.default_rng(SEED).integers(0, 1021, (4, 6, 3, 90, 160), np.uint16)
    return ScenePictures(scenes, PictureCache(sums))


def test_a_resumed_run_equals_an_unbroken_one(tmp_path):
    torch.set_num_threads(1)
    whole, first = tmp_path / "whole", tmp_path / "broken"
    for folder in (whole, first):
        folder.mkdir()
    unbroken = trainer(whole, 4)
    unbroken.run(data())
    broken = trainer(first, 4)
    terms = broken.one_round(data(), 0.0)  # both steps of round 0; the budget of the whole run decides the rate
    broken.save(1.0)
    again = trainer(first, 4)
    again.resume()
    again.run(data())
    assert terms["total"] > 0 and again.step == unbroken.step == 4
    kept = [torch.load(folder / "last.pth", weights_only=True) for folder in (whole, first)]
    for name, value in kept[0].items():
        assert torch.equal(value, kept[1][name]), name
    bevexport.load("micro", first / "last.pth")


def test_a_resumed_run_says_what_changed_and_keeps_its_seed(tmp_path):
    first = trainer(tmp_path, 4)
    first.step, first.rounds = 2, 1
    first.save(1.0)
    same, other = trainer(tmp_path, 4), trainer(tmp_path, 4, lr=2e-3)
    same.resume()
    other.resume()
    assert [(part["from_step"], part["peak_lr"]) for part in same.course] == [(0, 1e-3)]
    assert [(part["from_step"], part["peak_lr"]) for part in other.course] == [(0, 1e-3), (2, 2e-3)]
    with pytest.raises(ValueError, match="--seed is 4, expected its own, 3"):
        trainer(tmp_path, 4, seed=4).resume()


def test_a_run_begins_with_the_weights_it_is_given_and_quotes_their_record(tmp_path):
    torch.manual_seed(SEED)
    given = bevexport.load("micro")
    torch.save(given.state_dict(), tmp_path / "given.pth")
    (tmp_path / "training.json").write_text(json.dumps({"steps": 4800, "init": None, "config": "micro"}))
    began = trainer(tmp_path, 4, init=tmp_path / "given.pth")
    for name, value in given.state_dict().items():
        assert torch.equal(began.model.state_dict()[name], value), name
        assert torch.equal(began.average.state_dict()[name], value), name
    queries = given.pts_bbox_head.query_embedding.weight
    disturbed = began.groups.embedding.detach() - queries
    assert 0.45 < (disturbed.std() / queries.std()).item() < 0.55  # of 2 x 100 x 128 draws
    write_run(tmp_path / "record.json", began, "micro", {})
    record = json.loads((tmp_path / "record.json").read_text())
    assert record["init"]["steps"] == 4800 and len(record["init"]["sha256"]) == 64
    assert "config" not in record["init"] and record["course"][0]["code_weights"][6:8] == [5.0, 5.0]
