"""The CAN bus ``pose`` messages of a scene, as nuScenes' CAN-bus extension stores them."""

from __future__ import annotations

from bevexport.world.geometry import quaternion
from bevexport.world.scene import KEYFRAME_STEP_S, KEYFRAMES, Scene

STEP_US = 20_000
FIRST_US = -93_000
"""First message, microseconds from the first keyframe."""
GRAVITY = 9.81


def pose_messages(scene: Scene) -> list[dict]:
    """Messages at 50 Hz from before the first keyframe to after the last.

    ``pos`` and ``orientation`` (w, x, y, z) are ego in global; ``vel`` m/s, ``accel`` m/s² with gravity on z and
    ``rotation_rate`` rad/s are in the ego frame.
    """
    last_us = int((KEYFRAMES - 1) * KEYFRAME_STEP_S * 1e6) + 150_000
    return [_message(scene, offset_us) for offset_us in range(FIRST_US, last_us, STEP_US)]


def _message(scene: Scene, offset_us: int) -> dict:
    time_s = offset_us * 1e-6
    pose = scene.global_from_local @ scene.ego.pose(time_s)
    speed, accel, turn = (float(scene.ego.at(f, time_s)) for f in ("speed", "accel", "yaw_rate"))
    roll, pitch = (
        float(scene.ego.at(f, time_s + 0.01) - scene.ego.at(f, time_s - 0.01)) / 0.02 for f in ("roll", "pitch")
    )
    return {
        "accel": [accel, speed * turn, GRAVITY],
        "orientation": quaternion(pose.rotation),
        "pos": [float(v) for v in pose.translation],
        "rotation_rate": [roll, pitch, turn],
        "utime": scene.start_us + offset_us,
        "vel": [speed, 0.0, 0.0],
    }
