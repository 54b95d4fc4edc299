"""Day, rain and night: what light, air and sensor do to a picture. The amounts are the world's fixed difficulty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Light:
    """Light of a scene; colours RGB in 0..255, brightness as a factor."""

    ambient: float
    sun: float
    sky_high: tuple[float, float, float]
    sky_low: tuple[float, float, float]
    haze_m: float
    """Distance at which 63 % of the colour is haze."""
    contrast: float
    noise: float
    """Standard deviation of the sensor's noise, grey levels of 255."""
    shadow: float
    """How much of the ground's light a shadow takes."""
    headlight: float
    streaks: int
    """Drops drawn in a picture."""


LIGHTS = {
    "day": Light(0.66, 0.60, (110, 150, 205), (190, 205, 220), 260.0, 1.0, 2.0, 0.42, 0.0, 0),
    "rain": Light(0.72, 0.08, (120, 126, 134), (160, 164, 168), 75.0, 0.85, 2.6, 0.25, 0.0, 26),
    "night": Light(0.40, 0.04, (10, 12, 24), (34, 32, 38), 400.0, 1.0, 3.2, 0.25, 0.75, 0),
}
HEADLIGHT_REACH_M, HEADLIGHT_COSINE = 18.0, 0.80
"""Headlights fall off with exp(-distance / reach) inside a cone of this cosine."""
EXPOSURE_SPREAD = 0.06
"""Standard deviation of each picture's exposure factor."""


def sun_direction(rng: np.random.Generator) -> np.ndarray:
    """Unit vector towards the sun, local frame, 30 to 60 degrees high."""
    azimuth, elevation = rng.uniform(-np.pi, np.pi), rng.uniform(np.radians(30), np.radians(60))
    return np.array([np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)])
