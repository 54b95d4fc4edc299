"""What each category looks like: one to a dozen boxes or frusta, in fractions of the object's own box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DARK, GLASS, SKIN, GREY = (0.07, 0.07, 0.08), (0.13, 0.17, 0.22), (0.78, 0.58, 0.45), (0.5, 0.5, 0.5)
HEADLIGHT, TAIL_LIGHT, BRAKE_LIGHT = (1.0, 0.97, 0.82), (0.62, 0.05, 0.05), (1.0, 0.12, 0.08)
PAINTS = (
    (0.90, 0.90, 0.90), (0.66, 0.68, 0.70), (0.12, 0.12, 0.13), (0.74, 0.10, 0.10), (0.12, 0.24, 0.62),
    (0.10, 0.42, 0.22), (0.85, 0.68, 0.12), (0.38, 0.40, 0.43), (0.45, 0.26, 0.15), (0.30, 0.60, 0.72),
)  # fmt: skip
CARGO = (
    (0.92, 0.92, 0.90),
    (0.72, 0.72, 0.72),
    (0.20, 0.34, 0.60),
    (0.62, 0.20, 0.16),
    (0.80, 0.62, 0.30),
    (0.30, 0.45, 0.30),
)
BUSES = ((0.90, 0.72, 0.10), (0.78, 0.14, 0.14), (0.14, 0.36, 0.70), (0.88, 0.88, 0.86), (0.16, 0.52, 0.34))
MACHINES = ((0.95, 0.70, 0.05), (0.95, 0.48, 0.08), (0.82, 0.74, 0.15), (0.30, 0.55, 0.25), (0.70, 0.18, 0.12))
CLOTHES = (
    (0.75, 0.12, 0.14), (0.14, 0.26, 0.62), (0.90, 0.88, 0.84), (0.10, 0.10, 0.12), (0.16, 0.46, 0.28),
    (0.85, 0.64, 0.16), (0.50, 0.30, 0.56), (0.80, 0.46, 0.60),
)  # fmt: skip
TROUSERS = ((0.12, 0.14, 0.24), (0.10, 0.10, 0.10), (0.42, 0.36, 0.28), (0.32, 0.34, 0.38))
STRIPES = (
    ((0.86, 0.14, 0.12), (0.94, 0.94, 0.92)),
    ((0.96, 0.46, 0.06), (0.94, 0.94, 0.92)),
    ((0.62, 0.62, 0.60), (0.54, 0.54, 0.53)),
    ((0.95, 0.78, 0.10), (0.12, 0.12, 0.12)),
)


@dataclass(frozen=True, eq=False)
class Faces:
    """Flat convex quadrangles, outward winding.

    ``corners`` (F, 4, 3) metres in the object's frame: x forward, y left, z up, origin at the middle of the underside.
    ``rgb`` (F, 3) in [0, 1]; ``glow`` (F,) is 1 for lamps.
    """

    corners: np.ndarray
    rgb: np.ndarray
    glow: np.ndarray


class _Builder:
    """Collects frusta given in fractions: x and y in [-0.5, 0.5], z in [0, 1]."""

    _SIDES = np.array([[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]])

    def __init__(self) -> None:
        self._corners: list[np.ndarray] = []
        self._rgb: list[tuple[float, float, float]] = []
        self._glow: list[float] = []

    def box(self, x: tuple, y: tuple, z: tuple, rgb: tuple, top: tuple = (1.0, 1.0), glow: float = 0.0) -> None:
        """A box; ``top`` shrinks its upper face's length and width about the middle."""
        cx, cy = (x[0] + x[1]) / 2, (y[0] + y[1]) / 2
        signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        low = [(cx + sx * (x[1] - x[0]) / 2, cy + sy * (y[1] - y[0]) / 2, z[0]) for sx, sy in signs]
        high = [(cx + sx * top[0] * (x[1] - x[0]) / 2, cy + sy * top[1] * (y[1] - y[0]) / 2, z[1]) for sx, sy in signs]
        self._corners.append(np.array(low + high)[self._SIDES])
        self._rgb += [rgb] * 6
        self._glow += [glow] * 6

    def build(self, size_wlh: tuple[float, float, float]) -> Faces:
        width, length, height = size_wlh
        corners = np.concatenate(self._corners) * np.array([length, width, height])
        return Faces(corners, np.array(self._rgb, dtype=float), np.array(self._glow))


def _pick(rng: np.random.Generator, palette: tuple) -> tuple:
    """A colour of the palette, slightly off."""
    return tuple(np.clip(np.array(palette[rng.integers(len(palette))]) + rng.normal(0, 0.03, 3), 0.03, 1.0))


def _lamps(b: _Builder, z: tuple, attribute: str, y: tuple = (0.26, 0.46)) -> None:
    rear = BRAKE_LIGHT if attribute == "vehicle.stopped" else TAIL_LIGHT
    for side in ((y[0], y[1]), (-y[1], -y[0])):
        b.box((0.45, 0.5), side, z, HEADLIGHT, glow=1.0)
        b.box((-0.5, -0.45), side, z, rear, glow=0.7)


def _car(b: _Builder, rng: np.random.Generator, attribute: str) -> None:
    paint = _pick(rng, PAINTS)
    rear = rng.choice([-0.36, -0.42, -0.48])
    for x in ((0.21, 0.36), (-0.36, -0.21)):
        b.box(x, (-0.5, 0.5), (0.0, 0.38), DARK)
    b.box((-0.49, 0.49), (-0.48, 0.48), (0.12, 0.56), paint)
    b.box((rear, 0.24), (-0.46, 0.46), (0.56, 0.95), GLASS, top=(0.72, 0.84))
    mid, half = (rear + 0.24) / 2, (0.24 - rear) / 2
    b.box((mid - 0.74 * half, mid + 0.74 * half), (-0.4, 0.4), (0.93, 1.0), paint)
    _lamps(b, (0.36, 0.5), attribute)


def _truck(b: _Builder, rng: np.random.Generator, attribute: str) -> None:
    paint, cargo = _pick(rng, PAINTS), _pick(rng, CARGO)
    for x in ((0.28, 0.40), (-0.32, -0.20), (-0.18, -0.06)):
        b.box(x, (-0.5, 0.5), (0.0, 0.32), DARK)
    b.box((-0.48, 0.46), (-0.38, 0.38), (0.12, 0.24), DARK)
    b.box((0.22, 0.485), (-0.48, 0.48), (0.14, 0.80), paint)
    b.box((0.47, 0.495), (-0.43, 0.43), (0.48, 0.74), GLASS)
    b.box((0.30, 0.44), (-0.49, 0.49), (0.48, 0.72), GLASS)
    tall = rng.random() < 0.7
    b.box((-0.5, 0.19), (-0.5, 0.5), (0.24, 1.0 if tall else 0.55), cargo)
    if not tall:
        b.box((-0.40, 0.10), (-0.36, 0.36), (0.55, 1.0), _pick(rng, CARGO), top=(0.7, 0.6))
    _lamps(b, (0.20, 0.30), attribute)


def _bus(b: _Builder, rng: np.random.Generator, attribute: str, bendy: bool) -> None:
    paint = _pick(rng, BUSES)
    for x in ((0.26, 0.35), (-0.36, -0.27)):
        b.box(x, (-0.5, 0.5), (0.0, 0.28), DARK)
    b.box((-0.49, 0.49), (-0.485, 0.485), (0.09, 0.97), paint)
    b.box((-0.46, 0.46), (-0.495, 0.495), (0.44, 0.78), GLASS)
    b.box((0.46, 0.5), (-0.44, 0.44), (0.34, 0.86), GLASS)
    b.box((-0.5, -0.46), (-0.3, 0.3), (0.56, 0.80), GLASS)
    b.box((-0.4, 0.3), (-0.38, 0.38), (0.96, 1.0), (0.8, 0.8, 0.8))
    if bendy:
        b.box((-0.10, -0.02), (-0.5, 0.5), (0.08, 0.99), DARK)
    _lamps(b, (0.16, 0.25), attribute)


def _trailer(b: _Builder, rng: np.random.Generator) -> None:
    cargo = _pick(rng, CARGO)
    for x in ((-0.36, -0.25), (-0.23, -0.12)):
        b.box(x, (-0.5, 0.5), (0.0, 0.27), DARK)
    b.box((-0.48, 0.36), (-0.4, 0.4), (0.16, 0.26), DARK)
    b.box((-0.49, 0.36), (-0.49, 0.49), (0.26, 1.0), cargo)
    b.box((-0.485, 0.355), (-0.5, 0.5), (0.30, 0.38), _pick(rng, STRIPES[int(rng.integers(2))]))
    b.box((0.34, 0.5), (-0.10, 0.10), (0.14, 0.22), GREY)
    b.box((0.36, 0.42), (-0.12, 0.12), (0.0, 0.30), DARK)
    b.box((-0.5, -0.48), (-0.46, 0.46), (0.27, 0.33), TAIL_LIGHT, glow=0.5)


def _construction(b: _Builder, rng: np.random.Generator, attribute: str) -> None:
    paint = _pick(rng, MACHINES)
    for y in ((-0.5, -0.26), (0.26, 0.5)):
        b.box((-0.46, 0.26), y, (0.0, 0.26), DARK, top=(0.86, 1.0))
    b.box((-0.5, 0.18), (-0.46, 0.46), (0.26, 0.56), paint)
    b.box((-0.10, 0.17), (0.02, 0.42), (0.56, 0.94), GLASS, top=(0.85, 0.9))
    b.box((-0.12, 0.19), (0.0, 0.44), (0.92, 1.0), paint)
    b.box((0.0, 0.46), (-0.20, -0.06), (0.72, 0.86), paint)
    b.box((0.38, 0.47), (-0.19, -0.07), (0.25, 0.80), paint)
    b.box((0.34, 0.5), (-0.34, 0.08), (0.02, 0.28), GREY, top=(0.6, 1.0))
    b.box((-0.5, -0.48), (-0.42, 0.42), (0.30, 0.36), TAIL_LIGHT, glow=0.5 if attribute == "vehicle.moving" else 0.2)


def _rider(b: _Builder, rng: np.random.Generator, helmet: tuple) -> None:
    b.box((-0.18, 0.10), (-0.34, 0.34), (0.50, 0.84), _pick(rng, CLOTHES))
    b.box((-0.08, 0.14), (-0.30, 0.30), (0.30, 0.52), _pick(rng, TROUSERS))
    b.box((0.02, 0.26), (-0.42, 0.42), (0.64, 0.72), SKIN)
    b.box((-0.07, 0.08), (-0.18, 0.18), (0.85, 1.0), helmet)


def _motorcycle(b: _Builder, rng: np.random.Generator, ridden: bool) -> None:
    s, paint = (0.62 if ridden else 1.0), _pick(rng, PAINTS)
    for x in ((0.20, 0.5), (-0.5, -0.20)):
        b.box(x, (-0.12, 0.12), (0.0, 0.56 * s), DARK, top=(0.6, 1.0))
    b.box((-0.34, 0.30), (-0.24, 0.24), (0.32 * s, 0.74 * s), paint)
    b.box((-0.40, -0.05), (-0.20, 0.20), (0.72 * s, 0.84 * s), DARK)
    b.box((0.18, 0.26), (-0.5, 0.5), (0.86 * s, s), GREY)
    b.box((0.26, 0.34), (-0.14, 0.14), (0.66 * s, 0.88 * s), HEADLIGHT, glow=1.0)
    b.box((-0.44, -0.38), (-0.12, 0.12), (0.62 * s, 0.72 * s), TAIL_LIGHT, glow=0.7)
    if ridden:
        _rider(b, rng, _pick(rng, PAINTS))


def _bicycle(b: _Builder, rng: np.random.Generator, ridden: bool) -> None:
    s, paint = (0.58 if ridden else 1.0), _pick(rng, PAINTS)
    for x in ((0.14, 0.5), (-0.5, -0.14)):
        b.box(x, (-0.06, 0.06), (0.0, 0.66 * s), DARK, top=(0.55, 1.0))
        b.box((x[0] + 0.1, x[1] - 0.1), (-0.08, 0.08), (0.2 * s, 0.46 * s), GREY)
    b.box((-0.26, 0.26), (-0.09, 0.09), (0.52 * s, 0.72 * s), paint)
    b.box((-0.26, -0.10), (-0.16, 0.16), (0.86 * s, 0.94 * s), DARK)
    b.box((-0.20, -0.16), (-0.07, 0.07), (0.70 * s, 0.86 * s), paint)
    b.box((0.20, 0.27), (-0.5, 0.5), (0.92 * s, s), DARK)
    b.box((0.20, 0.25), (-0.08, 0.08), (0.70 * s, 0.92 * s), paint)
    if ridden:
        _rider(b, rng, _pick(rng, ((0.2, 0.14, 0.1), (0.9, 0.9, 0.9), (0.8, 0.2, 0.2))))


def _pedestrian(b: _Builder, rng: np.random.Generator, name: str, moving: bool) -> None:
    shirt, hair = _pick(rng, CLOTHES), (0.16, 0.11, 0.08)
    stripe: tuple | None = None
    if name.endswith("construction_worker"):
        shirt, hair, stripe = _pick(rng, ((0.95, 0.85, 0.10), (0.98, 0.50, 0.08))), (0.95, 0.9, 0.3), (0.9, 0.9, 0.9)
    elif name.endswith("police_officer"):
        shirt, hair, stripe = (0.08, 0.12, 0.32), (0.06, 0.08, 0.22), (0.85, 0.85, 0.2)
    trousers, stride = _pick(rng, TROUSERS), 0.24 if moving else 0.0
    b.box((-0.20 + stride, 0.20 + stride), (0.03, 0.32), (0.0, 0.48), trousers)
    b.box((-0.20 - stride, 0.20 - stride), (-0.32, -0.03), (0.0, 0.48), trousers)
    b.box((-0.28, 0.28), (-0.38, 0.38), (0.46, 0.82), shirt)
    for y in ((0.38, 0.5), (-0.5, -0.38)):
        b.box((-0.16, 0.20), y, (0.46, 0.80), shirt)
    b.box((-0.18, 0.22), (-0.18, 0.18), (0.83, 0.96), SKIN)
    b.box((-0.24, 0.10), (-0.22, 0.22), (0.88, 1.0), hair)
    if stripe is not None:
        b.box((-0.3, 0.3), (-0.39, 0.39), (0.58, 0.64), stripe)
    elif rng.random() < 0.4:
        b.box((-0.5, -0.26), (-0.26, 0.26), (0.52, 0.80), _pick(rng, CLOTHES))


def _cone(b: _Builder, rng: np.random.Generator) -> None:
    orange = _pick(rng, ((0.98, 0.42, 0.06), (0.98, 0.42, 0.06), (0.92, 0.20, 0.10), (0.90, 0.80, 0.10)))
    b.box((-0.5, 0.5), (-0.5, 0.5), (0.0, 0.07), DARK if rng.random() < 0.5 else orange)
    radius = lambda z: 0.40 - 0.30 * z  # noqa: E731 - one line says it best
    for low, high, rgb in ((0.07, 0.40, orange), (0.40, 0.62, (0.95, 0.95, 0.93)), (0.62, 1.0, orange)):
        r = radius(low)
        b.box((-r, r), (-r, r), (low, high), rgb, top=(radius(high) / r, radius(high) / r))


def _barrier(b: _Builder, rng: np.random.Generator) -> None:
    first, second = STRIPES[int(rng.choice(len(STRIPES), p=(0.4, 0.3, 0.15, 0.15)))]
    edges = np.linspace(-0.5, 0.5, 6)
    for k in range(5):
        b.box((-0.28, 0.28), (edges[k], edges[k + 1]), (0.28, 1.0), first if k % 2 == 0 else second, top=(0.7, 1.0))
    for y in ((-0.42, -0.30), (0.30, 0.42)):
        b.box((-0.5, 0.5), y, (0.0, 0.3), GREY, top=(0.5, 1.0))


def _plain(b: _Builder, rng: np.random.Generator, name: str) -> None:
    if name == "animal":
        fur = _pick(rng, ((0.45, 0.30, 0.16), (0.15, 0.13, 0.12), (0.85, 0.8, 0.7)))
        for x in ((0.12, 0.24), (-0.38, -0.26)):
            b.box(x, (-0.4, 0.4), (0.0, 0.5), fur)
        b.box((-0.42, 0.28), (-0.42, 0.42), (0.42, 0.80), fur)
        b.box((0.2, 0.5), (-0.3, 0.3), (0.62, 1.0), fur)
    elif name == "static_object.bicycle_rack":
        for x in (-0.5, -0.17, 0.15, 0.48):
            b.box((x, x + 0.02), (-0.5, -0.46), (0.0, 0.75), GREY)
        b.box((-0.5, 0.5), (-0.5, -0.46), (0.70, 0.78), GREY)
        b.box((-0.5, 0.5), (-0.5, 0.5), (0.0, 0.02), (0.42, 0.42, 0.42))
    elif name == "movable_object.debris":
        b.box((-0.5, 0.4), (-0.5, 0.3), (0.0, 0.5), (0.46, 0.36, 0.26), top=(0.7, 0.8))
        b.box((-0.1, 0.5), (-0.2, 0.5), (0.0, 1.0), (0.38, 0.34, 0.32), top=(0.3, 0.4))
    else:
        b.box(
            (-0.5, 0.5), (-0.5, 0.5), (0.1, 0.9), _pick(rng, ((0.16, 0.36, 0.2), (0.25, 0.28, 0.32), (0.2, 0.3, 0.5)))
        )
        b.box((-0.5, 0.45), (-0.48, 0.48), (0.9, 1.0), DARK)


def faces_of(name: str, size_wlh: tuple[float, float, float], attribute: str, rng: np.random.Generator) -> Faces:
    """The surface of one object; its extent is the annotated box."""
    b = _Builder()
    if name == "vehicle.car":
        _car(b, rng, attribute)
    elif name == "vehicle.truck":
        _truck(b, rng, attribute)
    elif name.startswith("vehicle.bus"):
        _bus(b, rng, attribute, name.endswith("bendy"))
    elif name == "vehicle.trailer":
        _trailer(b, rng)
    elif name == "vehicle.construction":
        _construction(b, rng, attribute)
    elif name == "vehicle.motorcycle":
        _motorcycle(b, rng, attribute == "cycle.with_rider")
    elif name == "vehicle.bicycle":
        _bicycle(b, rng, attribute == "cycle.with_rider")
    elif name.startswith("human.pedestrian"):
        _pedestrian(b, rng, name, attribute == "pedestrian.moving")
    elif name == "movable_object.trafficcone":
        _cone(b, rng)
    elif name == "movable_object.barrier":
        _barrier(b, rng)
    else:
        _plain(b, rng, name)
    return b.build(size_wlh)


def clutter(kind: str, size_wlh: tuple[float, float, float], rng: np.random.Generator) -> Faces:
    """Things without an annotation: kiosks, poles and trees."""
    b = _Builder()
    if kind == "tree":
        b.box((-0.1, 0.1), (-0.1, 0.1), (0.0, 0.45), (0.34, 0.24, 0.16))
        b.box(
            (-0.5, 0.5), (-0.5, 0.5), (0.4, 1.0), _pick(rng, ((0.16, 0.36, 0.14), (0.24, 0.42, 0.16))), top=(0.5, 0.5)
        )
    elif kind == "pole":
        b.box((-0.5, 0.5), (-0.5, 0.5), (0.0, 1.0), (0.4, 0.41, 0.42))
    else:
        b.box(
            (-0.5, 0.5), (-0.5, 0.5), (0.0, 0.9), _pick(rng, ((0.55, 0.42, 0.34), (0.6, 0.6, 0.56), (0.4, 0.44, 0.5)))
        )
        b.box((-0.5, 0.5), (-0.5, 0.5), (0.9, 1.0), (0.25, 0.24, 0.24))
    return b.build(size_wlh)
