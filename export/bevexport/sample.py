"""`python -m bevexport.sample`: makes the embedded default `sample/` from a seed and a trained checkpoint.

    world (world_val) --bin/ingest--> frames/ --bevexport ladder--> ladder/ --bevexport reference--> reference/

Each step is a command of the project, printed before it runs; this file only puts them in order, checks the size and
writes the labels. The folder appears whole or not at all.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from bevexport.steps import PROJECT, Step, run

MOST_BYTES = 60_000_000
MOST_CHECKPOINT_BYTES = 4_000_000
VERSION, SPLIT = "v1.0-synth", "world_val"
RUNGS = "sample"  # a set of bevexport.ladder.rungs: at most sixteen
BEV_EMBED_FRAMES = 1
TAP_FRAMES = 1  # five megabytes each


@dataclass(frozen=True)
class Plan:
    """Where the sample comes from and goes to. work keeps the generated data set, which isn't part of the sample."""

    out: Path
    work: Path
    checkpoint: Path
    training: Path
    seed: int
    scenes: int

    def __post_init__(self) -> None:
        for path in (self.checkpoint, self.training):
            if not path.is_file():
                raise ValueError(f"Cannot make a sample: {path} isn't there, expected a file")
        if self.out.exists():
            raise ValueError(f"Cannot make a sample in {self.out}: it exists already, expected a new folder")
        size = self.checkpoint.stat().st_size
        if size > MOST_CHECKPOINT_BYTES:
            raise ValueError(f"Cannot use {self.checkpoint}: {size} bytes, expected at most {MOST_CHECKPOINT_BYTES}")

    def partial(self) -> Path:
        """The folder that becomes `out` when it is whole."""
        return self.out.with_name(self.out.name + ".partial")

    def world(self) -> Path:
        """The generated data set; its name says what it depends on: another plan never takes it for its own."""
        return self.work / f"world-seed{self.seed}-{self.scenes}"

    def steps(self) -> list[Step]:
        """The commands, in order."""
        python, world, made = sys.executable, self.world(), self.partial()
        model = ["--config", "micro", "--checkpoint", str(made / "micro.pth"), "--frames", str(made / "frames")]
        return [
            Step([python, "-m", "bevexport.world", "--out", str(world), "--version", VERSION, "--seed", str(self.seed),
                  "--val-scenes", str(self.scenes)], world / VERSION / "bevdrift-world.json"),
            Step([str(PROJECT / "bin" / "ingest"), "--dataroot", str(world), "--version", VERSION, "--split", SPLIT,
                  "--out", str(made / "frames")], None),
            Step([python, "-m", "bevexport", "ladder", *model, "--rungs", RUNGS, "--out", str(made / "ladder")], None),
            Step([python, "-m", "bevexport", "reference", *model, "--bev-embed-frames", str(BEV_EMBED_FRAMES),
                  "--tap-frames", str(TAP_FRAMES), "--out", str(made / "reference")], None),
        ]  # fmt: skip


def make(plan: Plan) -> int:
    """Makes the sample; its size in bytes."""
    made = plan.partial()
    if made.exists():
        shutil.rmtree(made)
    made.mkdir(parents=True)
    plan.work.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(plan.checkpoint, made / "micro.pth")
    run(plan.steps(), "make a sample")
    shutil.copyfile(plan.training, made / "training.json")
    certificate = json.loads((plan.world() / VERSION / "bevdrift-world.json").read_text())
    (made / "README.md").write_text(readme(plan, certificate, json.loads(plan.training.read_text())))
    size = size_of(made)
    if size > MOST_BYTES:
        raise ValueError(f"Cannot keep the sample {made}: {size} bytes, expected at most {MOST_BYTES}")
    os.replace(made, plan.out)
    return size


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def readme(plan: Plan, certificate: dict, training: dict) -> str:
    """The label: what it is, what it isn't, and the command that makes it again."""
    accuracy = "\n".join(
        f"| {name} | {found['scenes']} | {variant} | {figures['mean_ap']:.3f} | {figures['nd_score']:.3f} |"
        for name, found in sorted(training["evaluation"].items())
        for variant, figures in found.items()
        if variant in ("temporal", "nontemporal")
    )
    train_scenes, minutes = training["data"]["scenes"], training["minutes"]
    init = training.get("init")
    begun = "" if init is None else f" \\\n        --init EARLIER  # the weights with sha256 {init['sha256']}"
    return f"""# The embedded sample: SYNTHETIC

{certificate["notice"]}

Nothing here was recorded on a street. {plan.scenes} short scenes (eight keyframes at 2 Hz, six cameras, ten classes)
are rendered from 3D by `bevexport.world`, seed {plan.seed}, split `{SPLIT}`; the model is `micro`, BEVFormer's
architecture at 0.86 million parameters, trained on `world_train`, none of whose scenes are here. Prices of rewrites
measured here show how the measuring works; they don't transfer to a full-size model on real pictures.

| folder or file | what |
|---|---|
| `frames/` | the scenes as IngestJob writes them |
| `ladder/` | the exported rungs and their shared weights |
| `reference/` | the PyTorch model's outputs for every frame (`reference.json`: which variants); bev_embed of \
{BEV_EMBED_FRAMES} frame, inner values of {TAP_FRAMES} |
| `micro.pth` | the trained weights, fp32, under the original's names |
| `training.json` | how they were trained (seed, steps, time) and all figures below |

Accuracy by the nuScenes devkit's algorithms, class ranges as in the model's configuration:

| split | scenes | variant | mAP | NDS |
|---|---|---|---|---|
{accuracy}

Made again, without training, from a copy of `micro.pth` and `training.json`:

    python -m bevexport.sample --out sample-new --checkpoint sample/micro.pth \\
        --training sample/training.json --seed {plan.seed} --scenes {plan.scenes}

And with training (`training.json` states its length):

    python -m bevexport.world --out build/world --seed {plan.seed} --train-scenes {train_scenes} \\
        --val-scenes {plan.scenes} --test-scenes 160
    python -m bevexport.train --data build/world --split world_train --out build/micro \\
        --minutes {minutes:g} --seed {training["seed"]}{begun}
    python -m bevexport.train.evaluate --data build/world --split world_val --cache build/micro \\
        --checkpoint build/micro/last.pth --training build/micro/training.json

{training.get("note", "")}
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bevexport.sample",
        description="Makes the embedded sample from a seed and a trained checkpoint.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--out", type=Path, default=PROJECT / "sample", help="folder to make")
    parser.add_argument("--work", type=Path, default=PROJECT / "build" / "sample", help="folder of the data set")
    parser.add_argument("--checkpoint", type=Path, required=True, help="the trained micro model")
    parser.add_argument("--training", type=Path, required=True, help="training.json with the run and its figures")
    parser.add_argument("--seed", type=int, default=7, help="of the world")
    parser.add_argument("--scenes", type=int, default=40, help="scenes of world_val")
    options = parser.parse_args(argv)
    paths = (p.resolve() for p in (options.out, options.work, options.checkpoint, options.training))
    try:
        plan = Plan(*paths, options.seed, options.scenes)
        size = make(plan)
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{plan.out}: {size / 1e6:.1f} MB of at most {MOST_BYTES / 1e6:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
