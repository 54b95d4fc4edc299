"""Golden vectors of box decoding: the original's raw outputs, its boxes, its submission.

    python export/golden/make_box_vectors.py ORIGINAL udf/src/test/resources/golden/boxes.json

ORIGINAL holds mini_frame0..2.npz and mini_nusc/results_nusc.json, recorded from the original code
(BEVFormer 66b65f3, mmdet3d 0.17.1, torch 2.8.0, seeded random weights) on three frames in a row, and
formula_and_inputs.py with their poses. Projections are computed here with nuscenes-devkit's own
transform_matrix on seeded poses, since the recorded ones do not come from poses.
"""

from __future__ import annotations

import argparse
import base64
import importlib.util
import json
from pathlib import Path

import numpy as np
from nuscenes.utils.geometry_utils import transform_matrix
from pyquaternion import Quaternion

SEED = 20261124
CLASS_RANGE_M = {
    **dict.fromkeys(("car", "truck", "construction_vehicle", "bus", "trailer"), 50),
    **dict.fromkeys(("motorcycle", "bicycle", "pedestrian"), 40),
    **dict.fromkeys(("barrier", "traffic_cone"), 30),
}
POST_CENTER_RANGE = [-61.2, -61.2, -10.0, 61.2, 61.2, 10.0]
MAX_NUM = 300
SCALE = 0.5


def b64(array: np.ndarray, dtype: str = "<f4") -> str:
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode("ascii")


def inputs_of(original: Path):
    """The module that states the recorded frames' poses."""
    spec = importlib.util.spec_from_file_location("original_inputs", original / "formula_and_inputs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def frame(original: Path, inputs, results: dict, number: int) -> dict:
    raw = np.load(original / f"mini_frame{number}.npz")
    info = inputs.info_for(number)
    entries = results[info["token"]]
    numbers = [[*e["translation"], *e["size"], *e["rotation"], *e["velocity"], e["detection_score"]] for e in entries]
    return {
        "layers": raw["all_cls_scores"].shape[0],
        "queries": raw["all_cls_scores"].shape[2],
        "all_cls_scores": b64(raw["all_cls_scores"]),
        "all_bbox_preds": b64(raw["all_bbox_preds"]),
        "boxes": b64(raw["boxes_3d"]),
        "scores": b64(raw["scores_3d"]),
        "labels": raw["labels_3d"].tolist(),
        "can_bus_absolute": raw["can_bus_abs"].tolist(),
        "can_bus_used": raw["can_bus_used"].tolist(),
        "lidar2ego": {"translation": info["lidar2ego_translation"], "rotation": info["lidar2ego_rotation"]},
        "ego2global": {
            "translation": info["ego2global_translation"],
            "rotation": info["ego2global_rotation"],
        },
        "submission": {
            "names": [e["detection_name"] for e in entries],
            "attributes": [e["attribute_name"] for e in entries],
            "numbers": b64(np.array(numbers), "<f8"),
        },
    }


def pose(rng: np.random.Generator, spread_m: float) -> dict:
    return {
        "translation": (rng.normal(size=3) * spread_m).tolist(),
        "rotation": Quaternion(rng.normal(size=4)).unit.elements.tolist(),
    }


def matrix(record: dict, inverse: bool = False) -> np.ndarray:
    return transform_matrix(record["translation"], Quaternion(record["rotation"]), inverse=inverse)


def projection(rng: np.random.Generator) -> dict:
    sensor2ego, camera_ego2global = pose(rng, 1), pose(rng, 1000)
    lidar2ego, ego2global = pose(rng, 1), pose(rng, 1000)
    intrinsics = np.array([[1266.4, 0, 816.3], [0, 1260.1, 491.5], [0, 0, 1]]) + rng.normal(size=(3, 3)) * 1e-3
    viewpad = np.eye(4)
    viewpad[:3, :3] = intrinsics
    lidar2img = (
        viewpad
        @ matrix(sensor2ego, inverse=True)
        @ matrix(camera_ego2global, inverse=True)
        @ matrix(ego2global)
        @ matrix(lidar2ego)
    )
    lidar2img = np.diag([SCALE, SCALE, 1, 1]) @ lidar2img
    return {
        "intrinsics": intrinsics.ravel().tolist(),
        "sensor2ego": sensor2ego,
        "camera_ego2global": camera_ego2global,
        "lidar2ego": lidar2ego,
        "ego2global": ego2global,
        "lidar2img": lidar2img.ravel().tolist(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("original", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    inputs = inputs_of(args.original)
    results = json.loads((args.original / "mini_nusc" / "results_nusc.json").read_text())["results"]
    rng = np.random.Generator(np.random.PCG64(SEED))
    document = {
        "made_by": {
            "frames": "BEVFormer 66b65f3, mmdet3d 0.17.1, torch 2.8.0, seeded random weights",
            "projections": "nuscenes-devkit 1.2.0 transform_matrix",
            "seed": SEED,
        },
        "classes": inputs.CLASS_NAMES,
        "class_range": CLASS_RANGE_M,
        "post_center_range": POST_CENTER_RANGE,
        "max_num": MAX_NUM,
        "scale": SCALE,
        "frames": [frame(args.original, inputs, results, number) for number in range(3)],
        "projections": [projection(rng) for _ in range(4)],
    }
    args.out.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
