"""Several processes that train one model: each has its own scenes, gradients are averaged after every step.

On few cores this beats one process with more threads: the network's operators are too small to share.
"""

import multiprocessing
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn

# A process that says nothing for so long has died; at a low priority on busy cores a step may take minutes.
PATIENCE = timedelta(minutes=20)


class Crew:
    """The processes of a run as one of them sees it."""

    def __init__(self, rank: int, size: int):
        self.rank, self.size = rank, size

    @classmethod
    def join(cls, rank: int, size: int, meeting: Path) -> "Crew":
        if size > 1:
            dist.init_process_group(
                "gloo", init_method=f"file://{meeting.resolve()}", rank=rank, world_size=size, timeout=PATIENCE
            )
        return cls(rank, size)

    def leave(self) -> None:
        if self.size > 1:
            dist.destroy_process_group()

    def leads(self) -> bool:
        return self.rank == 0

    def agree(self, value: float) -> float:
        """The first process's value, for all."""
        told = torch.tensor([value], dtype=torch.float64)
        if self.size > 1:
            dist.broadcast(told, 0)
        return told.item()

    def average(self, tensors: list[Tensor]) -> None:
        """Replaces each tensor by its mean over the processes."""
        if self.size == 1 or not tensors:
            return
        flat = torch.cat([t.detach().flatten() for t in tensors])
        dist.all_reduce(flat)
        flat /= self.size
        for tensor, mean in zip(tensors, flat.split([t.numel() for t in tensors]), strict=True):
            tensor.copy_(mean.view_as(tensor))


def gradients(parameters: Iterable[nn.Parameter]) -> list[Tensor]:
    """The gradients of all parameters; one that got none has zeros, so that every process sends the same list."""
    out = []
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        out.append(parameter.grad)
    return out


def running_statistics(model: nn.Module) -> list[Tensor]:
    return [buffer for buffer in model.buffers() if buffer.is_floating_point()]


def start_others(target: Callable[..., None], size: int, *arguments: object) -> list:
    """Starts processes 1 to size - 1 on target(rank, *arguments); they end with this one."""
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=target, args=(rank, *arguments), daemon=True) for rank in range(1, size)]
    for process in others:
        process.start()
    return others
