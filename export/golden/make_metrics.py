"""Golden vectors of the detection metrics: generated problems and what nuscenes-devkit says of them.

Writes metrics/src/test/resources/dev/bevdrift/metrics/golden/metrics.json.gz:

    python export/golden/make_metrics.py

Each problem is a small data set (scenes, samples, annotations), a submission as text, and either the devkit's figures
or the fact that it refuses. Curves are kept whole for a few problems and at some points for the others.

The devkit's last bits depend on the CPU: OpenBLAS and numpy choose kernels by it. They are pinned here to those without
fused multiply-add, so that any x86 machine writes the same file.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

PINS = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
    "OMP_NUM_THREADS": "1",
}
if any(os.environ.get(k) != v for k, v in PINS.items()):
    os.execve(sys.executable, [sys.executable, "-W", "ignore", *sys.argv], {**os.environ, **PINS})

import numpy as np  # noqa: E402
from devkit_tables import Problem, evaluate  # noqa: E402
from further_problems import further_problems  # noqa: E402
from metric_problems import problems  # noqa: E402

TARGET = Path(__file__).resolve().parents[2] / "metrics/src/test/resources/dev/bevdrift/metrics/golden/metrics.json.gz"
SEED = 20261123
WHOLE_CURVES = 4
POINTS = [0, 1, 5, 10, 11, 12, 23, 35, 41, 57, 69, 82, 94, 99, 100]


def expectation(problem: Problem, whole: bool, folder: Path) -> dict:
    """The devkit's answer in the form of the file."""
    try:
        summary, details = evaluate(problem, folder)
    except Exception as fault:  # the devkit refuses with whatever its code happens to raise
        return {"refused": f"{type(fault).__name__}: {fault}"[:120]}
    summary.pop("eval_time")
    summary.pop("cfg")
    curves = {}
    for key, data in details.items():
        if not any(data["precision"]):
            continue  # no predictions: all ones and zeros
        curves[key] = {k: v if whole else [v[i] for i in POINTS] for k, v in data.items() if k != "recall"}
    return {"summary": summary, "curves": curves}


def main() -> None:
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(SEED)
    cases = []
    for number, problem in enumerate(itertools.chain(problems(rng), further_problems(rng))):
        with tempfile.TemporaryDirectory() as folder:
            expected = expectation(problem, number < WHOLE_CURVES, Path(folder))
        cases.append({**problem.to_json(), "expected": expected})
        print(number, problem.name, expected.get("refused", f"NDS {expected.get('summary', {}).get('nd_score')}"))
    header = {
        "made_by": "export/golden/make_metrics.py",
        "nuscenes_devkit": "1.2.0",
        "numpy": np.__version__,
        "seed": SEED,
        "pins": PINS,
        "curve_points": POINTS,
        "whole_curves": WHOLE_CURVES,
    }
    text = json.dumps({"header": header, "problems": cases}, separators=(",", ":"))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{len(cases)} problems, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
