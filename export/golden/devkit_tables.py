"""A small data set written as nuScenes tables, and nuscenes-devkit run on it."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

CATEGORIES = [
    "vehicle.car",
    "vehicle.truck",
    "vehicle.bus.bendy",
    "vehicle.bus.rigid",
    "vehicle.trailer",
    "vehicle.construction",
    "human.pedestrian.adult",
    "human.pedestrian.child",
    "human.pedestrian.construction_worker",
    "human.pedestrian.police_officer",
    "vehicle.motorcycle",
    "vehicle.bicycle",
    "movable_object.trafficcone",
    "movable_object.barrier",
    "static_object.bicycle_rack",
    "movable_object.debris",
]
ATTRIBUTES = [
    "pedestrian.moving",
    "pedestrian.sitting_lying_down",
    "pedestrian.standing",
    "cycle.with_rider",
    "cycle.without_rider",
    "vehicle.moving",
    "vehicle.parked",
    "vehicle.stopped",
]


@dataclass
class Problem:
    """What is scored, in the form of the golden file.

    samples: (token, scene name, timestamp in microseconds, ego x, ego y)
    annotations: (sample index, category, attribute names, translation, size, rotation, prev, next, lidar points,
        radar points); prev and next are indices of annotations or -1
    """

    name: str
    split: str = "mini_val"
    samples: list[tuple] = field(default_factory=list)
    annotations: list[tuple] = field(default_factory=list)
    custom_scenes: list[str] = field(default_factory=list)
    config: dict[str, Any] | None = None
    submission: str = ""

    def to_json(self) -> dict:
        return dict(self.__dict__)


def write_tables(problem: Problem, root: Path, version_name: str = "v1.0-mini") -> None:
    """All 13 tables, as far as the devkit looks at them."""
    version = root / version_name
    version.mkdir()
    scenes = list(dict.fromkeys(s[1] for s in problem.samples))
    by_scene: dict[str, list[str]] = {scene: [] for scene in scenes}
    for s in problem.samples:
        by_scene[s[1]].append(s[0])
    tables: dict[str, list] = {
        "category": [{"token": f"c{i}", "name": n, "description": ""} for i, n in enumerate(CATEGORIES)],
        "attribute": [{"token": f"t{i}", "name": n, "description": ""} for i, n in enumerate(ATTRIBUTES)],
        "visibility": [],
        "sensor": [{"token": "lidar", "channel": "LIDAR_TOP", "modality": "lidar"}],
        "calibrated_sensor": [
            {
                "token": "calibration",
                "sensor_token": "lidar",
                "translation": [0, 0, 0],
                "rotation": [1, 0, 0, 0],
                "camera_intrinsic": [],
            }
        ],
        "log": [{"token": "log", "logfile": "", "vehicle": "", "date_captured": "", "location": "here"}],
        "map": [{"token": "map", "category": "semantic_prior", "filename": "map.png", "log_tokens": ["log"]}],
        "scene": [
            {
                "token": f"token-{scene}",
                "name": scene,
                "log_token": "log",
                "description": "",
                "nbr_samples": len(by_scene[scene]),
                "first_sample_token": by_scene[scene][0],
                "last_sample_token": by_scene[scene][-1],
            }
            for scene in scenes
        ],
    }
    tables["sample"] = [
        {"token": t, "timestamp": us, "prev": "", "next": "", "scene_token": f"token-{scene}"}
        for t, scene, us, _, _ in problem.samples
    ]
    tables["sample_data"] = [
        {
            "token": f"d-{t}",
            "sample_token": t,
            "ego_pose_token": f"p-{t}",
            "calibrated_sensor_token": "calibration",
            "timestamp": us,
            "fileformat": "pcd",
            "is_key_frame": True,
            "height": 0,
            "width": 0,
            "filename": "",
            "prev": "",
            "next": "",
        }
        for t, _, us, _, _ in problem.samples
    ]
    tables["ego_pose"] = [
        {"token": f"p-{t}", "timestamp": us, "rotation": [1, 0, 0, 0], "translation": [x, y, 0]}
        for t, _, us, x, y in problem.samples
    ]
    tables["instance"] = [
        {
            "token": f"i{i}",
            "category_token": f"c{CATEGORIES.index(a[1])}",
            "nbr_annotations": 1,
            "first_annotation_token": f"a{i}",
            "last_annotation_token": f"a{i}",
        }
        for i, a in enumerate(problem.annotations)
    ]
    tables["sample_annotation"] = [
        {
            "token": f"a{i}",
            "sample_token": problem.samples[a[0]][0],
            "instance_token": f"i{i}",
            "visibility_token": "",
            "attribute_tokens": [f"t{ATTRIBUTES.index(n)}" for n in a[2]],
            "translation": a[3],
            "size": a[4],
            "rotation": a[5],
            "prev": "" if a[6] < 0 else f"a{a[6]}",
            "next": "" if a[7] < 0 else f"a{a[7]}",
            "num_lidar_pts": a[8],
            "num_radar_pts": a[9],
        }
        for i, a in enumerate(problem.annotations)
    ]
    for name, rows in tables.items():
        (version / f"{name}.json").write_text(json.dumps(rows))
    (root / "map.png").write_bytes(b"")
    if problem.custom_scenes:
        (version / "splits.json").write_text(json.dumps({problem.split: problem.custom_scenes}))


def evaluate(problem: Problem, root: Path) -> tuple[dict, dict]:
    """metrics_summary and metrics_details as the devkit writes them; raises what it raises."""
    from nuscenes import NuScenes
    from nuscenes.eval.common.config import config_factory
    from nuscenes.eval.detection.data_classes import DetectionConfig
    from nuscenes.eval.detection.evaluate import DetectionEval

    write_tables(problem, root)
    results = root / "results_nusc.json"
    results.write_text(problem.submission)
    config = config_factory("detection_cvpr_2019")
    if problem.config:
        with mock.patch("nuscenes.eval.detection.data_classes.DETECTION_NAMES", list(problem.config["class_range"])):
            config = DetectionConfig.deserialize(problem.config)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        tables = NuScenes("v1.0-mini", dataroot=str(root), verbose=False)
        run = DetectionEval(tables, config, str(results), problem.split, str(root / "out"), verbose=False)
        run.main(plot_examples=0, render_curves=False)
    summary = json.loads((root / "out/metrics_summary.json").read_text())
    return summary, json.loads((root / "out/metrics_details.json").read_text())
