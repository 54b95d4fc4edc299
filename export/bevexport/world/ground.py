"""The ground's texture around a scene's road, and the skyline; both fixed in the world, so that motion shows."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bevexport.world.ego import EgoPath

SIZE_PX, METRES_PER_PX = 1024, 0.16
SKYLINE_BINS = 720
_PALETTES = {
    "synth-harbour": ((96, 97, 100), (128, 124, 116)),
    "synth-market": ((88, 88, 88), (122, 112, 104)),
    "synth-mill": ((104, 102, 98), (88, 112, 70)),
    "synth-park": ((92, 94, 97), (74, 106, 62)),
}
"""Asphalt and verge of each location, RGB in 0..255."""
_PAINT = (206, 206, 200)


@dataclass(frozen=True, eq=False)
class Ground:
    """``near`` (S, S, 3) uint8 RGB; ``far`` the same, smoothed, against flicker in the distance.

    ``centre`` (2,) is the texture's middle in local metres. ``skyline_height`` (720,) radians of elevation by
    azimuth bin in the local frame, ``skyline_rgb`` (720, 3) in 0..255.
    """

    near: np.ndarray
    far: np.ndarray
    centre: np.ndarray
    skyline_height: np.ndarray
    skyline_rgb: np.ndarray

    def pixels(self, xy: np.ndarray) -> np.ndarray:
        """Texture pixels (..., 2) of local ground points in metres."""
        return (xy - self.centre) / METRES_PER_PX + SIZE_PX / 2


def make_ground(rng: np.random.Generator, ego: EgoPath, location: str) -> Ground:
    """Paints the road along the ego's path, a crossing street and the verge."""
    asphalt, verge = (np.array(c, np.float32) for c in _PALETTES[location])
    path = _extended(ego)
    ground = Ground(np.empty(0), np.empty(0), path[len(path) // 2], np.empty(0), np.empty(0))
    image = np.empty((SIZE_PX, SIZE_PX, 3), np.float32)
    image[:] = verge

    def line(points: np.ndarray, width_m: float, rgb: tuple) -> None:
        fixed = np.round(ground.pixels(points) * 16).astype(np.int32)
        cv2.polylines(image, [fixed], False, rgb, max(1, round(width_m / METRES_PER_PX)), cv2.LINE_AA, 4)

    angle, where = rng.uniform(1.2, 1.9), path[rng.integers(len(path) // 4, 3 * len(path) // 4)]
    cross = where + np.linspace(-90, 90, 2)[:, None] * np.array([np.cos(angle), np.sin(angle)])
    pavement = tuple(float(v) for v in (asphalt * 0.5 + np.array([150, 146, 140]) * 0.5))
    road = tuple(float(v) for v in asphalt)
    line(path, 24.0, pavement)
    line(cross, 15.0, pavement)
    line(path, 17.0, road)
    line(cross, 10.0, road)
    for offset in (-7.5, 5.5):
        line(_beside(path, offset), 0.25, _PAINT)
    for offset in (-1.75, 1.75):
        dashes = _beside(path, offset)
        for k in range(0, len(dashes) - 3, 9):
            line(dashes[k : k + 4], 0.2, _PAINT)
    for k in range(-4, 5):  # a zebra crossing across the path
        start = path[len(path) // 2 + 14]
        line(np.stack([start + (0, k * 1.2), start + (3.0, k * 1.2)]), 0.55, _PAINT)
    for cells, strength in ((64, 5.0), (256, 6.0)):
        noise = rng.normal(0.0, strength, (cells, cells)).astype(np.float32)
        image += cv2.resize(noise, (SIZE_PX, SIZE_PX), interpolation=cv2.INTER_LINEAR)[:, :, None]
    near = np.clip(image, 0, 255).astype(np.uint8)
    height = np.repeat(np.clip(rng.normal(0.06, 0.035, SKYLINE_BINS // 12), 0.0, 0.16), 12)
    tint = np.repeat(
        rng.uniform(70, 150, (SKYLINE_BINS // 12, 1)) + rng.normal(0, 8, (SKYLINE_BINS // 12, 3)), 12, axis=0
    )
    return Ground(near, cv2.GaussianBlur(near, (0, 0), 4.0), ground.centre, height, tint)


def _extended(ego: EgoPath) -> np.ndarray:
    """The path (N, 2) about every metre, continued straight at both ends."""
    pieces = []
    for end, sign in ((0, -1.0), (-1, 1.0)):
        heading = np.array([np.cos(ego.yaw[end]), np.sin(ego.yaw[end])])
        reach = np.arange(1.0, 80.0)[:, None] * sign * heading
        pieces.append(np.array([ego.x[end], ego.y[end]]) + reach)
    inside = np.stack([ego.x, ego.y], axis=-1)
    travelled = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(inside, axis=0).T))])
    stops = np.arange(0.0, travelled[-1] + 1e-9, 1.0)
    inside = np.stack([np.interp(stops, travelled, inside[:, k]) for k in range(2)], axis=-1)
    return np.concatenate([pieces[0][::-1], inside, pieces[1]])


def _beside(path: np.ndarray, offset_m: float) -> np.ndarray:
    """The path moved to its left."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    return path + offset_m * np.stack([-tangent[:, 1], tangent[:, 0]], axis=-1)
