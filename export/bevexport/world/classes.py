"""The categories: sizes, speeds and where they stand; what they look like is in ``shapes``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """A nuScenes category. Sizes in metres, speeds in m/s, distances in metres from the ego at a drawn time.

    ``detection`` is the detection class, empty for the categories the metric skips. ``share`` is the part of its
    detection class; ``moving`` the probability that it moves; ``kind`` chooses the attributes.
    """

    name: str
    detection: str
    kind: str
    size_wlh: tuple[float, float, float]
    share: float
    moving: float
    speed: tuple[float, float]
    distance: tuple[float, float]
    size_spread: float = 0.08


CATEGORIES = (
    Category("vehicle.car", "car", "vehicle", (1.95, 4.6, 1.72), 1.0, 0.5, (2.0, 9.0), (5.0, 27.0)),
    Category("vehicle.truck", "truck", "vehicle", (2.5, 7.0, 2.9), 1.0, 0.45, (2.0, 7.0), (7.0, 26.0), 0.12),
    Category(
        "vehicle.construction",
        "construction_vehicle",
        "vehicle",
        (2.8, 6.2, 3.1),
        1.0,
        0.25,
        (0.6, 2.5),
        (7.0, 24.0),
        0.12,
    ),
    Category("vehicle.bus.rigid", "bus", "vehicle", (2.9, 10.6, 3.4), 0.7, 0.5, (2.0, 7.0), (9.0, 26.0)),
    Category("vehicle.bus.bendy", "bus", "vehicle", (2.9, 12.6, 3.3), 0.3, 0.5, (2.0, 6.0), (10.0, 26.0)),
    Category("vehicle.trailer", "trailer", "vehicle", (2.6, 9.0, 3.5), 1.0, 0.25, (1.0, 5.0), (8.0, 26.0), 0.14),
    Category("movable_object.barrier", "barrier", "static", (2.4, 0.55, 1.02), 1.0, 0.0, (0.0, 0.0), (4.0, 17.0)),
    Category("vehicle.motorcycle", "motorcycle", "cycle", (0.8, 2.1, 1.65), 1.0, 0.5, (2.0, 8.0), (4.0, 19.0)),
    Category("vehicle.bicycle", "bicycle", "cycle", (0.64, 1.75, 1.7), 1.0, 0.5, (1.5, 5.0), (4.0, 18.0)),
    Category(
        "human.pedestrian.adult", "pedestrian", "pedestrian", (0.68, 0.7, 1.77), 0.62, 0.65, (0.8, 1.8), (4.0, 18.0)
    ),
    Category(
        "human.pedestrian.child", "pedestrian", "pedestrian", (0.5, 0.52, 1.3), 0.14, 0.65, (0.7, 1.6), (4.0, 15.0)
    ),
    Category(
        "human.pedestrian.construction_worker",
        "pedestrian",
        "pedestrian",
        (0.72, 0.72, 1.8),
        0.16,
        0.45,
        (0.7, 1.4),
        (4.0, 18.0),
    ),
    Category(
        "human.pedestrian.police_officer",
        "pedestrian",
        "pedestrian",
        (0.72, 0.7, 1.82),
        0.08,
        0.5,
        (0.7, 1.5),
        (4.0, 18.0),
    ),
    Category(
        "movable_object.trafficcone",
        "traffic_cone",
        "static",
        (0.44, 0.44, 1.02),
        1.0,
        0.0,
        (0.0, 0.0),
        (3.5, 16.0),
        0.12,
    ),
    Category("animal", "", "animal", (0.35, 0.85, 0.65), 0.0, 0.5, (0.5, 2.0), (5.0, 14.0)),
    Category("movable_object.debris", "", "static", (0.9, 1.0, 0.6), 0.0, 0.0, (0.0, 0.0), (5.0, 18.0), 0.2),
    Category(
        "movable_object.pushable_pullable", "", "static", (0.65, 0.75, 1.1), 0.0, 0.0, (0.0, 0.0), (5.0, 18.0), 0.1
    ),
    Category("static_object.bicycle_rack", "", "static", (2.0, 4.4, 1.3), 0.0, 0.0, (0.0, 0.0), (7.0, 16.0), 0.05),
)
BY_NAME = {c.name: c for c in CATEGORIES}
DETECTION_CLASSES = (
    "car",
    "truck",
    "construction_vehicle",
    "bus",
    "trailer",
    "barrier",
    "motorcycle",
    "bicycle",
    "pedestrian",
    "traffic_cone",
)
PRESENCE = 0.8
"""Each detection class has at least one object in a scene with this probability."""
FILL_WEIGHTS = {
    "car": 0.25,
    "truck": 0.06,
    "construction_vehicle": 0.05,
    "bus": 0.04,
    "trailer": 0.04,
    "barrier": 0.11,
    "motorcycle": 0.08,
    "bicycle": 0.08,
    "pedestrian": 0.17,
    "traffic_cone": 0.12,
}
"""What fills a scene up to its number of objects."""
OBJECTS = (12, 22)
"""Smallest and largest number of detection objects in a scene, bikes in racks apart."""
RACK_PROBABILITY, RACK_BIKES = 0.15, (2, 3)
EXTRA_PROBABILITY = {"animal": 0.12, "movable_object.debris": 0.15, "movable_object.pushable_pullable": 0.12}
RIDERLESS_HEIGHT = {"vehicle.motorcycle": 0.72, "vehicle.bicycle": 0.64}
"""A cycle without its rider is this much lower."""
