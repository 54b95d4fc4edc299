"""Makes the ladder's folder: graphs, their parts, shared weights, manifest."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import yaml
from tqdm import tqdm

from bevexport import frames
from bevexport.errors import InputError
from bevexport.graph import check
from bevexport.graph.cache import ExportCache, exported
from bevexport.graph.export import NotExportableError
from bevexport.graph.features import features_once
from bevexport.graph.located import located, renamed
from bevexport.graph.precision import lowered
from bevexport.graph.split import split
from bevexport.graph.store import WeightStore
from bevexport.ladder import calibration as calibrating
from bevexport.ladder.made import Made
from bevexport.ladder.manifest import manifest
from bevexport.ladder.rungs import Rung
from bevexport.ladder.samples import Sample, choose, visible_bound
from bevexport.model import BEVFormer

MANIFEST = "ladder.yaml"

Worst = dict[str, float]


def build(
    model: BEVFormer,
    rungs: Sequence[Rung],
    frames_folder: Path,
    out: Path,
    traced_on: str | None,
    random: bool,
    cache: ExportCache | None,
    calibration: Path | None = None,
) -> dict[str, Worst]:
    """Writes the ladder and checks every graph in ONNX Runtime against PyTorch.

    calibration is the folder of training frames that int8-static takes its ranges from.
    Returns, per rung, the largest difference of each output over the checked frames; empty where there is no graph.
    """
    if any(rung.precision == "int8-static" for rung in rungs):
        calibration = calibrating.checked(calibration, frames_folder)
    samples = choose(model, frames_folder, traced_on)
    bound = visible_bound(model, frames_folder)
    out.mkdir(parents=True, exist_ok=True)
    (out / MANIFEST).unlink(missing_ok=True)  # stands only beside a whole folder
    store = WeightStore(out)
    with tqdm(total=3 * len(rungs), desc="ladder", unit="step") as bar:
        made = []
        for rung in rungs:
            bar.set_postfix_str(f"export {rung.id}")
            made.append(_made(model, rung, samples[0], bound, cache, store, calibration, bar))
            bar.update()
        weight_file = store.close()
        for m in made:
            _write(m, out)
        found = {}
        ran: dict[str, list[check.Arrays]] = {}
        with features_once(model, len(samples)):
            for m in made:
                bar.set_postfix_str(f"check {m.rung.id}")
                found[m.rung.id] = _checked(model, m, samples, ran, out)
                bar.update()
        for k, m in enumerate(made):
            bar.set_postfix_str(f"taps of {m.rung.id}")
            m.taps = _taps(model, m, made[:k], samples[-1], out)
            bar.update()
    _share_equal(made, out)
    document = manifest(model, made, weight_file, samples[0], frames.dataset(frames_folder), random)
    _sweep(document, out)
    (out / MANIFEST).write_text(yaml.safe_dump(document, sort_keys=False, default_flow_style=None, width=160))
    return found


def _made(
    model: BEVFormer,
    rung: Rung,
    traced: Sample,
    bound: int,
    cache: ExportCache | None,
    store: WeightStore,
    calibration: Path | None,
    bar: tqdm,
) -> Made:
    try:
        inputs = traced.inputs(rung.temporal)
        graph, read = exported(cache, model, rung.rewrites, rung.opset, rung.temporal, rung.decoded, inputs, bound)
        if read:
            bar.set_postfix_str(f"export {rung.id}: read from the cache")
        training = calibrating.inputs(model, calibration) if calibration is not None else ()
        graph = lowered(graph, rung.precision, training)
    except NotExportableError as e:
        return Made(rung, message=str(e))
    graph = dataclasses.replace(graph, model=store.take(graph.model))
    parts = split(graph.model) if rung.precision == "fp32" else None  # no other rung has its prefix
    if parts is not None:
        store.adopt(parts.prefix)
        store.adopt(parts.head)
    return Made(rung, graph, split=parts)


def _write(m: Made, out: Path) -> None:
    if m.exported is None:
        return
    (out / m.graph).write_bytes(m.exported.model.SerializeToString(deterministic=True))
    if m.split is not None:
        prefix = m.split.prefix.SerializeToString(deterministic=True)
        m.prefix = f"prefix-{hashlib.sha256(prefix).hexdigest()[:12]}.onnx"
        (out / m.prefix).write_bytes(prefix)
        (out / m.head).write_bytes(m.split.head.SerializeToString(deterministic=True))


def _checked(
    model: BEVFormer, m: Made, samples: Sequence[Sample], ran: dict[str, list[check.Arrays]], out: Path
) -> Worst:
    """The largest differences from PyTorch; ran: what a graph put out, by its digest, so that none runs twice."""
    if m.exported is None:
        return {}
    path = out / m.graph
    onnx.checker.check_model(str(path))
    if m.digest not in ran:
        try:
            runtime = check.session(path)
        except NotExportableError as e:
            m.give_up(str(e), out)
            return {}
        ran[m.digest] = [check.run_graph(runtime, m.exported, s.inputs(m.exported.temporal)) for s in samples]
        del runtime
    worst: Worst = {}
    for sample, got in zip(samples, ran[m.digest], strict=True):
        want = check.run_torch(model, m.rung.rewrites, m.exported, sample.inputs(m.exported.temporal))
        for name, value in check.differences(got, want).items():
            worst[name] = max(worst.get(name, 0.0), value)
            if not value <= (check.RAW_ATOL if m.rung.precision == "fp32" else check.FINITE):
                where = f"rung {m.rung.id}, sample {sample.sample_token}, output {name}"
                raise InputError(f"Cannot trust {where}: ONNX Runtime is {value:g} off PyTorch, expected 1e-3")
    _check_parts(m, samples[-1], got, out)
    return worst


def _taps(model: BEVFormer, m: Made, before: Sequence[Made], sample: Sample, out: Path) -> dict[str, str]:
    """Tap to graph value; an equal graph has the same, a lower precision those of the graph that it was made from."""
    if m.exported is None:
        return {}
    equal = next((t for t in before if t.exported is not None and t.digest == m.digest), None)
    if equal is not None:
        return dict(equal.taps)
    if m.rung.precision == "fp32":
        return located(model, m.rung.rewrites, m.exported, out / m.graph, sample.inputs(m.exported.temporal))
    twin = next((t for t in before if t.rung.rewrites == m.rung.rewrites and t.taps), None)
    return {} if twin is None else renamed(twin.taps, m.exported.model)


def _check_parts(m: Made, sample: Sample, whole: check.Arrays, out: Path) -> None:
    """Leaves the parts out where they aren't the whole graph, bit for bit."""
    if m.split is None:
        return
    parts = check.run_parts(
        out / m.prefix, out / m.head, m.split.values, m.exported, sample.inputs(m.exported.temporal)
    )
    if not all(np.array_equal(parts[name], whole[name]) for name in whole):
        m.split = None
        (out / m.head).unlink()


def _share_equal(made: Sequence[Made], out: Path) -> None:
    """Keeps files of the same bytes once: rungs that differ only in what is done with their outputs."""
    first: dict[tuple[bytes, ...], Made] = {}
    for m in made:
        if m.exported is not None:
            names = (m.graph,) if m.split is None else (m.graph, m.head)
            other = first.setdefault(tuple((out / name).read_bytes() for name in names), m)
            if other is not m:
                m.share(other, out)


def _sweep(document: dict, out: Path) -> None:
    """Removes prefixes and weights of a ladder that lay here before: their names hold hashes, so they stay behind."""
    named = {
        file["path"]
        for rung in document["rungs"]
        for files in (rung.get("files", []), *(rung.get("prefix", {}).get(part, []) for part in ("files", "head")))
        for file in files
    }
    for path in (*out.glob("prefix-*.onnx"), *out.glob("weights-*.bin")):
        if path.name not in named:
            path.unlink()
