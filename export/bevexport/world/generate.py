"""Writes a data set: pictures and CAN bus scene by scene, the tables after each split."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from bevexport.world import GENERATOR_VERSION, classes, light
from bevexport.world.canbus import pose_messages
from bevexport.world.render import Renderer
from bevexport.world.rig import FIRING_JITTER_MS, FIRING_OFFSET_MS
from bevexport.world.scene import KEYFRAME_STEP_S, KEYFRAMES, LIGHT_CYCLE, MOST_SCENES, SPLITS, make_scene, random_of
from bevexport.world.tables import LIDAR, TABLES, SceneRows, map_rows, shared_rows

NOTICE = (
    "Synthetic world rendered by bevexport.world: "
    "figures show how a model's export drifts here, not how it does on real streets."
)
JPEG_QUALITY = 90
SAMPLE_JITTER_US = 4_000


@dataclass(frozen=True)
class WorldPlan:
    """What to make: ``scenes`` counts by split name."""

    out: Path
    version: str
    seed: int
    scenes: dict[str, int]
    workers: int = 1

    def __post_init__(self) -> None:
        for split, count in self.scenes.items():
            if not 0 <= count <= MOST_SCENES[split]:
                raise ValueError(f"Cannot make {count} scenes of {split}: expected 0 to {MOST_SCENES[split]}")
        if self.workers < 1:
            raise ValueError(f"Cannot use workers={self.workers}: expected 1 or more")


def generate(plan: WorldPlan) -> None:
    """Makes the data set; scene i of a split depends on (seed, split, i) alone, whatever the counts and workers."""
    tables: dict[str, list[dict]] = {name: [] for name in TABLES} | shared_rows(plan.seed)
    splits: dict[str, list[str]] = {}
    total = sum(plan.scenes.values())
    with tqdm(total=total, unit="scene") as progress:
        for split in SPLITS:
            jobs = [(plan.out, plan.seed, split, index) for index in range(plan.scenes.get(split, 0))]
            splits[split] = []
            for rows in _in_order(jobs, plan.workers):
                for name, new in rows.items():
                    tables[name] += new
                splits[split].append(rows["scene"][0]["name"])
                progress.update()
            if jobs:  # after each split, so that training can start while others are made
                tables["map"] = map_rows(plan.seed, tables["log"])
                _write_tables(plan, tables, splits)


def _in_order(jobs: list[tuple], workers: int) -> Iterator[dict[str, list[dict]]]:
    if workers == 1:
        yield from map(write_scene, jobs)
        return
    # An executor, as a pool would wait for ever for the scene of a process that was killed.
    with ProcessPoolExecutor(min(workers, max(1, len(jobs))), multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(write_scene, jobs)


def write_scene(job: tuple[Path, int, str, int]) -> dict[str, list[dict]]:
    """Writes one scene's pictures and CAN bus; returns its table rows. ``job`` is (out, seed, split, index)."""
    out, seed, split, index = job
    cv2.setNumThreads(1)
    scene = make_scene(seed, split, index)
    renderer = Renderer(scene)
    rows = SceneRows(scene)
    rng = random_of(seed, split, index, 3)
    for keyframe in range(KEYFRAMES):
        jitter_us = int(rng.integers(-SAMPLE_JITTER_US, SAMPLE_JITTER_US + 1)) if keyframe else 0
        timestamp_us = scene.start_us + int(keyframe * KEYFRAME_STEP_S * 1e6) + jitter_us
        visible = np.zeros(len(scene.actors), np.int64)
        alone = np.zeros(len(scene.actors), np.int64)
        for camera in scene.rig.cameras:
            offset_ms = FIRING_OFFSET_MS[camera.channel] + rng.uniform(-FIRING_JITTER_MS, FIRING_JITTER_MS)
            fired_us = timestamp_us + int(round(offset_ms * 1e3))
            picture = renderer.picture(camera, keyframe, (fired_us - scene.start_us) * 1e-6)
            visible += picture.visible
            alone += picture.silhouette
            name = f"samples/{camera.channel}/{scene.name}__{camera.channel}__{fired_us}.jpg"
            _write_jpeg(out / name, picture.rgb)
            rows.add_data(camera.channel, keyframe, fired_us, name)
        rows.add_data(LIDAR, keyframe, timestamp_us, f"samples/{LIDAR}/{scene.name}__{LIDAR}__{timestamp_us}.pcd.bin")
        rows.add_keyframe(keyframe, timestamp_us, visible, alone)
    _write_json(out / "can_bus" / f"{scene.name}_pose.json", pose_messages(scene))
    return rows.rows()


def _write_jpeg(path: Path, rgb: np.ndarray) -> None:
    done, data = cv2.imencode(".jpg", rgb[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise RuntimeError(f"Cannot write {path}: the JPEG encoder failed, expected a picture")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.tobytes())


def _write_json(path: Path, content: object, indent: int | None = None) -> None:
    """Whole or not at all, as others may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(content, indent=indent, separators=(",", ":") if indent is None else None) + "\n")
    os.replace(partial, path)


def _write_tables(plan: WorldPlan, tables: dict[str, list[dict]], splits: dict[str, list[str]]) -> None:
    folder = plan.out / plan.version
    for name in TABLES:
        _write_json(folder / f"{name}.json", tables[name])
    for row in tables["map"]:
        path = plan.out / row["filename"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(cv2.imencode(".png", np.zeros((8, 8), np.uint8))[1].tobytes())
    _write_json(folder / "splits.json", splits, indent=1)
    _write_json(folder / "bevdrift-world.json", _certificate(plan), indent=1)


def _certificate(plan: WorldPlan) -> dict:
    """The mark of a synthetic data set, with the settings of its difficulty."""
    return {
        "synthetic": True,
        "notice": NOTICE,
        "seed": plan.seed,
        "generator_version": GENERATOR_VERSION,
        "scenes": plan.scenes,
        "difficulty": {
            "light_cycle": LIGHT_CYCLE,
            "lights": {name: asdict(value) for name, value in light.LIGHTS.items()},
            "objects_per_scene": classes.OBJECTS,
            "presence": classes.PRESENCE,
            "fill_weights": classes.FILL_WEIGHTS,
            "distance_m": {c.name: c.distance for c in classes.CATEGORIES},
            "jpeg_quality": JPEG_QUALITY,
        },
    }
