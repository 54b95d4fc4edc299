"""A small synthetic world in the nuScenes schema, rendered from 3D and deterministic from a seed.

Vocabulary. *local*: the scene's own frame, metres, origin and x axis at the ego's pose at time 0, z up, ground z = 0.
*global*: the data set's frame, local turned and shifted (``Placement``). *ego*: x forward, y left, z up, origin on the
ground. *camera*: x right, y down, z forward. *lidar*: x right, y forward, z up. Pixel ``i`` covers ``[i, i + 1)``.
Times are seconds from a scene's first keyframe, time stamps microseconds. Rotations are matrices inside, quaternions
``w, x, y, z`` in files.
"""

GENERATOR_VERSION = "1"
"""Raised whenever the same seed gives other bytes."""
