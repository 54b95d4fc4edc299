"""`python -m bevexport.prices`: every rung's price on unseen scenes of the synthetic world, with its interval.

    world (world_test) --bin/ingest--> frames/ --bevexport ladder--> ladder/ --bevexport reference--> reference/
        --bin/eval--> run/ --> prices.md
    world (world_train) --bin/ingest--> calibration/, from which int8-static takes its ranges

An interrupted measurement goes on when the same command is given again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bevexport.digest import file_sha256
from bevexport.ladder import calibration
from bevexport.ladder.rungs import LOSSY, chosen
from bevexport.reference import REWRITE, VARIANTS
from bevexport.rewrites import ROWS
from bevexport.steps import PROJECT, Step, run

VERSION, SPLIT, TRAINING = "v1.0-synth", "world_test", "world_train"
SCENES = 160
RUNGS = "sample,rows,recipe-before-O3,recipe-minus,ours-opset11-decoded,int8-static"
FROZEN = tuple(f"{REWRITE}{id}" for id in LOSSY if ROWS[id].frozen)
"""The rows that freeze, also in PyTorch, so that a price can be told apart from exporter and runtime."""


@dataclass(frozen=True)
class Plan:
    """What is measured, on what. Without a ladder, rungs are exported, traced on the first frame measured.

    Without a world, one of this seed and so many scenes is made; of a given one the first so many scenes are taken, all
    of them when no number is given.
    """

    out: Path
    checkpoint: Path
    world: Path | None
    ladder: Path | None
    rungs: str
    seed: int
    scenes: int | None

    def __post_init__(self) -> None:
        if not self.checkpoint.is_file():
            raise ValueError(f"Cannot measure prices of {self.checkpoint}: no such file, expected a checkpoint")
        if self.scenes is not None and self.scenes < 1:
            raise ValueError(f"Cannot measure prices on {self.scenes} scenes, expected 1 or more")
        if self.world is None and self.scenes is None:
            raise ValueError("Cannot make a world: no number of scenes, expected one")

    def facts(self) -> dict:
        """What the folder's content depends on."""
        return {
            "checkpoint_sha256": file_sha256(self.checkpoint),
            "world": None if self.world is None else str(self.world),
            "ladder": None if self.ladder is None else str(self.ladder),
            "rungs": self.rungs if self.ladder is None else None,
            "seed": self.seed if self.world is None else None,
            "scenes": self.scenes,
        }

    def steps(self) -> list[Step]:
        """The commands, in order."""
        python, frames = sys.executable, self.out / "frames"
        world, ladder, reference = self.world or self.out / "world", self.ladder or self.out / "ladder", self.reference
        model = ["--config", "micro", "--checkpoint", str(self.checkpoint), "--frames", str(frames)]
        training = self.calibration()
        making = Step(
            [python, "-m", "bevexport.world", "--out", str(world), "--version", VERSION, "--seed", str(self.seed),
             "--test-scenes", str(self.scenes), "--train-scenes", str(calibration.SCENES if training else 0)],
            world / VERSION / "bevdrift-world.json",
        )  # fmt: skip
        export = Step(
            [python, "-m", "bevexport", "ladder", *model, "--rungs", self.rungs, "--out", str(ladder),
             *(["--calibration", str(training)] if training else [])],
            ladder / "ladder.yaml",
        )  # fmt: skip
        return [
            *([making] if self.world is None else []),
            self._ingested(world, SPLIT, self.scenes, frames),
            *([self._ingested(world, TRAINING, calibration.SCENES, training)] if training else []),
            *([export] if self.ladder is None else []),
            Step([python, "-m", "bevexport", "reference", *model, "--ladder", str(ladder),
                  "--variants", ",".join((*VARIANTS, *FROZEN)), "--out", str(reference)],
                 reference / "reference.json"),
            Step([str(PROJECT / "bin" / "eval"), "--frames", str(frames), "--ladder", str(ladder),
                  "--reference", str(reference), "--out", str(self.run_folder())], self.run_folder() / "summary.json"),
        ]  # fmt: skip

    @property
    def reference(self) -> Path:
        return self.out / "reference"

    def calibration(self) -> Path | None:
        """Where the frames of training scenes lie, if a rung to be made takes its ranges from such."""
        static = self.ladder is None and any(r.precision == "int8-static" for r in chosen(self.rungs))
        return self.out / "calibration" if static else None

    def run_folder(self) -> Path:
        return self.out / "run"

    def _ingested(self, world: Path, split: str, count: int | None, out: Path) -> Step:
        """Frames of a split; of a given world, of its first scenes only."""
        command = [str(PROJECT / "bin" / "ingest"), "--dataroot", str(world), "--version", VERSION, "--split", split]
        if self.world is not None and count is not None:
            command += ["--scenes", ",".join(scene_names(world, split, count))]
        return Step([*command, "--out", str(out)], out / "_index.parquet")


def scene_names(world: Path, split: str, count: int) -> list[str]:
    """The first `count` scenes of a world's split."""
    path = world / VERSION / "splits.json"
    try:
        names = json.loads(path.read_text()).get(split, [])
    except (OSError, ValueError) as e:
        raise ValueError(f"Cannot read {path}: {e}, expected the splits of a world that bevexport.world made") from e
    if len(names) < count:
        raise ValueError(f"Cannot take {count} scenes of {split} in {path}: it has {len(names)}, expected as many")
    return names[:count]


class Measured(Protocol):
    """A measurement's folder, and the run in it."""

    out: Path

    def run_folder(self) -> Path: ...


def measure(plan: Plan) -> str:
    """Runs what is missing; the table of prices, which also stands in prices.md."""
    steps = plan.steps()  # refuses a world that is none before anything is written
    begin(plan.out, plan.facts())
    run(steps, "measure prices")
    return written(plan)


def begin(out: Path, facts: dict) -> None:
    """Makes a measurement's folder, or goes on in the one of a measurement with the same facts."""
    out.mkdir(parents=True, exist_ok=True)
    note = out / "plan.json"
    if note.is_file() and json.loads(note.read_text()) != facts:
        raise ValueError(f"Cannot go on in {out}: {note} differs from this command, expected a new folder")
    note.write_text(json.dumps(facts, indent=1) + "\n")


def written(plan: Measured) -> str:
    """The table of a finished run, also written to prices.md."""
    text = table(json.loads((plan.run_folder() / "summary.json").read_text()))
    partial = plan.out / "prices.md.partial"
    partial.write_text(text)
    os.replace(partial, plan.out / "prices.md")
    return text


def table(summary: dict) -> str:
    """Markdown: a line a rung, with the interval of each difference and the standard error of that of NDS.

    Where nothing was judged, how far each rung's numbers and boxes are off.
    """
    scenes, frames = summary["ran"]["scenes"], summary["ran"]["frames"]
    head = [f"{scenes} scene{'s' if scenes > 1 else ''}, {frames} frame{'s' if frames > 1 else ''}", ""]
    if summary["mode"] != "figures":
        return "\n".join([*head, *numerics(summary)]) + "\n"
    level = f"{100 * summary['gate']['harmless']['confidence']:g} %"
    lines = [
        *head,
        f"| rung | against | mAP | NDS | ΔmAP ({level}) | ΔNDS ({level}) | SE of ΔNDS | ΔmAOE | ΔmAVE | verdict |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    lines += [line(rung) for rung in summary["rungs"]]
    return "\n".join(lines) + "\n"


def numerics(summary: dict) -> list[str]:
    """The lines of a run without figures."""
    lines = [
        f"Numerics only, no prices: {summary['mode_reason']}",
        "",
        "| rung | against | largest difference | boxes kept | lost | gained | moved |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for rung in summary["rungs"]:
        if rung["not_exportable"] is not None:
            lines.append(f"| `{rung['id']}` | | not exportable: {rung['not_exportable'].splitlines()[0]} | | | | |")
        elif rung["tensor_diff"] is not None:
            boxes = rung["boxes"] or {}
            counts = " | ".join(str(boxes.get(name, "–")) for name in ("kept", "lost", "gained", "moved"))
            largest = f"{rung['tensor_diff']['max_abs']:.2g}"
            lines.append(f"| `{rung['id']}` | {rung['baseline'] or ''} | {largest} | {counts} |")
    return lines


def line(rung: dict) -> str:
    """A rung's line; – for what wasn't measured."""
    if rung["not_exportable"] is not None:
        return f"| `{rung['id']}` | | | | | | | | | not exportable: {rung['not_exportable'].splitlines()[0]} |"
    figures, delta, interval = rung["metrics"], rung["delta"], rung["interval"]
    cells = [f"`{rung['id']}`", rung["baseline"] or ""]
    cells += ["–", "–"] if figures is None else [f"{figures['mean_ap']:.4f}", f"{figures['nd_score']:.4f}"]
    for name in ("mean_ap", "nd_score"):
        ends = None if interval is None else (interval["low"][name], interval["high"][name])
        price = "–" if delta is None else f"{delta[name]:+.4f}"
        cells.append(price if ends is None or None in ends else f"{price} ({ends[0]:+.4f} to {ends[1]:+.4f})")
    error = standard_error(interval)
    cells.append("–" if error is None else f"{error:.4f}")
    for name in ("orient_err", "vel_err"):
        value = None if delta is None else delta["tp_errors"].get(name)
        cells.append("–" if value is None else f"{value:+.3f}")
    return "| " + " | ".join([*cells, rung["verdict"] or "–"]) + " |"


def standard_error(interval: dict | None) -> float | None:
    """Of the paired ΔNDS over scenes, as the run measured it."""
    return None if interval is None or interval.get("se") is None else interval["se"]["nd_score"]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bevexport.prices",
        description="Measures every rung's price on generated scenes that no training has seen.",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=PROJECT / "build" / "prices",
        help="folder of all that is made (default: %(default)s)",
    )
    parser.add_argument(
        "--checkpoint",
        type=Path,
        default=PROJECT / "sample" / "micro.pth",
        help="the micro model (default: %(default)s)",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--rungs", default=RUNGS, help="rungs and sets to export, as bevexport ladder takes them (default: %(default)s)"
    )
    which.add_argument("--ladder", type=Path, help="a ladder exported before, instead")
    parser.add_argument("--world", type=Path, help="a world made before, instead of one of --seed")
    parser.add_argument("--seed", type=int, default=7, help="of the world (default: %(default)s)")
    parser.add_argument(
        "--scenes", type=int, help=f"scenes of world_test (default: {SCENES}, or all that a given world has)"
    )
    options = parser.parse_args(argv)
    try:
        world, ladder = (None if path is None else path.resolve() for path in (options.world, options.ladder))
        plan = Plan(
            options.out.resolve(),
            options.checkpoint.resolve(),
            world,
            ladder,
            options.rungs,
            options.seed,
            SCENES if world is None and options.scenes is None else options.scenes,
        )
        print(measure(plan), end="")
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
