"""Prints the ratios of one bench run: reads its lines of JSON, each measured in turn on the same machine."""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path


def steady(lines: list[dict]) -> tuple[float, float]:
    """Milliseconds that a slot takes for one run of the graph, and frames a second.

    Medians over the turns, each the longer run less the shorter: opening graphs is no steady state.
    """
    milliseconds, speeds = [], []
    for turn in sorted({line["turn"] for line in lines}):
        short, long = sorted((line for line in lines if line["turn"] == turn), key=lambda line: line["frames"])
        seconds = long["scenes_s"] - short["scenes_s"]
        runs = long["runs_of_graphs"] - short["runs_of_graphs"]
        milliseconds.append(1000 * seconds * long["evaljob_slots"] / runs)
        speeds.append((long["frames"] - short["frames"]) / seconds)
    return statistics.median(milliseconds), statistics.median(speeds)


def main() -> None:
    lines = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
    java = next(line for line in lines if "further_rung_of_whole_model" in line)
    one, two = (steady([line for line in lines if line.get("evaljob_slots") == slots]) for slots in (1, 2))
    ratios = {
        # (a): one task slot with two threads, beside a loop with as many that does nothing else
        "evaljob_speed_of_bare_loop": java["bare_loop_2_threads_ms_a_frame"] / one[0],
        # two slots with one thread each, beside two such loops at a time, and beside one that has both cores' caches
        "evaljob_of_two_slots_speed_of_two_bare_loops": java["two_bare_loops_1_thread_ms_a_frame"] / two[0],
        "evaljob_of_two_slots_speed_of_a_bare_loop_alone": java["bare_loop_1_thread_ms_a_frame"] / two[0],
        # (c)
        "further_rung_of_whole_model": java["further_rung_of_whole_model"],
        "one_pass_of_k_passes": java["one_pass_of_k_passes"],
        # (d)
        "two_slots_of_one": two[1] / one[1],
    }
    for python in (line for line in lines if line.get("loop") == "python"):
        # (b)
        ratios["outside_runtime_of_python"] = java["outside_runtime_ms_a_frame"] / python["outside_runtime_ms_a_frame"]
        ratios["wall_of_python"] = java["wall_ms_a_frame"] / python["wall_ms_a_frame"]
    for rival in (line for line in lines if line.get("loop") == "synapseml"):
        # (b): ours decodes and prepares the pictures in that time, SynapseML's loop is given them
        ratios["outside_runtime_of_synapseml"] = (
            java["outside_runtime_ms_a_frame"] / rival["outside_runtime_ms_a_frame"]
        )
    print(json.dumps({"ratios": {name: round(value, 3) for name, value in ratios.items()}}))


if __name__ == "__main__":
    main()
