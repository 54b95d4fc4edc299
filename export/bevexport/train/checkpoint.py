"""Checkpoints: `last.pth`, the averaged weights under the original's names, and `state.pth`, all that resuming needs.

Both load with `weights_only=True` and are written beside their place and renamed when whole.
"""

import os
from pathlib import Path

import torch
from torch import nn


def save(path: Path, content: dict) -> None:
    partial = path.with_suffix(".partial")
    torch.save(content, partial)
    os.replace(partial, path)


def load(path: Path) -> dict:
    if not path.is_file():
        raise ValueError(f"Cannot resume from {path}: no such file, expected the folder of an earlier run")
    return torch.load(path, map_location="cpu", weights_only=True)


class AveragedWeights:
    """Exponential moving average of a model's weights and running statistics, warmed up from the first step."""

    def __init__(self, model: nn.Module, decay: float):
        self._decay, self._updates = decay, 0
        self._average = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self._updates += 1
        decay = min(self._decay, (1 + self._updates) / (10 + self._updates))
        for name, value in model.state_dict().items():
            if value.is_floating_point():
                self._average[name].lerp_(value, 1 - decay)
            else:
                self._average[name].copy_(value)

    def state_dict(self) -> dict:
        """The averaged weights: a state dict of the model, on the CPU, in fp32."""
        return {name: value.clone(memory_format=torch.contiguous_format) for name, value in self._average.items()}

    def restore(self, weights: dict, updates: int) -> None:
        self._updates = updates
        for name, value in weights.items():
            self._average[name].copy_(value)

    def updates(self) -> int:
        return self._updates
