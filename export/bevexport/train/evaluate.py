"""`python -m bevexport.train.evaluate`: mAP and NDS of a checkpoint by the devkit's own algorithms.

Scenes are streamed as at inference; `--variant nontemporal` gives no frame a previous BEV. Class ranges are the
model's own, stated in its config.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from nuscenes import NuScenes
from nuscenes.eval.common.data_classes import EvalBoxes
from nuscenes.eval.common.loaders import add_center_dist, filter_eval_boxes, load_gt_of_sample_tokens
from nuscenes.eval.detection.algo import accumulate, calc_ap, calc_tp
from nuscenes.eval.detection.constants import TP_METRICS
from nuscenes.eval.detection.data_classes import (
    DetectionBox,
    DetectionConfig,
    DetectionMetricDataList,
    DetectionMetrics,
)
from tqdm import tqdm

import bevexport
from bevexport.model import BEVFormer, ModelConfig
from bevexport.model.nuscenes import submission

from .pictures import SCALE, PictureCache
from .record import add_figures
from .scenes import Frame, read_split, since

VARIANTS = ("temporal", "nontemporal")
# The devkit leaves these out: a cone has no heading, and neither it nor a barrier moves.
_NO_TP = {"traffic_cone": ("attr_err", "vel_err", "orient_err"), "barrier": ("attr_err", "vel_err")}


def detect(
    model: BEVFormer, scenes: list[list[Frame]], pictures: PictureCache, temporal: bool
) -> dict[str, list[dict]]:
    """Submission entries per sample token; scenes one after another, frames in time order."""
    results, index = {}, 0
    for scene in tqdm(scenes, desc="detecting", unit="scene"):
        prev_bev, before = None, None
        for frame in scene:
            lidar2img = frame.lidar2img.copy()
            lidar2img[:, :2] *= SCALE
            with torch.no_grad():
                out = model(
                    pictures.batch([index]),
                    torch.from_numpy(lidar2img.astype(np.float32))[None],
                    torch.from_numpy(since(frame.can_bus, before).astype(np.float32))[None],
                    prev_bev,
                )
            poses = ((p.translation, p.rotation) for p in (frame.lidar2ego, frame.ego2global))
            boxes = bevexport.decode(out, model.config)[0]
            results[frame.sample_token] = submission(boxes, model.config, frame.sample_token, *poses)
            if temporal:
                prev_bev, before = out.bev_embed, frame.can_bus
            index += 1
    return results


def detection_config(config: ModelConfig) -> DetectionConfig:
    """The devkit's CVPR 2019 settings with the model's class ranges."""
    return DetectionConfig(
        dict(zip(config.classes, config.class_range, strict=True)),
        "center_distance",
        [0.5, 1.0, 2.0, 4.0],
        2.0,
        0.1,
        0.1,
        500,
        5,
    )


def score(nusc: NuScenes, config: DetectionConfig, results: dict[str, list[dict]]) -> DetectionMetrics:
    """The devkit's figures over exactly the samples in results."""
    truth = load_gt_of_sample_tokens(nusc, list(results), DetectionBox)
    found = EvalBoxes.deserialize(results, DetectionBox)
    truth, found = (filter_eval_boxes(nusc, add_center_dist(nusc, b), config.class_range) for b in (truth, found))
    data, metrics = DetectionMetricDataList(), DetectionMetrics(config)
    for name in config.class_names:
        for threshold in config.dist_ths:
            data.set(name, threshold, accumulate(truth, found, name, config.dist_fcn_callable, threshold))
            metrics.add_label_ap(
                name, threshold, calc_ap(data[(name, threshold)], config.min_recall, config.min_precision)
            )
        for error in TP_METRICS:
            known = error not in _NO_TP.get(name, ())
            value = calc_tp(data[(name, config.dist_th_tp)], config.min_recall, error) if known else np.nan
            metrics.add_label_tp(name, error, value)
    return metrics


def figures(metrics: DetectionMetrics) -> dict:
    """mean_ap, nd_score, tp_errors and the classes' APs, as plain numbers."""
    serial = metrics.serialize()
    return {
        "mean_ap": serial["mean_ap"],
        "nd_score": serial["nd_score"],
        "tp_errors": serial["tp_errors"],
        "mean_dist_aps": serial["mean_dist_aps"],
        "label_aps": serial["label_aps"],
    }


def evaluate(options: argparse.Namespace) -> dict:
    """The figures of each variant asked for."""
    scenes = read_split(options.data, options.version, options.split)[options.skip :][: options.limit]
    frames = [frame for scene in scenes for frame in scene]
    name = f"{options.split}-{options.skip}-{len(frames)}.u16"
    pictures = PictureCache.open(options.cache / name, frames)
    model = bevexport.load(options.config, options.checkpoint)
    nusc = NuScenes(options.version, str(options.data), verbose=False)
    out = {"split": options.split, "scenes": len(scenes), "frames": len(frames)}
    for variant in options.variant or VARIANTS:
        results = detect(model, scenes, pictures, variant == "temporal")
        out[variant] = figures(score(nusc, detection_config(model.config), results))
    return out


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    torch.set_num_threads(options.threads)
    try:
        found = evaluate(options)
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for variant in VARIANTS:
        if variant in found:
            aps = "  ".join(f"{name} {ap:.3f}" for name, ap in found[variant]["mean_dist_aps"].items())
            print(f"{variant}: mAP {found[variant]['mean_ap']:.4f}  NDS {found[variant]['nd_score']:.4f}\n  {aps}")
            print("  " + "  ".join(f"{name} {value:.3f}" for name, value in found[variant]["tp_errors"].items()))
    if options.training:
        add_figures(options.training, found)
    return 0


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(
        prog="python -m bevexport.train.evaluate",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    out.add_argument("--data", type=Path, required=True, help="data root with tables and pictures")
    out.add_argument("--version", default="v1.0-synth", help="folder of the tables under --data")
    out.add_argument("--split", default="world_val", help="name in <version>/splits.json")
    out.add_argument("--config", default="micro", help="model: a name, or a YAML or JSON file")
    out.add_argument("--checkpoint", type=Path, required=True)
    out.add_argument("--cache", type=Path, required=True, help="folder of the decoded pictures")
    out.add_argument("--variant", action="append", choices=VARIANTS, help="may be repeated; both if not given")
    out.add_argument("--skip", type=int, default=0, help="scenes of the split left out at its beginning")
    out.add_argument("--limit", type=int, default=None, help="scenes taken after those")
    out.add_argument("--threads", type=int, default=1)
    out.add_argument("--training", type=Path, help="training.json of the run, to add the figures to")
    return out


if __name__ == "__main__":
    sys.exit(main())
