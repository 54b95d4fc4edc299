"""The plain loop that a person writes: cv2 and onnxruntime, one rung, frames of a frames folder.

Prints one line of JSON: milliseconds a frame in all and outside the session's run.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort
import pyarrow.parquet as pq
import yaml


def frames(folder: Path, wanted: int):
    rows = []
    for path in sorted(folder.glob("scene-*.parquet")):
        for row in pq.read_table(path, columns=["sample_token", "scene_token", "cameras", "can_bus"]).to_pylist():
            rows.append(row)
            if len(rows) == wanted:
                return rows
    return rows


def picture(jpeg: bytes, settings: dict) -> np.ndarray:
    """[3, H, W]: decoded, normalised, scaled, padded with zeros."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).astype(np.float32)
    if settings["channel_order"] == "rgb":
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    image = (image - np.float32(settings["mean"])) / np.float32(settings["std"])
    if settings["scale"] != 1:
        image = cv2.resize(image, None, fx=settings["scale"], fy=settings["scale"], interpolation=cv2.INTER_LINEAR)
    height, width = settings["network_size"]
    padded = np.zeros((height, width, 3), np.float32)
    padded[: image.shape[0], : image.shape[1]] = image
    return padded.transpose(2, 0, 1)


def boxes(scores: np.ndarray, codes: np.ndarray, most: int) -> np.ndarray:
    """The best of the last layer: label, score, ten numbers."""
    sigmoid = 1 / (1 + np.exp(-scores[-1, 0]))
    order = np.argsort(-sigmoid.ravel(), kind="stable")[:most]
    query, label = np.divmod(order, sigmoid.shape[1])
    return np.column_stack([label, sigmoid.ravel()[order], codes[-1, 0][query]])


def main() -> None:
    folder, ladder, rung_id, wanted, rounds = sys.argv[1:6]
    manifest = yaml.safe_load((Path(ladder) / "ladder.yaml").read_text())
    rung = next(r for r in manifest["rungs"] if r["id"] == rung_id)
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(str(Path(ladder) / rung["files"][0]["path"]), options, ["CPUExecutionProvider"])
    cv2.setNumThreads(1)
    rows = frames(Path(folder), int(wanted))
    cells, channels = manifest["bev"]["height"] * manifest["bev"]["width"], manifest["bev"]["channels"]
    matrices = np.tile(np.eye(4, dtype=np.float32), (1, 6, 1, 1))  # their product costs nothing beside the pictures
    walls, outsides = [], []
    for turn in range(int(rounds) + 1):
        memory, used, scene = np.zeros((cells, 1, channels), np.float32), np.zeros(1, np.float32), None
        started, inside = time.perf_counter(), 0.0
        for row in rows:
            if row["scene_token"] != scene:
                scene, used, memory = row["scene_token"], np.zeros(1, np.float32), np.zeros_like(memory)
            images = np.stack([picture(c["jpeg"], manifest["preprocess"]) for c in row["cameras"]])[None]
            roles = {
                "img": images,
                "can_bus": np.float32(row["can_bus"]),
                "lidar2img": matrices,
                "prev_bev": memory,
                "use_prev_bev": used,
            }
            feeds = {name: roles[role] for name, role in rung["inputs"].items()}
            before = time.perf_counter()
            made = dict(zip(rung["outputs_map"].values(), session.run(list(rung["outputs_map"]), feeds), strict=True))
            inside += time.perf_counter() - before
            memory, used = made["bev_embed"], np.ones(1, np.float32)
            boxes(made["all_cls_scores"], made["all_bbox_preds"], manifest["max_num"])
        wall = time.perf_counter() - started
        if turn:  # the first warms up
            walls.append(wall)
            outsides.append(wall - inside)
    middle = len(walls) // 2
    print(
        json.dumps(
            {
                "loop": "python",
                "outside_runtime_ms_a_frame": sorted(outsides)[middle] * 1000 / len(rows),
                "wall_ms_a_frame": sorted(walls)[middle] * 1000 / len(rows),
            }
        )
    )


if __name__ == "__main__":
    main()
