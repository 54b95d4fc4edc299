"""Outputs of the original code for deformable convolutions and four feature levels, at a size that tests can afford.

Needs the original (fundamentalvision/BEVFormer at 66b65f3 with mmcv 1.4.0, mmdet 2.14.0, mmdet3d 0.17.1) importable and
its repository as the working folder; bevexport is needed for its seeded weights only. Writes, beside the tests:
`levels_model_config.json` (base's model section with other sizes), `levels_frame0.npz` and `levels_frame1.npz`, and
`small_state_dict.json` and `base_state_dict.json`, the keys and shapes of the published configurations.

    python .../export/golden/make_original_levels.py .../export/tests/model/original
"""

import importlib
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from mmcv import Config
from mmdet3d.core.bbox import LiDARInstance3DBoxes
from mmdet3d.models import build_model

from bevexport.model import weights

PICTURE, VALID_ROWS = (96, 160), 90
DIMS, BEV = 32, (12, 10)  # (h, w)
HEADINGS_DEG = (90.0, 34.0, 145.5, 270.0, 198.0, 341.0)
CAMERAS_KEPT = (0, 3)  # of the feature maps


def model_section(config: str) -> dict:
    return json.loads(
        json.dumps(Config.fromfile(f"projects/configs/bevformer/{config}.py")._cfg_dict.to_dict()["model"])
    )


def shrunk(section: dict) -> dict:
    section["img_backbone"]["depth"] = 50
    section["img_neck"]["out_channels"] = DIMS
    head = section["pts_bbox_head"]
    head.update(bev_h=BEV[0], bev_w=BEV[1], num_query=30, in_channels=DIMS)
    head["positional_encoding"].update(num_feats=DIMS // 2, row_num_embed=BEV[0], col_num_embed=BEV[1])
    head["transformer"]["embed_dims"] = DIMS
    head["bbox_coder"]["max_num"] = 60
    for part in ("encoder", "decoder"):
        head["transformer"][part]["num_layers"] = 2
        layers = head["transformer"][part]["transformerlayers"]
        layers["feedforward_channels"] = 2 * DIMS
        layers["ffn_cfgs"] = {
            "type": "FFN",
            "embed_dims": DIMS,
            "feedforward_channels": 2 * DIMS,
            "num_fcs": 2,
            "ffn_drop": 0.1,
            "act_cfg": {"type": "ReLU", "inplace": True},
        }
        for attention in layers["attn_cfgs"]:
            attention["embed_dims"] = DIMS
            if "deformable_attention" in attention:
                attention["deformable_attention"]["embed_dims"] = DIMS
    return section


def lidar2img(frame: int) -> np.ndarray:
    """(6, 4, 4): six cameras around, a little different in each frame."""
    out = []
    for i, heading in enumerate(HEADINGS_DEG):
        turn = math.radians(heading + 0.7 * frame * (i - 2))
        ahead = np.array([math.cos(turn), math.sin(turn), -0.02 * i])
        right = np.array([math.sin(turn), -math.cos(turn), 0.0])
        rotation = np.stack([right, np.cross(ahead, right), ahead])
        camera = np.eye(4)
        camera[:3, :3], camera[:3, 3] = rotation, -rotation @ (0.6 * ahead - [0.0, 0.05 * frame, 0.3])
        focal = 80.0 if i == 3 else 126.0
        k = np.array([[focal, 0, 81.5, 0], [0, focal + 1, 48.5, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
        out.append(k @ camera)
    return np.stack(out)


def can_bus(frame: int) -> np.ndarray:
    out = np.zeros(18)
    yaw = 200.0 - 9.5 * frame
    out[:3] = 300.0 + 4.1 * frame, 900.0 - 2.7 * frame, 0.1 * frame
    out[3:7] = math.cos(math.radians(yaw) / 2)
    out[7:16] = 0.2, -0.1, 9.8, 0.01, 0.02, -0.3, 9.1, 0.2, 0.0
    out[16:] = math.radians(yaw), yaw
    return out


def picture(frame: int) -> np.ndarray:
    """(1, 6, 3, H, W) float32; the rows below the valid ones are padding."""
    img = np.random.Generator(np.random.PCG64(2000 + frame)).standard_normal((1, 6, 3, *PICTURE)).astype(np.float32)
    img[..., VALID_ROWS:, :] = 0.0
    return img


def run(model: torch.nn.Module, frame: int) -> dict:
    kept = {}
    hooks = [
        model.img_neck.register_forward_hook(lambda m, x, out: kept.update(maps=[t.clone() for t in out])),
        model.pts_bbox_head.register_forward_hook(
            lambda m, x, out: kept.update({k: v for k, v in out.items() if v is not None})
        ),
    ]
    meta = {
        "scene_token": "scene",
        "can_bus": can_bus(frame),
        "lidar2img": list(lidar2img(frame)),
        "img_shape": [(*PICTURE, 3)] * 6,
        "box_type_3d": LiDARInstance3DBoxes,
    }
    with torch.no_grad():
        result = model(return_loss=False, img=[torch.from_numpy(picture(frame))], img_metas=[[meta]])[0]["pts_bbox"]
    for hook in hooks:
        hook.remove()
    arrays = {key: kept[key].numpy() for key in ("bev_embed", "all_cls_scores", "all_bbox_preds")}
    for level, maps in enumerate(kept["maps"]):
        arrays[f"fpn{level}"] = maps[list(CAMERAS_KEPT)].numpy()
    boxes = {"boxes_3d": result["boxes_3d"].tensor, "scores_3d": result["scores_3d"], "labels_3d": result["labels_3d"]}
    arrays.update({key: value.numpy() for key, value in boxes.items()})
    return {**arrays, "lidar2img": lidar2img(frame), "can_bus_used": meta["can_bus"]}


def main(out: Path) -> None:
    sys.path.insert(0, ".")
    importlib.import_module("projects.mmdet3d_plugin")
    out.mkdir(parents=True, exist_ok=True)
    for name in ("small", "base"):
        state = build_model(Config({"model": model_section(f"bevformer_{name}")}).model).state_dict()
        shapes = {key: list(value.shape) for key, value in state.items()}
        (out / f"{name}_state_dict.json").write_text(json.dumps(shapes, separators=(",", ":")) + "\n")
    section = shrunk(model_section("bevformer_base"))
    (out / "levels_model_config.json").write_text(json.dumps(section, indent=1) + "\n")
    section["train_cfg"] = None
    model = build_model(Config({"model": section}).model).eval()
    model.load_state_dict(weights.seeded(model.state_dict()), strict=True)
    for frame in (0, 1):
        np.savez_compressed(out / f"levels_frame{frame}.npz", **run(model, frame))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
