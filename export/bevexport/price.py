"""`bin/price`: from a checkpoint and a nuScenes folder to the price list of its export, in one command.

    dataroot --bin/ingest--> frames/ --bevexport reference--> reference/ --bevexport ladder, bin/eval--> reproduced/
        --bevexport ladder, bin/eval--> run/ --> prices.md

First the model's own mAP and NDS on this data, beside the published ones where there are any; then the prices. An
interrupted measurement goes on when the same command is given again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bevexport import prices
from bevexport.digest import file_sha256
from bevexport.errors import InputError
from bevexport.model import SEEDED
from bevexport.steps import PROJECT, Step, run

PUBLISHED = {"tiny": (0.252, 0.354), "small": (0.370, 0.479), "base": (0.416, 0.517)}
"""mAP and NDS of the original's model zoo, on the whole of `val`."""
PUBLISHED_ON = ("v1.0-trainval", "val", 6019)  # version, split, keyframes
AGREES = 0.0005  # published figures have three digits


@dataclass(frozen=True)
class Plan:
    """What is priced, on what."""

    out: Path
    config: str
    checkpoint: str  # a file, or the word seeded
    dataroot: Path
    version: str
    split: str
    scenes: str | None
    rungs: str
    published: tuple[float, float] | None  # mAP and NDS, of just this data

    def __post_init__(self) -> None:
        if self.checkpoint != SEEDED and not Path(self.checkpoint).is_file():
            raise ValueError(
                f"Cannot price {self.checkpoint}: no such file, expected a checkpoint or the word {SEEDED}"
            )
        if not (self.dataroot / self.version).is_dir():
            raise ValueError(f"Cannot read {self.dataroot}: it has no folder {self.version}, expected nuScenes tables")

    @property
    def frames(self) -> Path:
        return self.out / "frames"

    @property
    def reference(self) -> Path:
        return self.out / "reference"

    @property
    def reproduced(self) -> Path:
        """The run that tells the model's own figures."""
        return self.out / "reproduced" / "run"

    def run_folder(self) -> Path:
        return self.out / "run"

    def facts(self) -> dict:
        """What the folder's content depends on."""
        digest = SEEDED if self.checkpoint == SEEDED else file_sha256(Path(self.checkpoint))
        data = {"dataroot": str(self.dataroot), "version": self.version, "split": self.split, "scenes": self.scenes}
        return {"config": self.config, "checkpoint_sha256": digest, "rungs": self.rungs, **data}

    def steps_to_reproduce(self) -> list[Step]:
        """The commands up to the model's own figures."""
        some = [] if self.scenes is None else ["--scenes", self.scenes]
        ladder = self.out / "reproduced" / "ladder"
        return [
            Step([str(PROJECT / "bin" / "ingest"), "--dataroot", str(self.dataroot), "--version", self.version,
                  "--split", self.split, *some, "--out", str(self.frames)], self.frames / "_index.parquet"),
            self._export("faithful", ladder),
            Step([sys.executable, "-m", "bevexport", "reference", *self._model(), "--out", str(self.reference)],
                 self.reference / "reference.json"),
            self._evaluate(ladder, self.reproduced),
        ]  # fmt: skip

    def step_to_score(self) -> Step:
        """The command that scores the original's boxes where bin/eval did not, since they are too poor to judge by."""
        out = self.out / "reproduced" / "metrics"
        return Step([str(PROJECT / "bin" / "metrics"), "--frames", str(self.frames), "--predictions",
                     str(self.reproduced / "predictions"), "--rung", "original", "--out", str(out)],
                    out / "metrics_summary.json")  # fmt: skip

    def steps_to_price(self) -> list[Step]:
        """The commands from there to the prices."""
        ladder = self.out / "ladder"
        return [self._export(self.rungs, ladder), self._evaluate(ladder, self.run_folder())]

    def _model(self) -> list[str]:
        return ["--config", self.config, "--checkpoint", self.checkpoint, "--frames", str(self.frames)]

    def _export(self, rungs: str, ladder: Path) -> Step:
        command = [sys.executable, "-m", "bevexport", "ladder", *self._model(), "--rungs", rungs, "--out", str(ladder)]
        return Step(command, ladder / "ladder.yaml")

    def _evaluate(self, ladder: Path, out: Path) -> Step:
        command = [str(PROJECT / "bin" / "eval"), "--frames", str(self.frames), "--ladder", str(ladder)]
        return Step([*command, "--reference", str(self.reference), "--out", str(out)], out / "summary.json")


def price(plan: Plan) -> str:
    """Runs what is missing; the table of prices, which also stands in prices.md."""
    prices.begin(plan.out, plan.facts())
    run(plan.steps_to_reproduce(), "reproduce the model's figures")
    print(reproduction(plan), flush=True)
    run(plan.steps_to_price(), "measure prices")
    return prices.written(plan)


def reproduction(plan: Plan) -> str:
    """The model's own figures beside the published ones, in a line; a certificate where they are of the same data."""
    summary = json.loads((plan.reproduced / "summary.json").read_text())
    ours = own_figures(plan, summary)
    frames = summary["ran"]["frames"]
    data = f"{plan.version} {plan.split}, {frames} frames"
    line = f"{plan.config}: mAP {ours[0]:.4f}, NDS {ours[1]:.4f} reproduced on {data}"
    if summary["ran"]["model"]["random_weights"]:
        line += "; these are seeded weights, of no training, and not the published checkpoint"
    published, here = published_for(plan, frames)
    if published is None:
        return f"{line}; no published figures"
    beside = f"published mAP {published[0]:.3f}, NDS {published[1]:.3f}"
    if not here:
        return f"{line}; {beside}, but on {' '.join(map(str, PUBLISHED_ON))} keyframes: not comparable"
    certify(plan.reference / "reference.json", published, ours)
    agrees = all(abs(a - b) <= AGREES for a, b in zip(published, ours, strict=True))
    return f"{line}; {beside}: {'agrees' if agrees else 'DIFFERS, so what follows is of another model or other data'}"


def own_figures(plan: Plan, summary: dict) -> tuple[float, float]:
    """mAP and NDS of the original's boxes, scored now where bin/eval did not."""
    figures = next(rung["metrics"] for rung in summary["rungs"] if rung["kind"] == "original")
    if figures is None:
        step = plan.step_to_score()
        run([step], "score the model")
        figures = json.loads(step.made.read_text())
    return figures["mean_ap"], figures["nd_score"]


def published_for(plan: Plan, frames: int) -> tuple[tuple[float, float] | None, bool]:
    """Published mAP and NDS of this model, and whether they are of this data."""
    if plan.published is not None:
        return plan.published, True
    return PUBLISHED.get(plan.config), (plan.version, plan.split, frames) == PUBLISHED_ON


def certify(path: Path, published: tuple[float, float], reproduced: tuple[float, float]) -> None:
    """Writes both pairs into a reference's certificate, whole or not at all."""
    names = ("mean_ap", "nd_score")
    record = json.loads(path.read_text())
    record["published"] = dict(zip(names, published, strict=True))
    record["reproduced"] = {"temporal": dict(zip(names, reproduced, strict=True))}
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(record, indent=2) + "\n")
    os.replace(partial, path)


def pair(text: str) -> tuple[float, float]:
    """`0.252,0.354` as two shares."""
    found = tuple(float(part) for part in text.split(","))
    if len(found) != 2 or not all(0 <= x <= 1 for x in found):
        raise ValueError(text)
    return found


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="bin/price",
        description="The price list of a checkpoint's export: ingests the data, runs the model, exports the ladder, "
        "evaluates every rung, and writes the report. It first reproduces the model's own mAP and NDS.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--checkpoint", required=True, help="a file such as bevformer_tiny_epoch_24.pth, or seeded")
    parser.add_argument("--config", required=True, help="tiny, small, base, micro, a YAML, or a JSON of the original's")
    parser.add_argument("--dataroot", type=Path, required=True, help="the nuScenes folder")
    parser.add_argument("--version", default="v1.0-trainval", help="the tables' folder in it")
    parser.add_argument("--split", default="val", help="of nuScenes, or of <version>/splits.json")
    parser.add_argument("--scenes", help="only these scenes of the split, comma-separated")
    parser.add_argument("--rungs", default="sample,lossy,recipe-minus", help="rungs and sets to price")
    parser.add_argument("--published", type=pair, metavar="MAP,NDS", help="the model's figures on just this data")
    parser.add_argument("--out", type=Path, default=Path("work") / "price", help="folder of all that is made")
    options = parser.parse_args(argv)
    checkpoint = options.checkpoint if options.checkpoint == SEEDED else str(Path(options.checkpoint).resolve())
    config = str(Path(options.config).resolve()) if Path(options.config).is_file() else options.config
    try:
        plan = Plan(
            options.out.resolve(), config, checkpoint, options.dataroot.resolve(), options.version, options.split,
            options.scenes, options.rungs, options.published,
        )  # fmt: skip
        print(price(plan), end="")
    except (ValueError, OSError, InputError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"The report is {plan.run_folder() / 'report.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
