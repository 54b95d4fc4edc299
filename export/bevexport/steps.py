"""Commands of the project run one after another: each is printed, and left out when its result is there already."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# The micro model's operators are too small to share: on busy cores, threads that wait for each other cost far more.
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Step:
    """A command and the file that stands only where it has ended well; None: the command itself knows where it was."""

    command: list[str]
    made: Path | None


def run(steps: Iterable[Step], purpose: str) -> None:
    """Runs the steps in order. purpose ends the sentence "Cannot ..." of a step that fails."""
    for step in steps:
        line = shlex.join(step.command)
        if step.made is not None and step.made.is_file():
            print(f"{step.made} is there: left out {line}", flush=True)
            continue
        print("$ " + line, flush=True)
        code = subprocess.run(step.command, cwd=PROJECT / "export", env=ONE_THREAD).returncode
        if code != 0:
            raise ValueError(f"Cannot {purpose}: {shlex.join(step.command[:4])} ended with {code}, expected 0")
