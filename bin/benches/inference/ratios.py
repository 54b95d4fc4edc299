"""Prints the ratios of one bench run: reads its lines of JSON, each measured in turn on the same machine."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path


def main() -> None:
    lines = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    java = next(line for line in lines if "further_rung_of_whole_model" in line)
    one, two = ([line for line in lines if line.get("evaljob_slots") == slots] for slots in (1, 2))
    ratios = {
        # (a): the runtime's own time is what a bare loop over the same session and prepared inputs takes
        "evaljob_of_bare_loop": statistics.median(line["runtime_share_of_scenes"] for line in one),
        # (c)
        "further_rung_of_whole_model": java["further_rung_of_whole_model"],
        "one_pass_of_k_passes": java["one_pass_of_k_passes"],
        # (d)
        "two_slots_of_one": statistics.median(line["frames_a_second"] for line in two)
        / statistics.median(line["frames_a_second"] for line in one),
    }
    for python in (line for line in lines if line.get("loop") == "python"):
        # (b)
        ratios["outside_runtime_of_python"] = java["outside_runtime_ms_a_frame"] / python["outside_runtime_ms_a_frame"]
        ratios["wall_of_python"] = java["wall_ms_a_frame"] / python["wall_ms_a_frame"]
    print(json.dumps({"ratios": {name: round(value, 3) for name, value in ratios.items()}}))


if __name__ == "__main__":
    main()
