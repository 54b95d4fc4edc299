"""Which scenes are streamed when, and the batch of one step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .augment import Strength, View
from .pictures import SCALE, PictureCache
from .scenes import Frame, since
from .targets import codes, taught

HISTORY_DROP = 0.25  # of later frames; with the scenes' first frames about 35 % of steps have no previous BEV


@dataclass(frozen=True, eq=False)
class Batch:
    """One optimiser step's input. first: there is no previous BEV, and none may be used."""

    group: int
    first: bool
    img: Tensor  # (B, 6, 3, H, W)
    lidar2img: Tensor  # (B, 6, 4, 4), to network pixels
    can_bus: Tensor  # (B, 18), after deltas
    codes: list[Tensor]  # B of (N, 10)
    labels: list[Tensor]  # B of (N,)


@dataclass(frozen=True)
class Plan:
    """Rounds of `groups` batches of `batch` scenes for each of `workers` processes, all drawn from the seed."""

    seed: int
    groups: int
    batch: int
    workers: int
    strength: Strength

    def scenes(self, number: int, worker: int, count: int) -> np.ndarray:
        """(groups, batch) indices of the scenes of a round: consecutive slices of one permutation after another."""
        size = self.groups * self.batch
        start = (number * self.workers + worker) * size
        epochs = range(start // count, (start + size - 1) // count + 1)
        order = np.concatenate([np.random.default_rng([self.seed, 1, e]).permutation(count) for e in epochs])
        offset = start - epochs[0] * count
        return order[offset : offset + size].reshape(self.groups, self.batch)

    def round(self, number: int, worker: int, data: "ScenePictures") -> Iterator[Batch]:
        """The batches of a round in order: frame 0 of every group, then frame 1, and so on."""
        rng = np.random.default_rng([self.seed, 2, number, worker])
        chosen = self.scenes(number, worker, len(data.scenes))
        views = [[View.draw(rng, self.strength) for _ in group] for group in chosen]
        length = min(len(data.scenes[s]) for s in chosen.flat)
        for time in range(length):
            for group, (members, drawn) in enumerate(zip(chosen, views, strict=True)):
                first = time == 0 or bool(rng.random() < HISTORY_DROP)
                yield data.batch(group, members, time, drawn, first)


class ScenePictures:
    """The frames of a split with their pictures."""

    def __init__(self, scenes: list[list[Frame]], pictures: PictureCache):
        self.scenes, self._pictures = scenes, pictures
        self._start = np.cumsum([0, *(len(scene) for scene in scenes)])

    def batch(self, group: int, members: Sequence[int], time: int, views: list[View], first: bool) -> Batch:
        frames = [self.scenes[s][time] for s in members]
        # Colours change in the recorded camera order, before the mirror exchanges cameras.
        img = self._pictures.batch(
            [self._start[s] + time for s in members],
            np.stack([v.gain for v in views]),
            np.stack([v.bias for v in views]),
        )
        img = torch.stack([v.pictures(one) for v, one in zip(views, img, strict=True)])
        lidar2img = np.stack(
            [v.lidar2img(f, self._pictures.recorded_width()) for v, f in zip(views, frames, strict=True)]
        )
        lidar2img[:, :, :2] *= SCALE
        fed = []
        for s, view, frame in zip(members, views, frames, strict=True):
            before = None if first else view.can_bus(self.scenes[s][time - 1])
            fed.append(since(view.can_bus(frame), before))
        boxes = [v.boxes(f) for v, f in zip(views, frames, strict=True)]
        keep = [taught(b, f.labels) for b, f in zip(boxes, frames, strict=True)]
        return Batch(
            group,
            first,
            img,
            torch.from_numpy(lidar2img.astype(np.float32)),
            torch.from_numpy(np.stack(fed).astype(np.float32)),
            [codes(b[k]) for b, k in zip(boxes, keep, strict=True)],
            [torch.from_numpy(f.labels[k]) for f, k in zip(frames, keep, strict=True)],
        )
