"""Info files made of frames by nuscenes-devkit's boxes, the way the original's data preparation makes them."""

import pickle
from pathlib import Path

import numpy as np
from nuscenes.utils.data_classes import Box
from pyquaternion import Quaternion

from bevexport import frames


def info_of(row, root: Path, position: int, tokens: list[str]) -> dict:
    """An entry; its pictures are written below root."""
    ego, lidar = row["ego2global"], row["lidar2ego"]
    to_ego, to_lidar = Quaternion(ego["rotation"]).inverse, Quaternion(lidar["rotation"]).inverse
    boxes, names, velocities = [], [], []
    for b in row["boxes"]:
        box = Box(b["translation"], b["size"], Quaternion(b["rotation"]))
        velocity = np.array([*(b["velocity"] or [np.nan, np.nan]), 0.0])
        for pose, turn in ((ego, to_ego), (lidar, to_lidar)):
            box.translate(-np.array(pose["translation"]))
            box.rotate(turn)
            velocity = turn.rotation_matrix @ velocity
        boxes.append([*box.center, *box.wlh, -box.orientation.yaw_pitch_roll[0] - np.pi / 2])
        names.append(b["detection_name"] or b["category"])
        velocities.append(velocity[:2])
    cams = {}
    for c in row["cameras"]:
        path = root / "samples" / c["channel"] / f"{c['sample_data_token']}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(c["jpeg"])
        cams[c["channel"]] = {
            "data_path": f"./data/nuscenes/samples/{c['channel']}/{path.name}",
            "type": c["channel"],
            "sample_data_token": c["sample_data_token"],
            "sensor2ego_translation": c["sensor2ego"]["translation"],
            "sensor2ego_rotation": c["sensor2ego"]["rotation"],
            "ego2global_translation": c["ego2global"]["translation"],
            "ego2global_rotation": c["ego2global"]["rotation"],
            "timestamp": c["timestamp_us"],
            "cam_intrinsic": np.reshape(c["intrinsics"], (3, 3)),
        }
    message = [*ego["translation"], *ego["rotation"], *row["can_bus"][7:16], 0.0, 0.0]
    return {
        "lidar_path": f"./data/nuscenes/samples/LIDAR_TOP/{row['log']}__LIDAR_TOP__{row['timestamp_us']}.pcd.bin",
        "token": row["sample_token"],
        "prev": row["prev_sample_token"] or "",
        "next": tokens[position + 1] if position + 1 < len(tokens) else "",
        "can_bus": np.array(message),
        "frame_idx": position,
        "sweeps": [],
        "cams": cams,
        "scene_token": row["scene_token"],
        "lidar2ego_translation": lidar["translation"],
        "lidar2ego_rotation": lidar["rotation"],
        "ego2global_translation": ego["translation"],
        "ego2global_rotation": ego["rotation"],
        "timestamp": row["timestamp_us"],
        "gt_boxes": np.array(boxes).reshape(-1, 7),
        "gt_names": np.array(names),
        "gt_velocity": np.array(velocities).reshape(-1, 2),
        "num_lidar_pts": np.array([b["num_lidar_pts"] for b in row["boxes"]]),
        "num_radar_pts": np.array([b["num_radar_pts"] for b in row["boxes"]]),
        "valid_flag": np.array([b["num_lidar_pts"] + b["num_radar_pts"] > 0 for b in row["boxes"]], bool),
    }


def infos_of(folder: Path, root: Path, scenes: int) -> dict:
    """The content of an info file of a frames folder's first scenes."""
    infos = []
    for scene in frames.scenes(folder)[:scenes]:
        rows = [frame.row for frame in scene.frames()]
        tokens = [row["sample_token"] for row in rows]
        infos += [info_of(row, root, i, tokens) for i, row in enumerate(rows)]
    return {"infos": infos, "metadata": {"version": "v1.0-synth"}}


def write(content, path: Path, protocol: int = 2) -> Path:
    path.write_bytes(pickle.dumps(content, protocol=protocol))
    return path
