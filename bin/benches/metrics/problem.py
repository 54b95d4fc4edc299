"""A generated problem of val's size: tables that the devkit accepts and a submission of a plausible detector."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "export/golden"))
from devkit_tables import Problem, write_tables  # noqa: E402

VERSION = "v1.0-trainval"
SPLIT = "val"
SCENES = 150
VAL_SAMPLES = 6019
PREDICTIONS_PER_SAMPLE = 200
SEED = 20261125
STEP_US = 500_000

# Class: share of the true boxes, category, size in metres (width, length, height), speed in metres per second.
WORLD = {
    "car": (0.425, "vehicle.car", (1.95, 4.6, 1.7), 4.0),
    "truck": (0.08, "vehicle.truck", (2.5, 6.9, 2.8), 3.0),
    "bus": (0.015, "vehicle.bus.rigid", (2.9, 11.0, 3.5), 3.0),
    "trailer": (0.022, "vehicle.trailer", (2.9, 12.0, 3.9), 1.0),
    "construction_vehicle": (0.013, "vehicle.construction", (2.8, 6.4, 3.2), 0.3),
    "pedestrian": (0.215, "human.pedestrian.adult", (0.67, 0.73, 1.77), 1.0),
    "motorcycle": (0.012, "vehicle.motorcycle", (0.77, 2.1, 1.5), 2.0),
    "bicycle": (0.012, "vehicle.bicycle", (0.6, 1.7, 1.3), 1.5),
    "traffic_cone": (0.085, "movable_object.trafficcone", (0.41, 0.41, 1.07), 0.0),
    "barrier": (0.111, "movable_object.barrier", (2.5, 0.5, 1.0), 0.0),
}
RACKS = (0.01, "static_object.bicycle_rack", (8.0, 2.0, 1.5), 0.0)
NAMES = list(WORLD)
KINDS = [*WORLD.values(), RACKS]
OBJECTS_PER_SAMPLE = 29


def token(*parts) -> str:
    """32 hexadecimal digits, as nuScenes has."""
    return hashlib.md5("/".join(map(str, parts)).encode()).hexdigest()


def attribute(kind: int, moving: bool) -> list[str]:
    if kind < 5:
        return ["vehicle.moving" if moving else "vehicle.parked"]
    if kind == 5:
        return ["pedestrian.moving" if moving else "pedestrian.standing"]
    if kind < 8:
        return ["cycle.with_rider" if moving else "cycle.without_rider"]
    return []


def world(rng: np.random.Generator, samples: int) -> Problem:
    """Scenes of keyframes half a second apart, with objects that stay for a while."""
    from nuscenes.utils.splits import val

    problem = Problem("bench", split=SPLIT)
    shares = np.array([k[0] for k in KINDS])
    shares /= shares.sum()
    per_scene = np.diff(np.linspace(0, samples, SCENES + 1).round().astype(int))
    for scene, count in zip(sorted(val), per_scene, strict=True):
        start = 1_531_000_000_000_000 + len(problem.samples) * 10_000_000
        first, ego = len(problem.samples), rng.uniform(300, 2000, 2)
        velocity = rng.normal(0, 4, 2)
        for i in range(count):
            x, y = ego + velocity * i * 0.5
            problem.samples.append((token(scene, i), scene, int(start + i * STEP_US + rng.integers(5000)), x, y))
        live = max(1, round(OBJECTS_PER_SAMPLE * count / 20))
        for _ in range(live if count else 0):
            kind = int(rng.choice(len(KINDS), p=shares))
            length = int(min(count, 1 + rng.poisson(19.1)))
            begin = int(rng.integers(0, max(1, count - length + 1)))
            track(rng, problem, first, begin, length, kind)
    return problem


def track(rng, problem: Problem, first: int, begin: int, length: int, kind: int) -> None:
    """One object: its annotations, linked in time."""
    _, category, size, speed = KINDS[kind]
    moving = speed > 0 and rng.random() < 0.4
    heading = rng.uniform(-np.pi, np.pi)
    _, _, _, x, y = problem.samples[first + begin + length // 2]
    place = np.array([x, y, rng.normal(1, 0.3)]) + np.array([*rng.uniform(-55, 55, 2), 0])
    step = speed * moving * 0.5 * np.array([np.cos(heading), np.sin(heading), 0])
    box_size = [round(float(v), 3) for v in np.array(size) * rng.uniform(0.85, 1.15, 3)]
    rotation = [float(np.cos(heading / 2)), 0.0, 0.0, float(np.sin(heading / 2))]
    for i in range(length):
        index = len(problem.annotations)
        at = [round(float(v), 3) for v in place + step * (i - length // 2)]
        points = int(rng.poisson(6)) if rng.random() < 0.9 else 0
        problem.annotations.append(
            (
                first + begin + i,
                category,
                attribute(kind, moving),
                at,
                box_size,
                rotation,
                index - 1 if i else -1,
                index + 1 if i < length - 1 else -1,
                points,
                int(rng.integers(0, 2)),
            )
        )


def boxes(rng, problem: Problem, sample: int, truths: list[tuple]) -> list[dict]:
    """What a detector says of one sample: the true boxes, mostly, and many that are not there."""
    name, _, _, x, y = problem.samples[sample]
    categories = {k[1]: i for i, k in enumerate(WORLD.values())}
    out = []
    for truth in truths:
        kind = categories.get(truth[1])
        if kind is not None and rng.random() < 0.85:
            turn = np.array(truth[5]) + rng.normal(0, 0.03, 4) * [1, 0.2, 0.2, 1]
            out.append((kind, np.array(truth[3]) + rng.normal(0, 0.35, 3), truth[4], turn, rng.beta(4, 3)))
    shares = np.array([k[0] for k in WORLD.values()])
    missing = PREDICTIONS_PER_SAMPLE - len(out)
    kinds = rng.choice(len(WORLD), missing, p=shares / shares.sum())
    angles = rng.uniform(-np.pi, np.pi, missing) / 2
    spots = rng.uniform(-52, 52, (missing, 3)) * [1, 1, 0.02] + [x, y, 1]
    tilts = rng.normal(0, 0.006, (missing, 2))
    for kind, spot, angle, tilt, score in zip(kinds, spots, angles, tilts, rng.beta(1, 9, missing), strict=True):
        size = KINDS[kind][2]
        out.append((int(kind), spot, size, np.array([np.cos(angle), *tilt, np.sin(angle)]), score))
    sizes = np.array([b[2] for b in out]) * rng.uniform(0.9, 1.1, (len(out), 3))
    velocities = rng.normal(0, 1.5, (len(out), 2))
    rounded = rng.random(len(out)) < 0.2
    return [
        {
            "sample_token": name,
            "translation": spot.tolist(),
            "size": sizes[i].tolist(),
            "rotation": turn.tolist(),
            "velocity": velocities[i].tolist(),
            "detection_name": NAMES[kind],
            "detection_score": round(float(score), 3) if rounded[i] else float(score),
            "attribute_name": next(iter(attribute(kind, i % 3 == 0)), ""),
        }
        for i, (kind, spot, _, turn, score) in enumerate(out)
    ]


def write(folder: Path, samples: int) -> None:
    """Tables and results; the folder appears when it is whole."""
    beside = folder.with_name(folder.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    rng = np.random.default_rng(SEED)
    problem = world(rng, samples)
    write_tables(problem, beside, VERSION)
    truths: list[list[tuple]] = [[] for _ in problem.samples]
    for a in problem.annotations:
        truths[a[0]].append(a)
    meta = {"use_camera": True, "use_lidar": False, "use_radar": False, "use_map": False, "use_external": False}
    with open(beside / "results_nusc.json", "w", encoding="ascii") as out:
        out.write(f'{{"meta": {json.dumps(meta)}, "results": {{')
        for i, (name, *_) in enumerate(problem.samples):
            out.write(f'{", " if i else ""}"{name}": {json.dumps(boxes(rng, problem, i, truths[i]))}')
        out.write("}}")
    (beside / "sizes.json").write_text(
        json.dumps(
            {
                "samples": len(problem.samples),
                "scenes": SCENES,
                "true_boxes": sum(a[1] != RACKS[1] for a in problem.annotations),
                "predictions": len(problem.samples) * PREDICTIONS_PER_SAMPLE,
                "results_bytes": (beside / "results_nusc.json").stat().st_size,
                "tables_bytes": sum(f.stat().st_size for f in (beside / VERSION).iterdir()),
            }
        )
    )
    beside.rename(folder)
