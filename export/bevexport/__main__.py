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
    reference.add_argument(
        "--variants",
        default="temporal,nontemporal",
        help="comma-separated: temporal, nontemporal, rewrite:RUNG (default: %(default)s)",
    )
    traced = reference.add_mutually_exclusive_group()
    traced.add_argument("--traced-on", help="sample token whose values rewrites freeze (default: the first frame)")
    traced.add_argument("--ladder", type=Path, help="a ladder folder: freeze what it was traced on")
    reference.add_argument("--bev-embed-frames", type=int, default=8, help="frames that keep bev_embed (%(default)s)")
    reference.add_argument("--tap-frames", type=int, default=2, help="frames that keep inner values (%(default)s)")
    reference.set_defaults(run=run_reference)
    ladder = commands.add_parser("ladder", help="export rungs, check them and write ladder.yaml")
    add_model(ladder)
    ladder.add_argument("--rungs", required=True, help="comma-separated ids and sets, see the command rungs")
    ladder.add_argument("--traced-on", help="sample token (default: the first frame of the first scene)")
    ladder.add_argument("--calibration", type=Path, help="frames of training scenes, for int8-static")
    ladder.add_argument("--cache", type=Path, help="folder of exports made before (default: bevexport in ~/.cache)")
    ladder.add_argument("--no-cache", action="store_true", help="trace everything anew and keep nothing")
    ladder.set_defaults(run=run_ladder)
    calibration = commands.add_parser("calibration-set", help="write a quantiser's frames as a graph's prepared inputs")
    add_model(calibration)
    calibration.add_argument("--count", type=int, default=32, help="frames to take (default: %(default)s)")
    calibration.add_argument("--seed", type=int, default=0, help="another seed takes other frames (%(default)s)")
    calibration.add_argument("--form", choices=("npy", "raw"), default="npy", help="raw: as trtexec --loadInputs reads")
    calibration.add_argument("--evaluation", type=Path, help="frames judged on later: a common scene is refused")
    calibration.set_defaults(run=run_calibration_set)
    tables = commands.add_parser("tables", help="write frames as nuScenes tables and pictures, for nuscenes-devkit")
    tables.add_argument("--frames", required=True, type=Path, help="a frames folder, as IngestJob writes it")
    tables.add_argument("--out", required=True, type=Path, help="data set's root to write, new or empty")
    tables.add_argument("--version", help="the tables' folder (default: the version that the frames came from)")
    tables.set_defaults(run=run_tables)
    rewrites = commands.add_parser("rewrites", help="print the table of rewrites")
    form = rewrites.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_const", const="json", dest="form", help="as JSON")
    form.add_argument("--markdown", action="store_const", const="markdown", dest="form", help="as a Markdown table")
    rewrites.set_defaults(run=run_rewrites, form="text")
    rungs = commands.add_parser("rungs", help="print the rungs and the sets that --rungs takes")
    rungs.set_defaults(run=run_rungs)
    infos = commands.add_parser(
        "info-frames",
        help="make frames of an info file of BEVFormer or mmdet3d",
        description="Makes frames of nuscenes_infos_temporal_*.pkl (BEVFormer) or nuscenes_infos_*.pkl (mmdet3d before "
        "1.0). Nothing in the pickle is run. Info files have no attributes and no visibility: attribute errors say "
        "nothing on such frames.",
    )
    infos.add_argument("--infos", required=True, type=Path, help="the info file")
    infos.add_argument("--dataroot", required=True, type=Path, help="the folder with samples/")
    infos.add_argument(
        "--tables",
        type=Path,
        help="folder with scene.json, sample.json and log.json: names, places, positions; needed for mmdet3d's files",
    )
    infos.add_argument("--images", choices=("embed", "reference"), default="embed", help="default: %(default)s")
    infos.add_argument(
        "--can-bus",
        choices=("original", "correct"),
        default="original",
        help="the quaternion's w four times, as the original's pipeline has it, or the quaternion (%(default)s)",
    )
    infos.add_argument("--split", default="infos", help="the split's name in _dataset.json (%(default)s)")
    infos.add_argument("--out", required=True, type=Path, help="folder to write")
    infos.set_defaults(run=run_info_frames)
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
    from bevexport.model import load, weights

    model = load(args.config, args.checkpoint)
    record = reference.write(
        model,
        args.frames,
        args.out,
        args.variants.split(","),
        args.bev_embed_frames,
        weights.are_seeded(model.state_dict()),
        reference.traced_on_of(args.ladder) if args.ladder else args.traced_on,
        args.tap_frames,
    )
    print(
        f"{args.out}: {record['frames']} frames of {record['scenes']} scenes, variants {', '.join(record['variants'])}"
    )


def run_ladder(args: argparse.Namespace) -> None:
    from bevexport.graph.cache import ExportCache, default_folder
    from bevexport.ladder.build import MANIFEST, build
    from bevexport.ladder.rungs import chosen
    from bevexport.model import load, weights

    rungs = chosen(args.rungs)
    model = load(args.config, args.checkpoint)
    cache = None if args.no_cache else ExportCache(args.cache or default_folder())
    random = weights.are_seeded(model.state_dict())
    found = build(model, rungs, args.frames, args.out, args.traced_on, random, cache, args.calibration)
    for id, worst in found.items():
        text = ", ".join(f"{name} {value:.1e}" for name, value in worst.items())
        print(f"{id}: ONNX Runtime against PyTorch {text}" if worst else f"{id}: not exportable")
    print(f"{args.out / MANIFEST}: {len(found)} rungs")


def run_info_frames(args: argparse.Namespace) -> None:
    from bevexport.infos.convert import convert

    made = convert(args.infos, args.dataroot, args.out, args.tables, args.images, args.can_bus, args.split)
    for left in made["left_out"]:
        print(f"{left['scene']}: {left['frames']} left out: {left['reason']}")
    for warning in made["warnings"]:
        print(f"warning: {warning}")
    if made["notice"]:
        print(f"notice: {made['notice']}")
    print(f"{args.out}: {made['taken']['frames']} frames of {made['taken']['scenes']} scenes")


def run_calibration_set(args: argparse.Namespace) -> None:
    from bevexport.calibration import folder
    from bevexport.ladder import calibration
    from bevexport.model import load

    if args.evaluation:
        calibration.checked(args.frames, args.evaluation)
    model = load(args.config, args.checkpoint)
    made = folder.write(model, args.frames, args.out, args.count, args.seed, args.form)
    scenes = len({(f["scene_token"], f["sequence"]) for f in made["frames"]})
    print(f"{args.out}: {len(made['frames'])} frames of {scenes} scenes in {len(made['strata'])} strata")


def run_tables(args: argparse.Namespace) -> None:
    from bevexport.tables.write import SPLIT, write

    made = write(args.frames, args.out, args.version)
    rows, differ = made["rows"], made["velocities_differ"]
    print(f"{args.out}: version {made['version']}, split {SPLIT}, {rows['sample']} samples of {rows['scene']} scenes")
    if differ:
        print(
            f"{differ} of {rows['sample_annotation']} boxes have another velocity in the tables, "
            "as frames beside theirs were left out: mAVE differs with them"
        )


def run_rewrites(args: argparse.Namespace) -> None:
    import json

    from bevexport import repairs
    from bevexport.rewrites import markdown, rows_as_data, table

    if args.form == "json":
        print(json.dumps(rows_as_data(), indent=2))
    elif args.form == "markdown":
        print(markdown())
    else:
        print(f"{table()}\n\nForms without loss, for opset 11:\n{repairs.table()}")


def run_rungs(_: argparse.Namespace) -> None:
    from bevexport.ladder.rungs import listing

    print(listing())


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
