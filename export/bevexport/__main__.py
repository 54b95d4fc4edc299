"""The command line: `python -m bevexport <command>`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bevexport import __version__
from bevexport.errors import InputError


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="bevexport", description="BEVFormer's export ladder and its reference.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)
    reference = commands.add_parser("reference", help="write the PyTorch model's outputs for a frames folder")
    add_model(reference)
    reference.add_argument("--variants", default="temporal,nontemporal", help="comma-separated (default: %(default)s)")
    reference.add_argument("--bev-embed-frames", type=int, default=8, help="frames that keep bev_embed (%(default)s)")
    reference.set_defaults(run=run_reference)
    return top


def add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config", required=True, help="tiny, micro, a YAML, or a JSON of the original's model section"
    )
    command.add_argument("--checkpoint", required=True, help="a checkpoint file, or the word seeded")
    command.add_argument("--frames", required=True, type=Path, help="a frames folder, as IngestJob writes it")
    command.add_argument("--out", required=True, type=Path, help="folder to write")


def run_reference(args: argparse.Namespace) -> None:
    from bevexport import reference
    from bevexport.model import SEEDED, load

    record = reference.write(
        load(args.config, args.checkpoint),
        args.frames,
        args.out,
        args.variants.split(","),
        args.bev_embed_frames,
        args.checkpoint == SEEDED,
    )
    print(
        f"{args.out}: {record['frames']} frames of {record['scenes']} scenes, variants {', '.join(record['variants'])}"
    )


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    try:
        args.run(args)
    except InputError as e:
        print(f"error: {e}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
