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
    ladder = commands.add_parser("ladder", help="export rungs, check them and write ladder.yaml")
    add_model(ladder)
    ladder.add_argument("--rungs", required=True, help="comma-separated: faithful, recipe, a row's id, ...")
    ladder.add_argument("--traced-on", help="sample token (default: the second frame of the first scene)")
    ladder.add_argument("--calibration", type=Path, help="frames of training scenes, for int8-static")
    ladder.set_defaults(run=run_ladder)
    rewrites = commands.add_parser("rewrites", help="print the table of rewrites")
    rewrites.set_defaults(run=run_rewrites)
    return top


def add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config", required=True, help="tiny, small, base, micro, a YAML, or a JSON of the original's model section"
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


def run_ladder(args: argparse.Namespace) -> None:
    from bevexport.ladder.build import MANIFEST, build
    from bevexport.ladder.rungs import rung
    from bevexport.model import SEEDED, load

    rungs = [rung(id) for id in dict.fromkeys(args.rungs.split(","))]
    model = load(args.config, args.checkpoint)
    found = build(model, rungs, args.frames, args.out, args.traced_on, args.checkpoint == SEEDED, args.calibration)
    for id, worst in found.items():
        text = ", ".join(f"{name} {value:.1e}" for name, value in worst.items())
        print(f"{id}: ONNX Runtime against PyTorch {text}" if worst else f"{id}: not exportable")
    print(f"{args.out / MANIFEST}: {len(found)} rungs")


def run_rewrites(_: argparse.Namespace) -> None:
    from bevexport import repairs, rewrites

    print(f"{rewrites.table()}\n\nForms without loss, for opset 11:\n{repairs.table()}")


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
