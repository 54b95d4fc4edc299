"""A graph in ONNX Runtime against PyTorch with the same rows on, frozen values replayed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from onnxruntime.capi.onnxruntime_pybind11_state import NotImplemented

from bevexport.graph.export import Exported, NotExportableError
from bevexport.graph.module import GraphInputs, GraphModule
from bevexport.model import BEVFormer
from bevexport.rewrites import applied
from bevexport.rewrites.freeze import replaying

RAW_ATOL = 1e-3
"""float32 sums in another order through some hundred layers stay below 1e-4 here; boxes are in metres."""
FINITE = sys.float_info.max
"""What a graph of lower precision is held to: any difference, but no NaN and no infinity."""

Arrays = dict[str, np.ndarray]


def session(path: Path | bytes) -> ort.InferenceSession:
    """An open graph; NotExportableError where the runtime has no kernel for it."""
    options = ort.SessionOptions()
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except NotImplemented as e:
        raise NotExportableError.because(e) from e


def run_graph(runtime: ort.InferenceSession, exported: Exported, inputs: GraphInputs) -> Arrays:
    outputs = runtime.run(list(exported.outputs), {n: getattr(inputs, n).numpy() for n in exported.inputs})
    # Copies: as long as an output lives, so does all the memory that its session ever took.
    return {name: output.copy() for name, output in zip(exported.outputs, outputs, strict=True)}


def run_parts(prefix: Path, head: Path, values: Sequence[str], exported: Exported, inputs: GraphInputs) -> Arrays:
    """A graph's outputs by way of its two parts."""
    first, second = session(prefix), session(head)
    features = first.run(list(values), {"img": inputs.img.numpy()})
    given = {n: getattr(inputs, n).numpy() for n in exported.inputs} | dict(zip(values, features, strict=True))
    wanted = {i.name for i in second.get_inputs()}
    outputs = second.run(list(exported.outputs), {n: a for n, a in given.items() if n in wanted})
    return dict(zip(exported.outputs, outputs, strict=True))


def run_torch(model: BEVFormer, rows: Sequence[str], exported: Exported, inputs: GraphInputs) -> Arrays:
    """What PyTorch makes of the frame with the rows on and the traced frame's frozen values."""
    with applied(*rows), replaying(exported.tape), torch.no_grad():
        module = GraphModule(model, exported.temporal, exported.decoded).eval()
        outputs = module(*module.arguments(inputs))
    return {n: t.numpy() for n, t in zip(exported.outputs, outputs, strict=True)}


def differences(got: Arrays, want: Arrays) -> dict[str, float]:
    """The largest absolute difference of each output; infinity where shapes differ or a value is NaN.

    Decoded boxes are compared as sets: near-equal scores may swap places.
    """
    out = {n: _largest(got[n], want[n]) for n in want if n not in ("boxes", "scores", "labels")}
    if "boxes" in want:
        out["boxes"] = _largest_as_sets(got, want)
    return out


def _largest(a: np.ndarray, b: np.ndarray) -> float:
    if a.shape != b.shape or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("inf")
    return float(np.abs(a - b).max(initial=0.0))


def _largest_as_sets(got: Arrays, want: Arrays) -> float:
    """The largest distance of a wanted box to its nearest box of the same class and about the same score.

    Boxes at the top-k's edge are left out: which of two near-equal scores is the last one is nobody's fault.
    """
    edge = max(got["scores"].min(initial=0.0), want["scores"].min(initial=0.0)) + 1e-4
    worst = 0.0
    for box, score, label in zip(want["boxes"], want["scores"], want["labels"], strict=True):
        if score <= edge:
            continue
        same = (got["labels"] == label) & (np.abs(got["scores"] - score) < 1e-4)
        if not same.any():
            return float("inf")
        off = got["boxes"][same] - box
        off[:, 6] = (off[:, 6] + np.pi) % (2 * np.pi) - np.pi
        worst = max(worst, float(np.abs(off).max(1).min()))
    return worst
