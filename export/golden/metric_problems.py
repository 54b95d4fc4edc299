"""Generated problems for the detection metrics: each name says what it is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np
from devkit_tables import ATTRIBUTES, Problem

CLASSES = {
    "car": ["vehicle.car"],
    "truck": ["vehicle.truck"],
    "bus": ["vehicle.bus.bendy", "vehicle.bus.rigid"],
    "trailer": ["vehicle.trailer"],
    "construction_vehicle": ["vehicle.construction"],
    "pedestrian": [
        "human.pedestrian.adult",
        "human.pedestrian.child",
        "human.pedestrian.construction_worker",
        "human.pedestrian.police_officer",
    ],
    "motorcycle": ["vehicle.motorcycle"],
    "bicycle": ["vehicle.bicycle"],
    "traffic_cone": ["movable_object.trafficcone"],
    "barrier": ["movable_object.barrier"],
}
META = {"use_camera": True, "use_lidar": False, "use_radar": False, "use_map": False, "use_external": False}
RANGES = {
    **dict.fromkeys(["car", "truck", "bus", "trailer", "construction_vehicle"], 50),
    **dict.fromkeys(["pedestrian", "motorcycle", "bicycle"], 40),
    **dict.fromkeys(["traffic_cone", "barrier"], 30),
}
Results = dict[str, list[dict]]


def quaternion(rng: np.random.Generator, tilt: float = 0.0) -> list[float]:
    yaw = rng.uniform(-np.pi, np.pi)
    q = np.array([np.cos(yaw / 2), *(rng.normal(0, tilt, 2) if tilt else (0, 0)), np.sin(yaw / 2)])
    return [float(v) for v in q / np.linalg.norm(q)]


def rounded(values, digits: int = 3) -> list[float]:
    return [round(float(v), digits) for v in values]


def base(rng: np.random.Generator, name: str, classes: list[str], samples: int = 3, per_sample: int = 8) -> Problem:
    """Scenes with moving objects; nobody has predicted anything yet."""
    problem = Problem(name)
    scenes = ["scene-0103", "scene-0916"] if samples > 1 else ["scene-0916"]
    for i in range(samples):
        scene = scenes[i * len(scenes) // samples]
        x, y = rounded(rng.uniform(100, 900, 2))
        problem.samples.append((f"s{i}", scene, 1533151603547590 + int(i * 500_000 + rng.integers(1000)), x, y))
    previous: dict[str, list[int]] = {}
    for i, (_, scene, _, x, y) in enumerate(problem.samples):
        here = []
        older = previous.get(scene, [])
        for k in range(per_sample):
            detection = classes[int(rng.integers(len(classes)))]
            category = str(rng.choice(CLASSES[detection]))
            prev = older[k] if k < len(older) and rng.random() < 0.7 else -1
            index = len(problem.annotations)
            if prev >= 0:
                category = problem.annotations[prev][1]
                problem.annotations[prev] = (*problem.annotations[prev][:7], index, *problem.annotations[prev][8:])
            attributes = [] if rng.random() < 0.2 else [str(rng.choice(ATTRIBUTES))]
            centre = rounded(np.array([x, y, 0.5]) + rng.normal(0, [16, 16, 0.4]))
            problem.annotations.append(
                (
                    i,
                    category,
                    attributes,
                    centre,
                    rounded(rng.uniform(0.4, 5, 3)),
                    quaternion(rng),
                    prev,
                    -1,
                    int(rng.integers(0, 6)),
                    int(rng.integers(0, 2)),
                )
            )
            here.append(index)
        previous[scene] = here
    return problem


def detection_of(category: str) -> str | None:
    return next((c for c, categories in CLASSES.items() if category in categories), None)


def predict(rng: np.random.Generator, problem: Problem, noise: float = 0.7, extra: int = 4) -> Results:
    """Noisy copies of most true boxes, and a few that are nowhere."""
    results: Results = {token: [] for token, *_ in problem.samples}
    classes = sorted({c for c in (detection_of(a[1]) for a in problem.annotations) if c})
    for sample, category, attributes, centre, size, rotation, *_ in problem.annotations:
        detection = detection_of(category)
        if detection is None or rng.random() < 0.2:
            continue
        turned = np.array(rotation) + rng.normal(0, 0.1, 4)
        results[problem.samples[sample][0]].append(
            box(
                rng,
                problem.samples[sample][0],
                rounded(np.array(centre) + rng.normal(0, noise, 3)),
                rounded(np.array(size) * rng.uniform(0.7, 1.4, 3)),
                rounded(turned, 6),
                detection,
                attributes[0] if attributes and rng.random() < 0.7 else str(rng.choice([*ATTRIBUTES, ""])),
            )
        )
    for token, _, _, x, y in problem.samples:
        for _ in range(extra):
            centre = rounded(np.array([x, y, 0.5]) + rng.normal(0, 20, 3))
            size = rounded(rng.uniform(0.4, 5, 3))
            results[token].append(box(rng, token, centre, size, quaternion(rng), str(rng.choice(classes)), ""))
    return results


def box(rng, token: str, centre, size, rotation, detection: str, attribute: str) -> dict:
    return {
        "sample_token": token,
        "translation": centre,
        "size": size,
        "rotation": rotation,
        "velocity": rounded(rng.normal(0, 3, 2)),
        "detection_name": detection,
        "detection_score": round(float(rng.random()), 6),
        "attribute_name": attribute,
    }


def submit(problem: Problem, results: Results) -> Problem:
    problem.submission = json.dumps({"meta": META, "results": results})
    return problem


def each(results: Results) -> Iterator[dict]:
    for boxes in results.values():
        yield from boxes


# What a kind of problem changes: it gets the problem and its predictions.
Change = Callable[[np.random.Generator, Problem, Results], None]


def ties(rng, problem, results):
    for b in each(results):
        b["detection_score"] = round(b["detection_score"], 1)
        b["translation"] = [round(v * 2) / 2 for v in b["translation"]]
    problem.annotations = [(*a[:3], [round(v) + 0.5 for v in a[3]], *a[4:]) for a in problem.annotations]


def one_score(rng, problem, results):
    for b in each(results):
        b["detection_score"] = 0.25


def nan_velocities(rng, problem, results):
    for b in each(results):
        if rng.random() < 0.4:
            b["velocity"] = [float("nan"), 1.0] if rng.random() < 0.5 else [float("nan")] * 2
    problem.annotations = [(*a[:6], -1, -1, *a[8:]) if rng.random() < 0.5 else a for a in problem.annotations]
    known = {i for i, a in enumerate(problem.annotations)}
    problem.annotations = [
        (*a[:6], a[6] if a[6] in known else -1, a[7] if a[7] in known else -1, *a[8:]) for a in problem.annotations
    ]


def all_nan_velocities(rng, problem, results):
    for b in each(results):
        b["velocity"] = [float("nan")] * 2


def gaps(rng, problem, results):
    """Time differences around the limits at which a velocity becomes unknown."""
    steps = [0, 1_500_000, 3_000_000, 4_500_001, 4_600_000, 7_600_001]
    start = problem.samples[0][2]
    for i, s in enumerate(problem.samples):
        problem.samples[i] = (s[0], s[1], start + steps[i % 6] + 9_000_000 * (i // 6), *s[3:])


def empty_samples(rng, problem, results):
    for token in list(results)[::2]:
        results[token] = []
    problem.annotations = [(*a[:6], -1, -1, *a[8:]) for a in problem.annotations if a[0] != 1]


def zero_scores(rng, problem, results):
    for b in each(results):
        if rng.random() < 0.5:
            b["detection_score"] = 0.0 if rng.random() < 0.7 else -0.0


def all_zero_scores(rng, problem, results):
    for b in each(results):
        b["detection_score"] = 0


def thresholds_met(rng, problem, results):
    """Distances that equal a threshold, and boxes that stand at the edge of their range."""
    for i, (*_, x, y) in enumerate(problem.samples):
        problem.samples[i] = (*problem.samples[i][:3], float(round(x)), float(round(y)))
    problem.annotations = [
        (*a[:3], [problem.samples[a[0]][3] + float(rng.integers(-30, 31)), problem.samples[a[0]][4] + 0.0, 0.0], *a[4:])
        for a in problem.annotations
    ]
    for token in results:
        results[token].clear()
    for a in problem.annotations:
        detection = detection_of(a[1])
        offset = float(rng.choice([0.5, 1.0, 2.0, 4.0, 0.25, 3.0]))
        dx, dy = (offset, 0.0) if rng.random() < 0.7 else (offset * 0.6, offset * 0.8)
        token = problem.samples[a[0]][0]
        centre = [a[3][0] + dx, a[3][1] + dy, 0.0]
        results[token].append(box(rng, token, centre, a[4], a[5], detection, ""))
    for i, (token, _, _, x, y) in enumerate(problem.samples):
        for detection, reach in RANGES.items():
            results[token].append(box(rng, token, [x, y - reach, 0.0], [1, 1, 1], [1, 0, 0, 0], detection, ""))
        problem.annotations.append((i, "vehicle.car", [], [x - 50, y, 0.0], [1, 1, 1], [1, 0, 0, 0], -1, -1, 1, 0))
        problem.annotations.append((i, "vehicle.car", [], [x + 30, y + 40, 0.0], [1, 1, 1], [1, 0, 0, 0], -1, -1, 1, 0))


def racks(rng, problem, results):
    for i, (token, _, _, x, y) in enumerate(problem.samples):
        for k in range(2):
            centre = rounded([x + 8 * k, y - 5, 0.5])
            size = [2.0, 12.0, 3.0]
            rotation = [1, 0, 0, 0] if k == 0 else quaternion(rng, tilt=0.2)
            problem.annotations.append((i, "static_object.bicycle_rack", [], centre, size, rotation, -1, -1, 0, 0))
            corners = [[6, 1, 1.5], [-6, -1, -1.5], [6, 0, 0], [0, 1, 0], [0, 0, 1.5], [5.9, 0.9, 1.4], [6.1, 0, 0]]
            for dx, dy, dz in corners:
                at = rounded([centre[0] + dx, centre[1] + dy, centre[2] + dz])
                name = str(rng.choice(["bicycle", "motorcycle", "car"]))
                problem.annotations.append((i, CLASSES[name][0], [], at, [1, 2, 1], quaternion(rng), -1, -1, 2, 0))
                results[token].append(box(rng, token, at, [1, 2, 1], quaternion(rng), name, ""))


def many(rng, problem, results):
    token, _, _, x, y = problem.samples[0]
    while len(results[token]) < 500:
        centre = rounded([x + rng.normal(0, 15), y + rng.normal(0, 15), 0.5], 1)
        b = box(rng, token, centre, [2, 4, 1.5], [1, 0, 0, 0], "car", "")
        b["detection_score"] = round(b["detection_score"], 2)
        b["velocity"] = [0, 0]
        results[token].append(b)


def duplicates(rng, problem, results):
    for token in results:
        results[token] += [dict(b) for b in results[token]] + [dict(b) for b in results[token][:3]]
    problem.annotations += [(*a[:6], -1, -1, *a[8:]) for a in problem.annotations]


def infinities(rng, problem, results):
    inf = float("inf")
    for n, b in enumerate(each(results)):
        match n % 6:
            case 0:
                b["velocity"] = [inf, -inf]
            case 1:
                b["size"] = [inf, 1, 1]
            case 2:
                b["translation"] = [inf, b["translation"][1], 0]
            case 3:
                b["translation"] = [*b["translation"][:2], -inf]


def infinite_score(rng, problem, results):
    next(each(results))["detection_score"] = float("inf")


def odd_quaternions(rng, problem, results):
    for n, b in enumerate(each(results)):
        odd = [[0, 0, 0, 0], [2, 0, 0, 2], [-1, 0, 0, 0], [0, 0, 0, 1], [0.5, 0.5, 0.5, 0.5], b["rotation"]]
        b["rotation"] = odd[n % 6]


def foreign_tokens(rng, problem, results):
    tokens = [*results, "nowhere"]
    for b in each(results):
        if rng.random() < 0.4:
            b["sample_token"] = str(rng.choice(tokens))


def points(rng, problem, results):
    for n, b in enumerate(each(results)):
        b["num_pts"] = [0, 5, -1, "3", 2.7, True, 0.4][n % 7]
        b["ego_translation"] = [1, 2, 3]
        b["detection_score"] = [str(b["detection_score"]), True, 1, " 0.5 ", "1e-3", b["detection_score"]][n % 6]
        b["unknown"] = {"a": [1, {"b": None}]}


def shuffled(rng, problem, results):
    ties(rng, problem, results)
    keys = list(results)
    rng.shuffle(keys)
    shuffled_results = {k: results[k] for k in keys}
    results.clear()
    results.update(shuffled_results)


def custom_split(rng, problem, results):
    shuffled(rng, problem, results)
    problem.split = "mine"
    problem.custom_scenes = ["scene-0916"]
    problem.samples = [(s[0], s[1], *s[2:]) for s in problem.samples]
    results["elsewhere"] = [{"not": "read"}]


def settings(rng, problem, results):
    problem.config = {
        "class_range": {c: float(rng.integers(10, 60)) for c in rng.permutation(list(RANGES)).tolist()},
        "dist_fcn": "center_distance",
        "dist_ths": [0.25, 1.5, 3.0, 5.0, 8.0],
        "dist_th_tp": 3.0,
        "min_recall": 0.15,
        "min_precision": 0.05,
        "max_boxes_per_sample": 300,
        "mean_ap_weight": 3,
    }


def plain(rng, problem, results):
    pass


def perfect(rng, problem, results):
    for token in results:
        results[token].clear()
    for a in problem.annotations:
        token = problem.samples[a[0]][0]
        results[token].append(box(rng, token, a[3], a[4], a[5], detection_of(a[1]), (a[2] or [""])[0]))


def negative_scores(rng, problem, results):
    for b in each(results):
        b["detection_score"] -= 0.5


def null_velocity(rng, problem, results):
    perfect(rng, problem, results)
    for b in each(results):
        b["velocity"] = [None, 1.0]


def null_velocity_unmatched(rng, problem, results):
    b = next(each(results))
    b["velocity"] = [None, None]
    b["translation"] = [0, 0, 0]


def flat_box(rng, problem, results):
    perfect(rng, problem, results)
    for b in each(results):
        b["size"] = [0, 1, 1]


def flat_box_unmatched(rng, problem, results):
    b = next(each(results))
    b["size"] = [-1, 0, 1]
    b["translation"] = [0, 0, 0]


def no_boxes(rng, problem, results):
    for token in results:
        results[token] = []


def no_truth(rng, problem, results):
    problem.annotations = []


def nothing_near(rng, problem, results):
    for b in each(results):
        b["translation"] = [0.0, 0.0, 0.0]


def too_many(rng, problem, results):
    many(rng, problem, results)
    results["s0"].append(results["s0"][0])


def missing_sample(rng, problem, results):
    del results["s1"]


def further_sample(rng, problem, results):
    results["elsewhere"] = []


def field_change(name: str, value) -> Change:
    def change(rng, problem, results):
        list(each(results))[1][name] = value

    return change


def field_missing(name: str) -> Change:
    def change(rng, problem, results):
        del list(each(results))[1][name]

    return change


def two_attributes(rng, problem, results):
    a = problem.annotations[0]
    problem.annotations[0] = (a[0], a[1], ATTRIBUTES[:2], *a[3:])


SCORED: list[Change] = [
    plain,
    ties,
    one_score,
    nan_velocities,
    all_nan_velocities,
    gaps,
    empty_samples,
    zero_scores,
    all_zero_scores,
    thresholds_met,
    racks,
    duplicates,
    infinities,
    odd_quaternions,
    foreign_tokens,
    points,
    shuffled,
    custom_split,
    settings,
    perfect,
]
ODD: list[Change] = [
    infinite_score,
    negative_scores,
    null_velocity,
    null_velocity_unmatched,
    flat_box,
    flat_box_unmatched,
    no_boxes,
    no_truth,
    nothing_near,
    many,
    too_many,
    missing_sample,
    further_sample,
    two_attributes,
]
NAN = float("nan")
BROKEN = {
    "translation": [[1, 2], [1, 2, NAN], None, "abc", [1, 2, "3"], [1, 2, 3, 4]],
    "size": [[1, 2, NAN], [1, 2], {}],
    "rotation": [[1, 0, 0], [NAN, 0, 0, 1], 5],
    "velocity": [[1], [1, 2, 3], None],
    "detection_name": ["tram", "", None, 3],
    "attribute_name": ["vehicle.flying", None, 7],
    "detection_score": [NAN, None, "high", [1], "nan"],
    "num_pts": ["many", None, NAN],
    "sample_token": [None, 5],
    "ego_translation": [[1, 2, NAN], [1, 2]],
}


def problems(rng: np.random.Generator) -> Iterator[Problem]:
    """All of them, in the file's order."""
    names = list(CLASSES)
    for turn in range(5):
        for change in SCORED:
            classes = [str(c) for c in rng.choice(names, size=2 + turn % 4, replace=False)]
            samples = 12 if change is gaps else int(rng.integers(2, 5))
            problem = base(rng, f"{change.__name__} {turn}", classes, samples, int(rng.integers(5, 10)))
            results = predict(rng, problem, noise=float(rng.uniform(0.2, 1.2)))
            change(rng, problem, results)
            yield submit(problem, results)
    for change in ODD:
        problem = base(rng, change.__name__, ["car", "pedestrian", "barrier"])
        results = predict(rng, problem)
        change(rng, problem, results)
        yield submit(problem, results)
    for name, values in BROKEN.items():
        for value in values:
            problem = base(rng, f"{name} is {json.dumps(value)}", ["car", "bicycle"], 2, 3)
            results = predict(rng, problem)
            field_change(name, value)(rng, problem, results)
            yield submit(problem, results)
    for name in BROKEN:
        if name not in ("num_pts", "ego_translation"):
            problem = base(rng, f"{name} is absent", ["car", "bicycle"], 2, 3)
            results = predict(rng, problem)
            field_missing(name)(rng, problem, results)
            yield submit(problem, results)
    yield from whole_files(rng)


def whole_files(rng: np.random.Generator) -> Iterator[Problem]:
    """Files that are wrong, or odd, as a whole."""
    problem = base(rng, "cut off", ["car"], 2, 3)
    text = submit(problem, predict(rng, problem)).submission
    first, second = (json.dumps(b) for b in list(json.loads(text)["results"].values()))
    texts = {
        "cut off": text[: len(text) // 2],
        "empty": "",
        "a list": "[]",
        "without meta": json.dumps({"results": json.loads(text)["results"]}),
        "without results": json.dumps({"meta": META}),
        "results are a list": json.dumps({"meta": META, "results": []}),
        "meta is null": json.dumps({"meta": None, "results": json.loads(text)["results"]}),
        "a sample is null": f'{{"meta": {{}}, "results": {{"s0": {first}, "s1": null}}}}',
        "trailing text": text + " x",
        "equal keys": f'{{"meta": {{}}, "results": {{"s0": [], "s1": {second}, "s0": {first}}}, "x": [1, {{}}]}}',
        "results twice": f'{{"results": {{"s9": []}}, "meta": {{}}, "results": {{"s1": {second}, "s0": {first}}}}}',
    }
    for name, content in texts.items():
        copy = Problem(name, problem.split, problem.samples, problem.annotations)
        copy.submission = content
        yield copy
