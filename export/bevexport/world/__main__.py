"""Command line: ``python -m bevexport.world --out DIR --seed 7 --train-scenes N --val-scenes M``."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from bevexport.world.generate import WorldPlan, generate


def main(arguments: list[str] | None = None) -> int:
    """Runs the generator; 0 when the data set is complete, 2 on bad usage."""
    parser = argparse.ArgumentParser(prog="python -m bevexport.world", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the data set; made if missing")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same bytes (default: 7)")
    parser.add_argument("--train-scenes", type=int, default=0, help="scenes of the split world_train (default: 0)")
    parser.add_argument("--val-scenes", type=int, default=0, help="scenes of the split world_val (default: 0)")
    parser.add_argument("--test-scenes", type=int, default=0, help="scenes of the split world_test (default: 0)")
    parser.add_argument("--version", default="v1.0-synth", help="name of the tables' folder (default: v1.0-synth)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    options = parser.parse_args(arguments)
    counts = {"world_train": options.train_scenes, "world_val": options.val_scenes, "world_test": options.test_scenes}
    if sum(counts.values()) == 0:
        parser.error(
            "Cannot make a data set: no scenes asked for, expected --train-scenes, --val-scenes or --test-scenes"
        )
    try:
        plan = WorldPlan(options.out, options.version, options.seed, counts, options.workers)
    except ValueError as problem:
        parser.error(str(problem))
    try:
        generate(plan)
    except BrokenProcessPool:
        print(
            f"error: Cannot make {options.out}: a worker process was killed, expected all to end well", file=sys.stderr
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
