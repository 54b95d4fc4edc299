"""How the ego vehicle drives: speed and turn rate over time, integrated to poses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bevexport.world.geometry import Pose, rot_x, rot_y, rot_z

START_S, END_S, STEP_S = -0.6, 4.2, 0.005
MANOEUVRES = ("cruise", "turn left", "turn right", "brake", "pull away", "bend", "wait")
MANOEUVRE_WEIGHTS = (0.22, 0.16, 0.16, 0.16, 0.14, 0.10, 0.06)
PITCH_PER_ACCEL = -0.004
"""Radians of nose-down pitch per m/s² of braking (pitch about y, positive is nose down)."""
ROLL_PER_ACCEL = 0.003
"""Radians of roll per m/s² of centripetal acceleration."""


@dataclass(frozen=True, eq=False)
class EgoPath:
    """Sampled motion on an even time grid; local frame, metres, radians, seconds."""

    manoeuvre: str
    time_s: np.ndarray
    x: np.ndarray
    y: np.ndarray
    yaw: np.ndarray
    speed: np.ndarray
    yaw_rate: np.ndarray
    accel: np.ndarray
    pitch: np.ndarray
    roll: np.ndarray

    def at(self, field: str, time_s: float | np.ndarray) -> np.ndarray:
        """One field, linear between the grid's points."""
        return np.interp(time_s, self.time_s, getattr(self, field))

    def pose(self, time_s: float) -> Pose:
        """Ego in local."""
        x, y, yaw, pitch, roll = (float(self.at(f, time_s)) for f in ("x", "y", "yaw", "pitch", "roll"))
        return Pose(rot_z(yaw) @ rot_y(pitch) @ rot_x(roll), np.array([x, y, 0.0]))


def _smooth_step(t: np.ndarray, begin: float, end: float) -> np.ndarray:
    u = np.clip((t - begin) / (end - begin), 0.0, 1.0)
    return u * u * (3.0 - 2.0 * u)


def drive(rng: np.random.Generator) -> EgoPath:
    """A drawn drive that is at the local origin, heading along x, at time 0."""
    t = np.arange(START_S, END_S + STEP_S / 2, STEP_S)
    manoeuvre = str(rng.choice(MANOEUVRES, p=MANOEUVRE_WEIGHTS))
    cruise = rng.uniform(3.0, 8.5)
    accel, yaw_rate = np.zeros_like(t), np.zeros_like(t)
    begin = rng.uniform(-0.3, 1.0)
    if manoeuvre in ("turn left", "turn right"):
        cruise = rng.uniform(3.0, 6.0)
        sign = 1.0 if manoeuvre == "turn left" else -1.0
        yaw_rate = sign * rng.uniform(0.15, 0.42) * _smooth_step(t, begin, begin + 0.9)
    elif manoeuvre == "bend":
        yaw_rate = rng.uniform(-0.15, 0.15) * np.sin(2 * np.pi * (t - begin) / rng.uniform(4.0, 7.0))
    elif manoeuvre == "brake":
        accel = -rng.uniform(1.2, 3.0) * _smooth_step(t, begin, begin + 0.6)
    elif manoeuvre == "pull away":
        cruise = 0.0
        accel = rng.uniform(1.2, 2.5) * _smooth_step(t, begin, begin + 0.6)
    elif manoeuvre == "wait":
        cruise = 0.0
    speed = np.clip(cruise + np.cumsum(accel) * STEP_S, 0.0, None)
    accel = np.gradient(speed, STEP_S)
    yaw_rate = yaw_rate * np.clip(speed / 2.0, 0.0, 1.0)  # a standing car doesn't turn

    def integral(rate: np.ndarray) -> np.ndarray:
        total = np.concatenate([[0.0], np.cumsum((rate[1:] + rate[:-1]) * STEP_S / 2)])
        return total - np.interp(0.0, t, total)

    yaw = integral(yaw_rate)
    sway = 0.0015 * np.clip(speed / 4.0, 0.0, 1.0)
    return EgoPath(
        manoeuvre=manoeuvre,
        time_s=t,
        x=integral(speed * np.cos(yaw)),
        y=integral(speed * np.sin(yaw)),
        yaw=yaw,
        speed=speed,
        yaw_rate=yaw_rate,
        accel=accel,
        pitch=PITCH_PER_ACCEL * _low_pass(accel) + sway * np.sin(7.1 * t + rng.uniform(0, 6)),
        roll=ROLL_PER_ACCEL * speed * yaw_rate + sway * np.sin(5.3 * t + rng.uniform(0, 6)),
    )


def _low_pass(signal: np.ndarray) -> np.ndarray:
    kernel = np.hanning(83)  # 0.4 s: the body follows the brakes softly
    return np.convolve(np.pad(signal, 41, mode="edge"), kernel / kernel.sum(), mode="valid")
