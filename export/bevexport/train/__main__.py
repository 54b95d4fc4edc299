"""`python -m bevexport.train`: trains a model on a split of a synthetic world."""

import argparse
import math
import sys
from pathlib import Path

import torch

from .augment import Strength
from .loop import Settings, Trainer
from .pictures import PictureCache
from .rounds import ScenePictures
from .scenes import read_split
from .schedule import Budget
from .workers import Crew, start_others


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    try:
        train(options)
    except (ValueError, OSError, FloatingPointError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(
        prog="python -m bevexport.train", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    out.add_argument("--data", type=Path, required=True, help="data root with tables and pictures")
    out.add_argument("--version", default="v1.0-synth", help="folder of the tables under --data")
    out.add_argument("--split", default="world_train", help="name in <version>/splits.json")
    out.add_argument("--config", default="micro", help="model: a name, or a YAML or JSON file")
    out.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the loss curve")
    length = out.add_mutually_exclusive_group(required=True)
    length.add_argument(
        "--minutes", type=float, default=math.inf, help="train for so long (rounded up to whole rounds)"
    )
    length.add_argument(
        "--steps", type=int, default=math.inf, help="train for so many steps (rounded up to whole rounds)"
    )
    out.add_argument("--seed", type=int, default=7)
    out.add_argument("--resume", action="store_true", help="go on from state.pth in --out")
    out.add_argument("--cache", type=Path, help="folder of the decoded pictures; --out if not given")
    out.add_argument("--lr", type=float, default=8e-4, help="peak learning rate")
    out.add_argument("--workers", type=int, default=2, help="processes")
    out.add_argument("--threads", type=int, default=2, help="shared by the workers")
    out.add_argument("--batch", type=int, default=2, help="scenes in a step, per worker")
    out.add_argument("--groups", type=int, default=4, help="steps side by side in time, per worker")
    return out


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


def _work(rank: int, options: argparse.Namespace, scenes, cache_file: Path, meeting: Path) -> None:
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
    )
    pictures = PictureCache.open(cache_file, [frame for scene in scenes for frame in scene])
    crew = Crew.join(rank, options.workers, meeting)
    trainer = Trainer(options.config, settings, crew)
    if options.resume:
        trainer.resume()
    trainer.run(ScenePictures(scenes, pictures))
    crew.leave()


if __name__ == "__main__":
    sys.exit(main())
