#!/usr/bin/env python
"""Runs the original BEVFormer, in your environment, and writes its outputs as a bevdrift reference.

This one file is all that is needed: bevexport isn't imported. Python 3.8 or later, the original repository with its
own torch, mmcv-full, mmdet and mmdet3d 0.17, and pyarrow. Run it from the original repository's folder:

    python .../bevformer_reference.py projects/configs/bevformer/bevformer_tiny.py bevformer_tiny_epoch_24.pth \
        --frames work/frames --ladder work/ladder/ladder.yaml --out work/reference

What it does. The model is built from your config and the checkpoint is loaded strictly. Every frame of the frames
folder goes through the model's own `forward_test`, scene by scene in time order, and a hook on `pts_bbox_head` copies
what the head returns; nothing of the original is changed or replaced. With `--inputs dataset` (the default) a frame is
the sample of that token in the config's own test data set, read by the config's own pipeline; with `--inputs frames`
the pictures, matrices and ego signals of the frames folder go through that pipeline behind its loading step, and no
info files are needed. Each variant has its own memory: `temporal` forgets at the start of a scene's file, `nontemporal`
before every frame. TF32 is switched off.

What it writes. One Parquet file a scene (schema: reference, version 1), and last `reference.json`, the certificate with
made_by "original". The ladder is needed because a reference is evaluated beside one: its weights must be the
checkpoint's, tensor by tensor, and its sizes the model's, else nothing is written. bev_embed is kept for a few frames
only (`--bev-embed-frames`), spread evenly. `_taps.parquet`, of the same schema, has for fewer still (`--tap-frames`)
what the head was fed (`can_bus`, `prev_bev`) and up to sixty values inside the model, named by the module that puts
them out; `bin/ladder diverge` compares them with a graph's.

Exit codes: 0 done; 2 bad input, said in one line.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import torch
import yaml
from tqdm import tqdm

VERSION = "1"
VARIANTS = ("nontemporal", "temporal")
TENSORS = ("all_bbox_preds", "all_cls_scores", "bev_embed")
FRAMES_PER_ROW_GROUP = 4
KEYS = ("scene_token", "sequence", "sample_token", "sample_index")
TAPS = "_taps.parquet"
FED = ("can_bus", "prev_bev")
TURNED = "prev_bev.turned"

SCHEMA = pa.schema(
    [
        pa.field("scene_token", pa.string(), nullable=False),
        pa.field("sequence", pa.int32(), nullable=False),
        pa.field("sample_token", pa.string(), nullable=False),
        pa.field("sample_index", pa.int64(), nullable=False),
        pa.field("variant", pa.string(), nullable=False),
        pa.field("tensor", pa.string(), nullable=False),
        pa.field("dtype", pa.string(), nullable=False),
        pa.field("shape", pa.list_(pa.field("element", pa.int64(), nullable=False)), nullable=False),
        pa.field("data", pa.binary(), nullable=False),
    ],
    metadata={b"bevdrift.table": b"reference", b"bevdrift.schema_version": b"1"},
)

Row = "dict[str, Any]"
"""A keyframe of the frames table."""
Source = Callable[[Row], "dict[str, Any]"]
"""A keyframe to the model's arguments: img, a list of one (1, 6, 3, H, W); img_metas, a list of a list of one."""


class InputError(ValueError):
    """Bad input. Its message reads: Cannot <action>: <fact>, expected <what>."""


# ---- the frames folder and the ladder


def scene_files(folder: Path) -> list[Path]:
    """The scene files, in the index's order where there is one, else by name."""
    index = folder / "_index.parquet"
    try:
        if index.is_file():
            names = pq.read_table(str(index), columns=["file"]).column("file").to_pylist()
        else:
            names = sorted(p.name for p in folder.glob("*.parquet"))
    except Exception as e:  # pyarrow raises half a dozen types here
        raise InputError(f"Cannot read {index}: {first_line(e)}, expected a table with the column file") from e
    if not names:
        raise InputError(f"Cannot read frames {folder}: no scene files, expected at least one .parquet")
    return [folder / name for name in names]


def rows_of(path: Path, columns: list[str] | None) -> Iterator[Row]:
    """Keyframes in time order."""
    try:
        file = pq.ParquetFile(str(path))
    except Exception as e:  # as above
        raise InputError(f"Cannot read {path}: {first_line(e)}, expected a frames table") from e
    if (file.schema_arrow.metadata or {}).get(b"bevdrift.table") != b"frames":
        raise InputError(f"Cannot read {path}: it isn't marked as a frames table, expected what IngestJob writes")
    last = None
    for group in range(file.num_row_groups):
        for row in file.read_row_group(group, columns=columns).to_pylist():
            if last is not None and row["timestamp_us"] <= last:
                raise InputError(f"Cannot use {path}, sample {row['sample_token']}: time runs backwards")
            last = row["timestamp_us"]
            yield row


def read_ladder(path: Path) -> dict[str, Any]:
    try:
        ladder = yaml.safe_load(path.read_text())
        for key in ("config_sha256", "checkpoint_sha256"):
            ladder["model"][key]
        ladder["preprocess"]["network_size"], ladder["bev"]["height"], ladder["bev"]["width"], ladder["bev"]["channels"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as e:
        raise InputError(f"Cannot read {path}: {first_line(e)}, expected a ladder.yaml") from e
    return ladder


def first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__} {lines[0] if lines else ''}".strip()


# ---- the original


def build(config: str, checkpoint: str, device: str) -> tuple[Any, torch.nn.Module]:
    """The config and the model with its weights, as the original's tools/test.py builds them."""
    from mmcv import Config
    from mmcv.runner import load_checkpoint, wrap_fp16_model
    from mmdet3d.models import build_model

    sys.path.insert(0, os.getcwd())
    cfg = Config.fromfile(config)
    if cfg.get("plugin"):
        folder = cfg.get("plugin_dir", os.path.dirname(config))
        importlib.import_module(folder.strip("/").replace("/", "."))
    cfg.model.pretrained = None
    cfg.model.train_cfg = None
    model = build_model(cfg.model, test_cfg=cfg.get("test_cfg"))
    if cfg.get("fp16") is not None:
        wrap_fp16_model(model)
    try:
        load_checkpoint(model, checkpoint, map_location="cpu", strict=True)
    except (OSError, RuntimeError) as e:
        raise InputError(f"Cannot load {checkpoint}: {first_line(e)}, expected the weights of {config}") from e
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return cfg, model.to(device).eval()


def from_dataset(cfg: Any) -> Source:
    """Samples of the config's own test data set, found by their tokens."""
    from mmdet3d.datasets import build_dataset

    test = copy.deepcopy(cfg.data.test)
    test.test_mode = True
    test.pop("samples_per_gpu", None)
    dataset = build_dataset(test)
    index = {info["token"]: i for i, info in enumerate(dataset.data_infos)}

    def sample(row: Row) -> dict[str, Any]:
        if row["sample_token"] not in index:
            raise InputError(f"Cannot find sample {row['sample_token']} in {test.ann_file}: expected the frames' split")
        return prepared(row, lambda: dataset[index[row["sample_token"]]])

    return sample


def from_frames(cfg: Any, folder: Path) -> Source:
    """The frames folder's own content through the config's test pipeline, without its loading step."""
    from mmdet.datasets.pipelines import Compose
    from mmdet3d.core.bbox import get_box_type

    pipeline = Compose([step for step in cfg.data.test.pipeline if not step["type"].startswith("Load")])
    box_type, box_mode = get_box_type("LiDAR")

    def sample(row: Row) -> dict[str, Any]:
        pictures = [decoded(row, camera, folder) for camera in row["cameras"]]
        shape = (*pictures[0].shape, len(pictures))
        result = {
            "img": pictures,
            "img_fields": ["img"],
            "img_shape": shape,
            "ori_shape": shape,
            "pad_shape": shape,
            "scale_factor": 1.0,
            "lidar2img": lidar2img(row),
            "can_bus": np.array(row["can_bus"], np.float64),
            "scene_token": row["scene_token"],
            "sample_idx": row["sample_token"],
            "box_type_3d": box_type,
            "box_mode_3d": box_mode,
        }
        return prepared(row, lambda: pipeline(result))

    return sample


def prepared(row: Row, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What a data loader and a parallel wrapper would make of one test item: a batch of one, out of its containers."""
    try:
        item = read()
    except Exception as e:  # whatever the config's pipeline raises
        raise InputError(f"Cannot prepare sample {row['sample_token']}: {first_line(e)}, expected six pictures") from e
    img, meta = item["img"], item["img_metas"]
    if not isinstance(img, list) or len(img) != 1:
        raise InputError(f"Cannot use the test pipeline: img is {type(img).__name__}, expected one augmentation")
    return {"img": [img[0].data[None]], "img_metas": [[meta[0].data]]}


def decoded(row: Row, camera: dict[str, Any], folder: Path) -> np.ndarray:
    """(H, W, 3) float32 in BGR, read as the original's loader does."""
    import mmcv

    content = camera.get("jpeg")
    where = f"sample {row['sample_token']}, {camera['channel']}"
    try:
        if content is None:
            uri = camera["uri"]
            path = Path(uri[len("file://") :] if uri.startswith("file://") else uri)
            with open(str(path if path.is_absolute() else folder / path), "rb") as f:
                f.seek(camera.get("offset") or 0)
                content = f.read(-1 if camera.get("length") is None else camera["length"])
        picture = mmcv.imfrombytes(content, flag="unchanged")
    except Exception as e:  # whatever the file system or the decoder raises
        raise InputError(f"Cannot decode {where}: {first_line(e)}, expected a JPEG") from e
    if picture is None:
        raise InputError(f"Cannot decode {where}: {len(content)} bytes, expected a JPEG")
    return picture.astype(np.float32)


def lidar2img(row: Row) -> list[np.ndarray]:
    """4x4 a camera: LiDAR metres at the keyframe to pixels of the full-size picture at the camera's own time."""
    lidar2global = pose(row["ego2global"]) @ pose(row["lidar2ego"])
    out = []
    for camera in row["cameras"]:
        k = np.eye(4)
        k[:3, :3] = np.reshape(camera["intrinsics"], (3, 3))
        camera2global = pose(camera["ego2global"]) @ pose(camera["sensor2ego"])
        out.append(k @ np.linalg.inv(camera2global) @ lidar2global)
    return out


def pose(record: dict[str, Any]) -> np.ndarray:
    """4x4 of a translation in metres and a quaternion w, x, y, z."""
    from pyquaternion import Quaternion

    out = np.eye(4)
    out[:3, :3] = Quaternion(record["rotation"]).rotation_matrix
    out[:3, 3] = record["translation"]
    return out


class Recorder:
    """The model, and copies of what its head returned last."""

    def __init__(self, model: torch.nn.Module, device: str):
        if not isinstance(getattr(model, "prev_frame_info", None), dict):
            raise InputError(
                f"Cannot use {type(model).__name__}: no prev_frame_info, expected the original's BEVFormer"
            )
        self.model, self.device = model, device
        self.kept: dict[str, np.ndarray] = {}
        self.fed = np.zeros(18, np.float32)  # can_bus of the last run, after the model took its deltas
        self.taps: dict[str, np.ndarray] | None = None  # of the run under way; None: not wanted
        model.pts_bbox_head.register_forward_hook(self.keep)
        for path, module in tapped_modules(model).items():
            module.register_forward_hook(lambda _, inputs, out, path=path: self.tap(path, out))
        modules = dict(model.named_modules())
        if FIRST_ATTENTION in modules:
            modules[FIRST_ATTENTION].register_forward_hook(lambda _, inputs, out: self.tap_turned(inputs))

    def keep(self, module: torch.nn.Module, inputs: Any, out: dict[str, torch.Tensor]) -> None:
        # copied at once: the next frame turns the returned bev_embed in place
        self.kept = {name: copied(out[name]) for name in TENSORS}

    def tap(self, path: str, out: Any) -> None:
        """Keeps a module's output; several are numbered. A branch that runs twice keeps its place."""
        if self.taps is None:
            return
        if isinstance(out, torch.Tensor):
            # The decoder's values come as (Q, B, C); kept as (B, Q, C), like all others.
            self.taps[path] = copied(out.transpose(0, 1) if f"{DECODER}.layers" in path else out)
        else:
            self.taps.update({f"{path}.{i}": copied(part) for i, part in enumerate(out)})

    def tap_turned(self, inputs: tuple[Any, ...]) -> None:
        """Keeps the previous map as the encoder sees it, turned: the key's first half; there is none without memory."""
        if self.taps is not None and inputs[1] is not None:
            self.taps[TURNED] = copied(inputs[1][: len(inputs[1]) // 2])

    def run(self, data: dict[str, Any], memory: dict[str, Any]) -> dict[str, np.ndarray]:
        """One frame with this memory, which the model updates. The data is left as it was."""
        data = copy.deepcopy(data)  # the model takes its deltas in place
        data["img"] = [img.to(self.device) for img in data["img"]]
        self.model.prev_frame_info = memory
        with torch.no_grad():
            self.model(return_loss=False, rescale=True, **data)
        self.fed = np.array(data["img_metas"][0][0]["can_bus"], np.float32)
        return self.kept

    def run_tapped(
        self, data: dict[str, Any], memory: dict[str, Any]
    ) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """As `run`; also what the head was fed, and the taps in the order of running."""
        previous = memory["prev_bev"]
        fed = {} if previous is None else {"prev_bev": copied(previous)}  # before the model turns it in place
        self.taps = {}
        try:
            tensors = self.run(data, memory)
            return tensors, {"can_bus": self.fed, **fed, **self.taps}
        finally:
            self.taps = None


TRANSFORMER = "pts_bbox_head.transformer"
DECODER = f"{TRANSFORMER}.decoder"
FIRST_ATTENTION = f"{TRANSFORMER}.encoder.layers.0.attentions.0"
TAPPED = re.compile(
    r"img_backbone\.layer\d+|img_neck|"
    + re.escape(TRANSFORMER)
    + r"\.(can_bus_mlp|(en|de)coder\.layers\.\d+\.norms\.\d+)|pts_bbox_head\.(reg|cls)_branches\.\d+"
)


def tapped_modules(model: torch.nn.Module) -> dict[str, torch.nn.Module]:
    """The modules whose outputs are taps, by their paths, which are the taps' names."""
    return {path: module for path, module in model.named_modules() if TAPPED.fullmatch(path)}


def copied(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().float().cpu().clone().numpy()


def forgotten() -> dict[str, Any]:
    """A memory of nothing, in the original's form."""
    return {"prev_bev": None, "scene_token": None, "prev_pos": 0, "prev_angle": 0}


# ---- the reference


def checkpoint_sha256(state: dict[str, torch.Tensor]) -> str:
    """Hash of names, shapes and bytes in key order, as in ladder.yaml: the same however the weights were stored."""
    digest = hashlib.sha256()
    for key in sorted(state):
        value = state[key].detach().cpu().contiguous().numpy()
        digest.update(f"{key}{value.dtype}{value.shape}".encode())
        digest.update(value.tobytes())
    return digest.hexdigest()


def table_rows(frame: Row, variant: str, tensors: dict[str, np.ndarray]) -> list[dict[str, Any]]:
    """One row a tensor, in name order."""
    rows = []
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name], dtype="<f4")
        entry = {key: frame[key] for key in KEYS}
        entry.update(variant=variant, tensor=name, dtype="float32", shape=list(array.shape), data=array.tobytes())
        rows.append(entry)
    return rows


def check_sizes(data: dict[str, Any], tensors: dict[str, np.ndarray], ladder: dict[str, Any]) -> None:
    bev, size = ladder["bev"], tuple(ladder["preprocess"]["network_size"])
    for what, found, expected in (
        ("pictures (H, W)", tuple(data["img"][0].shape[-2:]), size),
        ("bev_embed", tensors["bev_embed"].shape, (bev["height"] * bev["width"], 1, bev["channels"])),
    ):
        if found != expected:
            raise InputError(f"Cannot write a reference for this ladder: {what} {found}, expected {expected} as in it")


def tap_rows(frame: Row, found: dict[str, dict[str, np.ndarray]]) -> list[dict[str, Any]]:
    """A frame's rows in TAPS, temporal first; nontemporal lacks what is the same numbers there."""
    rows: list[dict[str, Any]] = []
    shown: dict[str, np.ndarray] = {}
    for variant in sorted(found, reverse=True):
        for name, array in found[variant].items():
            if name not in shown or not np.array_equal(shown[name], array):
                rows += table_rows(frame, variant, {name: array})
        shown = shown or found[variant]
    return rows


def foreign_later(files: list[Path]) -> list[str]:
    """Later frames of other vehicles than the first scene's, on whose frames a ladder is traced as a rule."""
    columns = ["sample_token", "vehicle", "timestamp_us"]
    streams = [[(row["sample_token"], row["vehicle"]) for row in rows_of(path, columns)] for path in files]
    own = streams[0][0][1]
    return [token for stream in streams for token, vehicle in stream[1:] if vehicle != own]


def spread(tokens: list[str], count: int) -> list[str]:
    """`count` of the tokens, evenly over the list; all of them when there are fewer."""
    if count >= len(tokens):
        return tokens
    return [tokens[int((i + 0.5) * len(tokens) / count)] for i in range(count)]


def write(
    recorder: Recorder, source: Source, frames: Path, ladder: dict[str, Any], out: Path, options: dict[str, Any]
) -> dict[str, Any]:
    """The reference folder of a frames folder; returns the certificate.

    options: variants; bev_embed_frames; tap_frames; columns, those of the frames table that the source reads (None for
    all); and record, what the caller adds to the certificate.
    """
    weights = checkpoint_sha256(recorder.model.state_dict())
    if weights != ladder["model"]["checkpoint_sha256"]:
        raise InputError(
            f"Cannot write a reference for this ladder: the model's weights hash to {weights}, "
            f"expected {ladder['model']['checkpoint_sha256']} as in it"
        )
    files = scene_files(frames)
    streams = [[row["sample_token"] for row in rows_of(path, ["sample_token", "timestamp_us"])] for path in files]
    tokens = [token for stream in streams for token in stream]
    # Later frames if there are any: first ones have no memory, and both variants' bev_embed is the same there.
    later = [token for stream in streams for token in stream[1:]]
    count = options["bev_embed_frames"]
    chosen = spread(later if count <= len(later) else tokens, count)
    tapped = spread(foreign_later(files) or later or tokens, options["tap_frames"])
    names: dict[str, None] = {}
    variants = sorted(options["variants"])
    out.mkdir(parents=True, exist_ok=True)
    certificate = out / "reference.json"
    if certificate.is_file():
        certificate.unlink()  # stands only beside a whole folder
    taps_part = out / f"{Path(TAPS).stem}.part"
    with tqdm(total=len(tokens) * len(variants), desc="reference", unit="frame") as bar, pq.ParquetWriter(
        str(taps_part), SCHEMA, compression="zstd"
    ) as taps:

        def keep(rows: list[dict[str, Any]]) -> None:
            names.update(dict.fromkeys(row["tensor"] for row in rows if row["tensor"] not in FED))
            taps.write_table(pa.Table.from_pylist(rows, SCHEMA))

        for path in files:
            part = out / f"{path.stem}.part"
            frames_of = rows_of(path, options["columns"])
            with pq.ParquetWriter(str(part), SCHEMA, compression="zstd") as writer:
                for rows in scene_rows(recorder, source, frames_of, variants, ladder, chosen, tapped, keep):
                    writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
                    bar.update(len({(row["sample_token"], row["variant"]) for row in rows}))
            part.replace(out / path.name)
    if tapped:
        taps_part.replace(out / TAPS)
    else:
        taps_part.unlink()
    synthetic = frames / "_dataset.json"
    record = {
        "schema_version": 1,
        "made_by": "original",
        "tool_version": VERSION,
        "torch_version": torch.__version__.split("+")[0],
        "model": ladder["model"].get("name"),
        "config_sha256": ladder["model"]["config_sha256"],
        "checkpoint_sha256": weights,
        "random_weights": bool(ladder["model"].get("random_weights", False)),
        "synthetic": synthetic.is_file() and bool(json.loads(synthetic.read_text()).get("synthetic", False)),
        "variants": variants,
        "frames": len(tokens),
        "scenes": len(files),
        "bev_embed_frames": chosen,
        "taps": {"file": TAPS, "frames": tapped, "names": list(names)} if tapped else None,
        "published": None,
        "reproduced": None,
    }
    record.update(options["record"])
    certificate.write_text(json.dumps(record, indent=2) + "\n")
    return record


def scene_rows(
    recorder: Recorder,
    source: Source,
    frames: Iterator[Row],
    variants: list[str],
    ladder: dict[str, Any],
    chosen: list[str],
    tapped: list[str],
    keep: Callable[[list[dict[str, Any]]], None],
) -> Iterator[list[dict[str, Any]]]:
    """A scene's rows, a row group at a time; those of its tapped frames go to `keep`."""
    memory = forgotten()
    rows: list[dict[str, Any]] = []
    for count, frame in enumerate(frames, 1):
        data = source(frame)
        found: dict[str, dict[str, np.ndarray]] = {}
        for variant in variants:
            remembered = memory if variant == "temporal" else forgotten()
            if frame["sample_token"] in tapped:
                outputs, found[variant] = recorder.run_tapped(data, remembered)
            else:
                outputs = recorder.run(data, remembered)
            tensors = dict(outputs)
            check_sizes(data, tensors, ladder)
            if frame["sample_token"] not in chosen:
                del tensors["bev_embed"]
            rows += table_rows(frame, variant, tensors)
        if found:
            keep(tap_rows(frame, found))
        if count % FRAMES_PER_ROW_GROUP == 0:
            yield rows
            rows = []
    if rows:
        yield rows


# ---- the command


def parsed(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Runs the original BEVFormer and writes a bevdrift reference.")
    parser.add_argument("config", help="the original's config, a .py file")
    parser.add_argument("checkpoint", help="its weights, a .pth file")
    parser.add_argument("--frames", required=True, type=Path, help="a frames folder, as IngestJob writes it")
    parser.add_argument("--ladder", required=True, type=Path, help="the ladder.yaml that the reference is for")
    parser.add_argument("--out", required=True, type=Path, help="folder to write")
    parser.add_argument("--inputs", choices=("dataset", "frames"), default="dataset", help="(default: %(default)s)")
    parser.add_argument("--variants", default="temporal,nontemporal", help="comma-separated (default: %(default)s)")
    parser.add_argument("--bev-embed-frames", type=int, default=8, help="frames that keep bev_embed (%(default)s)")
    parser.add_argument("--tap-frames", type=int, default=2, help="frames that keep inner values (%(default)s)")
    parser.add_argument("--device", default="cuda:0" if torch.cuda.is_available() else "cpu", help="(%(default)s)")
    parser.add_argument(
        "--published", nargs=2, type=float, metavar=("MAP", "NDS"), help="this checkpoint's published figures"
    )
    args = parser.parse_args(argv)
    args.variants = args.variants.split(",")
    for variant in args.variants:
        if variant not in VARIANTS:
            parser.error(f"unknown variant {variant}, expected one of {', '.join(VARIANTS)}")
    return args


def about(args: argparse.Namespace) -> dict[str, Any]:
    """What the certificate says of where the outputs came from."""
    versions = {name: importlib.import_module(name).__version__ for name in ("mmcv", "mmdet", "mmdet3d")}
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
        commit = found.stdout.decode().strip()
    except (OSError, subprocess.CalledProcessError):
        commit = None
    out: dict[str, Any] = {"inputs": args.inputs, "device": args.device, "versions": versions, "commit": commit}
    if args.published:
        out["published"] = {"mean_ap": args.published[0], "nd_score": args.published[1]}
    return out


def main(argv: list[str] | None = None) -> int:
    args = parsed(argv)
    try:
        ladder = read_ladder(args.ladder)
        cfg, model = build(args.config, args.checkpoint, args.device)
        source = from_dataset(cfg) if args.inputs == "dataset" else from_frames(cfg, args.frames)
        columns = [*KEYS, "timestamp_us"] if args.inputs == "dataset" else None
        options = {
            "variants": args.variants,
            "bev_embed_frames": args.bev_embed_frames,
            "tap_frames": args.tap_frames,
            "columns": columns,
            "record": about(args),
        }
        record = write(Recorder(model, args.device), source, args.frames, ladder, args.out, options)
    except InputError as e:
        print(f"error: {e}", file=sys.stderr)
        return 2
    print(f"{args.out}: {record['frames']} frames of {record['scenes']} scenes, made by the original")
    return 0


if __name__ == "__main__":
    sys.exit(main())
