"""Which frames a quantiser sees: spread over calibrations, light and scenes, the same for the same seed.

Scenes fall into strata: a vehicle with one set of camera mounts and lenses, by day or by night. Strata take turns, each
giving a frame at its turn, so that a rare one gives as many as a common one while it lasts: ranges are wanted, not
means. Within a stratum its scenes take turns. The first frame that a stratum gives is a scene's first, without memory;
the rest come from anywhere in their scenes. Order within a stratum and a scene is that of hashes of seed and token, so
it depends neither on the files' order nor on what else lies in the folder.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from bevexport.errors import InputError
from bevexport.frames import Frame, Scene

NIGHT = re.compile(r"\bnight", re.IGNORECASE)
"""As nuScenes' descriptions say it, and as the metric's slices take it."""
COLUMNS = [
    "scene_token", "sequence", "sample_token", "timestamp_us", "vehicle", "description",
    *(f"cameras.list.element.{name}" for name in ("channel", "intrinsics", "sensor2ego")),
]  # fmt: skip
"""What tells the stratum: no pictures are read."""


@dataclass(frozen=True)
class Stratum:
    """A calibration is named by the first digits of its hash."""

    vehicle: str
    calibration: str
    light: str  # day, night or unknown


@dataclass(frozen=True)
class Chosen:
    """Frames of one scene's file, by their positions in it, rising."""

    scene: Scene
    stratum: Stratum
    positions: tuple[int, ...]


def stratum_of(frame: Frame) -> Stratum:
    row = frame.row
    mounts = [[c["channel"], c["intrinsics"], c["sensor2ego"]] for c in row["cameras"]]
    digest = hashlib.sha256(json.dumps(mounts, sort_keys=True).encode()).hexdigest()
    description = row.get("description") or ""
    light = "unknown" if not description else "night" if NIGHT.search(description) else "day"
    return Stratum(row.get("vehicle") or "unknown", digest[:12], light)


def choose(scenes: Sequence[Scene], count: int, seed: int) -> list[Chosen]:
    """`count` frames, or all where there are fewer; scenes in the order given, those without a choice left out."""
    if count < 1:
        raise InputError(f"Cannot use --count {count}: expected at least 1")
    strata: dict[Stratum, list[tuple[str, int]]] = {}
    of_scene: list[Stratum] = []
    for number, scene in enumerate(scenes):
        first = next(scene.frames(COLUMNS), None)
        if first is None:
            raise InputError(f"Cannot use {scene.path}: it has no frames, expected at least one")
        of_scene.append(stratum_of(first))
        own = f"{first.row['scene_token']}/{first.row['sequence']}"
        strata.setdefault(of_scene[-1], []).append((own, number))
    order = sorted(strata, key=lambda s: _rank(seed, s))
    streams = [_of_stratum(scenes, sorted(strata[s], key=lambda t: _rank(seed, t[0])), seed) for s in order]
    taken: dict[int, list[int]] = {}
    for number, position in _in_turn(streams, count):
        taken.setdefault(number, []).append(position)
    return [Chosen(scenes[n], of_scene[n], tuple(sorted(taken[n]))) for n in sorted(taken)]


def _of_stratum(scenes: Sequence[Scene], members: list[tuple[str, int]], seed: int) -> Iterator[tuple[int, int]]:
    """A stratum's frames in the order of taking, as scene number and position."""

    def of_scene(place: int, token: str, number: int) -> Iterator[tuple[int, int]]:
        positions = sorted(range(scenes[number].rows), key=lambda k: _rank(seed, f"{token}/{k}"))
        if place == 0:
            positions.sort(key=lambda k: k != 0)  # the scene's start first
        return ((number, k) for k in positions)

    return _turns([of_scene(place, *member) for place, member in enumerate(members)])


def _turns(streams: list[Iterator[tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    return (item for turn in zip_longest(*streams) for item in turn if item is not None)


def _in_turn(streams: list[Iterator[tuple[int, int]]], count: int) -> Iterator[tuple[int, int]]:
    return (item for _, item in zip(range(count), _turns(streams), strict=False))


def _rank(seed: int, what: Any) -> str:
    return hashlib.sha256(f"{seed}/{what}".encode()).hexdigest()
