"""One whole run of nuscenes-devkit, as a process: writes its two files and where its time went.

python devkit.py DATAROOT OUT
"""

from __future__ import annotations

import time

START = time.perf_counter()

import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from nuscenes import NuScenes  # noqa: E402
from nuscenes.eval.common.config import config_factory  # noqa: E402
from nuscenes.eval.detection import evaluate as devkit  # noqa: E402

PHASES = {
    "load_prediction": "read JSON",
    "load_gt": "read tables",
    "add_center_dist": "filter",
    "filter_eval_boxes": "filter",
    "accumulate": "match and curves",
}


def main() -> None:
    root, out = map(Path, sys.argv[1:])
    seconds = {"start": time.perf_counter() - START, "read tables": 0.0, "read JSON": 0.0, "filter": 0.0}

    def timed(name: str, phase: str):
        function = getattr(devkit, name)

        def call(*args, **kwargs):
            begin = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                seconds[phase] = seconds.get(phase, 0.0) + time.perf_counter() - begin

        setattr(devkit, name, call)

    for name, phase in PHASES.items():
        timed(name, phase)
    begin = time.perf_counter()
    tables = NuScenes("v1.0-trainval", dataroot=str(root), verbose=False)
    seconds["read tables"] += time.perf_counter() - begin
    run = devkit.DetectionEval(
        tables, config_factory("detection_cvpr_2019"), str(root / "results_nusc.json"), "val", str(out), verbose=False
    )
    run.main(plot_examples=0, render_curves=False)
    seconds["rest"] = time.perf_counter() - START - sum(seconds.values())
    (out / "phases.json").write_text(json.dumps(seconds))


if __name__ == "__main__":
    main()
