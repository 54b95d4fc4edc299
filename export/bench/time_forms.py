"""Times the forms of a faithful graph in ONNX Runtime: `python -m bench.time_forms --config micro --frames FRAMES`.

The forms take turns, in an order that turns round every time, so that a busy machine is unfair to none of them. Printed
per form: the median of wall and of processor time, and the median of its ratios to the first form of the same turn.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from statistics import median

import onnxruntime as ort
from tqdm import tqdm

import bevexport
from bevexport.graph.export import Exported, export
from bevexport.graph.forms import dense_masked
from bevexport.graph.module import GraphInputs
from bevexport.ladder.samples import choose, visible_bound
from bevexport.model import BEVFormer
from bevexport.repairs import REPAIRS
from bevexport.rewrites import applied

SAMPLER = REPAIRS["F-R09-gathered-rows"].id
FORMS: dict[str, Callable[[], AbstractContextManager]] = {
    "gathered": nullcontext,
    "dense": dense_masked,
    "gathered, rows instead of GridSample": lambda: applied(SAMPLER),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.time_forms", description="Times forms of the faithful graph."
    )
    parser.add_argument("--config", default="micro")
    parser.add_argument("--checkpoint", default="seeded")
    parser.add_argument("--frames", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--threads", default="1,2", help="intra-op threads, one after another (%(default)s)")
    options = parser.parse_args()
    model = bevexport.load(options.config, options.checkpoint)
    traced = choose(model, options.frames, None)[0].with_time
    bound = visible_bound(model, options.frames)
    cells = model.config.bev_h * model.config.bev_w
    print(f"{options.config}: {cells} cells, bound {bound}")
    graphs = {name: made(model, traced, cells if name == "dense" else bound, form) for name, form in FORMS.items()}
    for threads in map(int, options.threads.split(",")):
        timed(graphs, traced, threads, options.rounds)


def made(model: BEVFormer, traced: GraphInputs, bound: int, form: Callable[[], AbstractContextManager]) -> Exported:
    with form():
        return export(model, (), 17, True, False, traced, bound)


def timed(graphs: dict[str, Exported], traced: GraphInputs, threads: int, rounds: int) -> None:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # else waiting counts as processor time
    sessions, wall, processor = {}, {n: [] for n in graphs}, {n: [] for n in graphs}
    for name, graph in graphs.items():
        sessions[name] = ort.InferenceSession(
            graph.model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
    feeds = {n: getattr(traced, n).numpy() for n in next(iter(graphs.values())).inputs}
    for turn in tqdm(range(rounds + 1), desc=f"{threads} threads", unit="turn"):
        for name in list(graphs)[:: 1 if turn % 2 else -1]:
            before = time.perf_counter(), time.process_time()
            sessions[name].run(None, feeds)
            if turn > 0:  # the first one allocates
                wall[name].append(time.perf_counter() - before[0])
                processor[name].append(time.process_time() - before[1])
    first = next(iter(graphs))
    for name in graphs:
        ratios = [median(a / b for a, b in zip(times[name], times[first], strict=True)) for times in (wall, processor)]
        print(
            f"{threads} threads, {name}: wall {median(wall[name]) * 1e3:.0f} ms ({ratios[0]:.2f}), "
            f"processor {median(processor[name]) * 1e3:.0f} ms ({ratios[1]:.2f}), {rounds} turns",
            flush=True,
        )


if __name__ == "__main__":
    main()
