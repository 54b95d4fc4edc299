"""One scene: an ego drive, the objects around it, light and place; a function of (seed, split, index) alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bevexport.world import classes
from bevexport.world.classes import BY_NAME, CATEGORIES, Category
from bevexport.world.ego import EgoPath, drive
from bevexport.world.geometry import Pose, rectangles_overlap, rot_z
from bevexport.world.rig import RIGS, Rig
from bevexport.world.shapes import Faces, clutter, faces_of

SPLITS = ("world_train", "world_val", "world_test")
FIRST_NUMBER = {"world_train": 2000, "world_val": 7000, "world_test": 8000}
"""Scene names are ``scene-NNNN``, the form that the devkit's CAN-bus reader wants, above nuScenes' own numbers."""
MOST_SCENES = {"world_train": 5000, "world_val": 1000, "world_test": 2000}
KEYFRAMES, KEYFRAME_STEP_S = 8, 0.5
LIGHT_CYCLE = ("day", "day", "rain", "day", "night", "day", "day", "rain", "day", "night")
LOCATIONS = ("synth-harbour", "synth-market", "synth-mill", "synth-park")
TURNING_PROBABILITY, TURN_RATE = 0.4, 0.35
_CHECK_TIMES_S = np.linspace(-0.1, 3.6, 12)
_EGO_HALF, _EGO_CENTRE_M = np.array([2.6, 1.2]), 1.3
_MARGIN_M, _TRIES = 0.25, 60


@dataclass(frozen=True, eq=False)
class Actor:
    """An object on a straight line or an arc at constant speed; local frame.

    ``category`` is None for clutter, which is drawn but not annotated. ``x, y, yaw`` hold at ``time_s``.
    """

    category: Category | None
    attribute: str
    size_wlh: tuple[float, float, float]
    time_s: float
    x: float
    y: float
    yaw: float
    speed: float
    yaw_rate: float
    faces: Faces

    def at(self, time_s: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """x, y in metres and yaw in radians at the given times."""
        dt = np.asarray(time_s, dtype=float) - self.time_s
        yaw = self.yaw + self.yaw_rate * dt
        if abs(self.yaw_rate) < 1e-9:
            return self.x + self.speed * dt * np.cos(self.yaw), self.y + self.speed * dt * np.sin(self.yaw), yaw
        radius = self.speed / self.yaw_rate
        return (
            self.x + radius * (np.sin(yaw) - np.sin(self.yaw)),
            self.y - radius * (np.cos(yaw) - np.cos(self.yaw)),
            yaw,
        )


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything that the renderer and the tables need to know of one scene."""

    seed: int
    split: str
    index: int
    name: str
    light: str
    location: str
    rig: Rig
    ego: EgoPath
    global_from_local: Pose
    actors: tuple[Actor, ...]
    start_us: int

    @property
    def description(self) -> str:
        """Words as in nuScenes' own descriptions; "Night" and "Rain" are what tools look for."""
        light = {"day": "", "rain": "Rain, ", "night": "Night, "}[self.light]
        count = sum(1 for a in self.actors if a.category is not None)
        return f"{light}{self.ego.manoeuvre}, {count} objects, synthetic"


def random_of(seed: int, split: str, index: int, *path: int) -> np.random.Generator:
    """The random numbers of one scene, or of one part of it."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, SPLITS.index(split), index, *path])))


def make_scene(seed: int, split: str, index: int) -> Scene:
    """Draws a scene."""
    rng = random_of(seed, split, index, 0)
    ego = drive(rng)
    heading = rng.uniform(-0.15, 0.15) if rng.random() < 0.25 else rng.uniform(-np.pi, np.pi)
    offset = np.array([rng.uniform(300, 1800), rng.uniform(300, 1800), 0.0])
    return Scene(
        seed=seed,
        split=split,
        index=index,
        name=f"scene-{FIRST_NUMBER[split] + index:04d}",
        light=LIGHT_CYCLE[index % len(LIGHT_CYCLE)],
        location=LOCATIONS[(index // 2) % len(LOCATIONS)],
        rig=RIGS[index % len(RIGS)],
        ego=ego,
        global_from_local=Pose(rot_z(heading), offset),
        actors=_populate(rng, ego),
        start_us=1_600_000_000_000_000
        + SPLITS.index(split) * 10_000_000_000_000
        + index * 60_000_000
        + int(rng.integers(1_000_000)),
    )


def _categories(rng: np.random.Generator) -> list[Category]:
    names = [c for c in classes.DETECTION_CLASSES if rng.random() < classes.PRESENCE]
    total = int(rng.integers(classes.OBJECTS[0], classes.OBJECTS[1] + 1))
    weights = np.array([classes.FILL_WEIGHTS[c] for c in classes.DETECTION_CLASSES])
    while len(names) < total:
        names.append(str(rng.choice(classes.DETECTION_CLASSES, p=weights / weights.sum())))
    chosen = []
    for name in names:
        kinds = [c for c in CATEGORIES if c.detection == name]
        chosen.append(kinds[int(rng.choice(len(kinds), p=[c.share for c in kinds]))])
    chosen += [BY_NAME[n] for n, p in classes.EXTRA_PROBABILITY.items() if rng.random() < p]
    return sorted(chosen, key=lambda c: -c.size_wlh[1] * c.size_wlh[0])  # large ones first: they need the room


def _populate(rng: np.random.Generator, ego: EgoPath) -> tuple[Actor, ...]:
    ego_yaw = ego.at("yaw", _CHECK_TIMES_S)
    ego_xy = np.stack(
        [
            ego.at("x", _CHECK_TIMES_S) + _EGO_CENTRE_M * np.cos(ego_yaw),
            ego.at("y", _CHECK_TIMES_S) + _EGO_CENTRE_M * np.sin(ego_yaw),
        ],
        axis=-1,
    )
    taken = [(ego_xy, ego_yaw, np.broadcast_to(_EGO_HALF, ego_xy.shape))]
    actors: list[Actor] = []

    def place(draw: Callable[[], Actor]) -> Actor | None:
        """Keeps the first drawn actor that touches nothing during the scene."""
        xy_all, yaw_all, half_all = (np.stack(part) for part in zip(*taken, strict=True))
        for _ in range(_TRIES):
            actor = draw()
            x, y, yaw = actor.at(_CHECK_TIMES_S)
            half = np.broadcast_to(np.array([actor.size_wlh[1], actor.size_wlh[0]]) / 2 + _MARGIN_M, (len(x), 2))
            xy = np.stack([x, y], axis=-1)
            if not rectangles_overlap(xy, yaw, half, xy_all, yaw_all, half_all).any():
                taken.append((xy, yaw, half))
                actors.append(actor)
                return actor
        return None

    if rng.random() < classes.RACK_PROBABILITY:
        rack = place(lambda: _draw_actor(rng, ego, BY_NAME["static_object.bicycle_rack"]))
        if rack is not None:
            actors += _bikes_in(rng, rack)
    for category in _categories(rng):
        place(lambda c=category: _draw_actor(rng, ego, c))
    for _ in range(int(rng.integers(2, 6))):
        place(lambda: _draw_clutter(rng, ego))
    return tuple(actors)


def _spot(rng: np.random.Generator, ego: EgoPath, distance: tuple[float, float]) -> tuple[float, float, float, float]:
    """A time, a place at a distance from the ego at that time, and the road's heading there."""
    time_s = rng.uniform(0.0, (KEYFRAMES - 1) * KEYFRAME_STEP_S)
    radius = distance[0] + (distance[1] - distance[0]) * rng.random() ** 0.8
    bearing = rng.uniform(-np.pi, np.pi)
    x, y, yaw = (float(ego.at(f, time_s)) for f in ("x", "y", "yaw"))
    return time_s, x + radius * np.cos(bearing), y + radius * np.sin(bearing), yaw


def _draw_actor(rng: np.random.Generator, ego: EgoPath, category: Category) -> Actor:
    time_s, x, y, road = _spot(rng, ego, category.distance)
    yaw = (
        road
        + float(rng.choice([0.0, np.pi, np.pi / 2, -np.pi / 2], p=[0.35, 0.3, 0.175, 0.175]))
        + rng.normal(0.0, 0.15)
    )
    if category.kind in ("pedestrian", "animal", "static") or rng.random() < 0.2:
        yaw = rng.uniform(-np.pi, np.pi)
    moving = rng.random() < category.moving
    speed = rng.uniform(*category.speed) if moving else 0.0
    turning = moving and rng.random() < TURNING_PROBABILITY
    attribute = _attribute(rng, category.kind, moving)
    scale = np.clip(
        rng.normal(1.0, category.size_spread, 3), 1 - 2 * category.size_spread, 1 + 2 * category.size_spread
    )
    size = np.array(category.size_wlh) * scale
    if attribute == "cycle.without_rider":
        size[2] *= classes.RIDERLESS_HEIGHT[category.name]
    size_wlh = tuple(float(round(v, 3)) for v in size)
    return Actor(
        category=category,
        attribute=attribute,
        size_wlh=size_wlh,
        time_s=time_s,
        x=x,
        y=y,
        yaw=yaw,
        speed=speed,
        yaw_rate=rng.uniform(-TURN_RATE, TURN_RATE) if turning else 0.0,
        faces=faces_of(category.name, size_wlh, attribute, rng),
    )


def _attribute(rng: np.random.Generator, kind: str, moving: bool) -> str:
    if kind == "vehicle":
        return "vehicle.moving" if moving else ("vehicle.parked" if rng.random() < 0.65 else "vehicle.stopped")
    if kind == "cycle":
        return "cycle.with_rider" if moving or rng.random() < 0.15 else "cycle.without_rider"
    if kind == "pedestrian":
        return "pedestrian.moving" if moving else "pedestrian.standing"
    return ""


def _bikes_in(rng: np.random.Generator, rack: Actor) -> list[Actor]:
    """Parked bicycles across the rack; their boxes lie inside its box."""
    category = BY_NAME["vehicle.bicycle"]
    bikes = []
    slots = rng.permutation(4)[: int(rng.integers(classes.RACK_BIKES[0], classes.RACK_BIKES[1] + 1))]
    for slot in slots:
        along = (slot - 1.5) * rack.size_wlh[1] / 4.4
        size = (0.55, 1.65, 1.05)
        bikes.append(
            Actor(
                category=category,
                attribute="cycle.without_rider",
                size_wlh=size,
                time_s=0.0,
                x=rack.x + along * np.cos(rack.yaw),
                y=rack.y + along * np.sin(rack.yaw),
                yaw=rack.yaw + float(rng.choice([-1.0, 1.0])) * np.pi / 2 + rng.normal(0.0, 0.03),
                speed=0.0,
                yaw_rate=0.0,
                faces=faces_of(category.name, size, "cycle.without_rider", rng),
            )
        )
    return bikes


def _draw_clutter(rng: np.random.Generator, ego: EgoPath) -> Actor:
    kind = str(rng.choice(["tree", "pole", "kiosk"]))
    sizes = {"tree": (2.4, 2.4, 4.5), "pole": (0.2, 0.2, 5.5), "kiosk": (2.6, 4.0, 2.8)}
    size_wlh = tuple(float(v) for v in np.array(sizes[kind]) * rng.uniform(0.8, 1.25))
    time_s, x, y, _ = _spot(rng, ego, (13.0, 34.0))
    yaw = rng.uniform(-np.pi, np.pi)
    return Actor(None, "", size_wlh, time_s, x, y, yaw, 0.0, 0.0, clutter(kind, size_wlh, rng))
