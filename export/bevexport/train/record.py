"""`training.json`: what a run was, and the figures of its checkpoint."""

import json
import math
import os
from pathlib import Path

import torch

from bevexport.digest import file_sha256

from .loop import CLIP_NORM, DENSE_WEIGHT, EMA_DECAY, EXTRA_GROUPS, WEIGHT_DECAY, Trainer


def write_run(path: Path, trainer: Trainer, config: str, data: dict) -> None:
    """Writes a finished run's facts; figures come later, by add_figures."""
    settings, seconds = trainer.settings, trainer.seconds
    budget = settings.budget
    _write(path, {
        "schema_version": 1,
        "config": str(config),
        "seed": settings.seed,
        "steps": trainer.step,
        "rounds": trainer.rounds,
        "wall_seconds": round(seconds, 1),
        "minutes": budget.minutes if math.isfinite(budget.minutes) else round(seconds / 60, 1),
        "workers": settings.workers,
        "threads": settings.threads,
        "batch": settings.workers * settings.batch,
        "groups": settings.groups,
        "peak_lr": settings.peak_lr,
        "weight_decay": WEIGHT_DECAY,
        "clip_norm": CLIP_NORM,
        "ema_decay": EMA_DECAY,
        "dense_weight": DENSE_WEIGHT,
        "extra_groups": EXTRA_GROUPS,
        "course": trainer.course,
        "init": None if settings.init is None else _began_from(settings.init),
        "torch": torch.__version__,
        "data": data,
        "evaluation": {},
    })  # fmt: skip


def _began_from(checkpoint: Path) -> dict:
    """The weights a run began with: their hash, and what the training.json beside them says of their own training."""
    beside = checkpoint.with_name("training.json")
    earlier = json.loads(beside.read_text()) if beside.is_file() else {}
    kept = ("seed", "steps", "rounds", "wall_seconds", "course", "init", "note")
    return {
        "sha256": file_sha256(checkpoint),
        **{key: earlier[key] for key in kept if earlier.get(key) is not None},
    }


def describe(dataroot: Path, version: str, split: str, scenes: list) -> dict:
    """The training data: its split and size, and the world's own seed and generator version where it has them."""
    certificate = dataroot / version / "bevdrift-world.json"
    world = json.loads(certificate.read_text()) if certificate.is_file() else {}
    marks = {key: world[key] for key in ("synthetic", "seed", "generator_version") if key in world}
    return {"version": version, "split": split, "scenes": len(scenes), "frames": sum(map(len, scenes)), **marks}


def add_figures(path: Path, found: dict) -> None:
    """Puts the figures of one evaluation into the record, under its split's name."""
    record = json.loads(path.read_text())
    record["evaluation"][found["split"]] = found
    _write(path, record)


def _write(path: Path, record: dict) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(record, indent=1) + "\n")
    os.replace(partial, path)
