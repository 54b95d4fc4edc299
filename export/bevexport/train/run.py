"""One run from its options: pictures decoded, processes started, training done."""

import argparse
from pathlib import Path

import torch

from .augment import Strength
from .loop import Settings, Trainer
from .pictures import PictureCache
from .record import describe, write_run
from .rounds import ScenePictures
from .scenes import Frame, read_split
from .schedule import Budget
from .workers import Crew, start_others


def train(options: argparse.Namespace) -> None:
    options.out.mkdir(parents=True, exist_ok=True)
    if not options.resume and (options.out / "state.pth").exists():
        raise ValueError(f"Cannot start in {options.out}: it holds a run, expected an empty folder or --resume")
    scenes = read_split(options.data, options.version, options.split)
    cache_file = (options.cache or options.out) / f"{options.split}.u16"
    PictureCache.open(cache_file, [frame for scene in scenes for frame in scene])
    meeting = options.out / "meeting"
    meeting.unlink(missing_ok=True)
    start_others(_work, options.workers, options, scenes, cache_file, meeting)
    _work(0, options, scenes, cache_file, meeting)


def _work(rank: int, options: argparse.Namespace, scenes: list[list[Frame]], cache_file: Path, meeting: Path) -> None:
    torch.set_num_threads(max(1, options.threads // options.workers))
    settings = Settings(
        options.out,
        options.seed,
        Budget(options.minutes, options.steps),
        options.lr,
        options.workers,
        options.threads,
        options.groups,
        options.batch,
        Strength(),
        options.init,
    )
    pictures = PictureCache.open(cache_file, [frame for scene in scenes for frame in scene])
    crew = Crew.join(rank, options.workers, meeting)
    trainer = Trainer(options.config, settings, crew)
    if options.resume:
        trainer.resume()
    trainer.run(ScenePictures(scenes, pictures))
    crew.leave()
    if crew.leads():
        data = describe(options.data, options.version, options.split, scenes)
        record = options.out / "training.json"
        write_run(record, trainer, options.config, data)
