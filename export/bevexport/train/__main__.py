"""`python -m bevexport.train`: trains a model on a split of a synthetic world."""

import argparse
import math
import sys
from pathlib import Path

from .run import train


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
    out.add_argument(
        "--init",
        type=Path,
        help="begin with these trained weights, not random ones: the optimiser starts anew, the rate rises and falls "
        "once more; a training.json beside them is quoted in the new record",
    )
    out.add_argument("--resume", action="store_true", help="go on from state.pth in --out")
    out.add_argument("--cache", type=Path, help="folder of the decoded pictures; --out if not given")
    out.add_argument("--lr", type=float, default=8e-4, help="peak learning rate")
    out.add_argument("--workers", type=int, default=2, help="processes")
    out.add_argument("--threads", type=int, default=2, help="shared by the workers")
    out.add_argument("--batch", type=int, default=2, help="scenes in a step, per worker")
    out.add_argument("--groups", type=int, default=4, help="steps side by side in time, per worker")
    return out


if __name__ == "__main__":
    sys.exit(main())
