"""Values that go through numpy: constants for a tracer, and replayed for PyTorch.

A row that freezes hands a live value to `frozen`. Outside any block and inside `recording` it comes back as a tensor
without history: a tracer writes that down as a constant of the traced frame. Inside `replaying` the recorded value
comes back whatever the frame, so PyTorch shows what the exported graph will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

Tape = dict[str, Tensor]
F = TypeVar("F", bound=Callable[..., object])

_recording: ContextVar[Tape | None] = ContextVar("recording", default=None)
_replaying: ContextVar[Tape | None] = ContextVar("replaying", default=None)


def freezes(function: F) -> F:
    """Marks a replacement whose result depends on the traced frame."""
    function.freezes = True
    return function


def frozen(key: str, value: Tensor) -> Tensor:
    """`value` without history, or what was recorded under `key`."""
    replay = _replaying.get()
    if replay is not None:
        return replay[key]
    constant = torch.from_numpy(np.array(value.detach().cpu().numpy()))
    tape = _recording.get()
    if tape is not None:
        tape[key] = constant
    return constant


@contextmanager
def recording() -> Iterator[Tape]:
    """Collects what the rows freeze."""
    tape: Tape = {}
    token = _recording.set(tape)
    try:
        yield tape
    finally:
        _recording.reset(token)


@contextmanager
def replaying(tape: Tape) -> Iterator[None]:
    """Gives the recorded values back."""
    token = _replaying.set(tape)
    try:
        yield
    finally:
        _replaying.reset(token)
