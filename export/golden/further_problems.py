"""Problems added after the first golden file was made; they come behind the others, so that those stay as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
from devkit_tables import Problem
from metric_problems import base, box, detection_of, each, field_change, predict, rounded, settings, submit


def absent_classes(rng, problem, results):
    """Classes that only the ground truth has, and classes that only the detector sees."""
    for b in each(results):
        if b["detection_name"] == "car":
            b["detection_name"] = str(rng.choice(["bus", "trailer"]))


def wide(rng, problem, results):
    """500 boxes in every sample, ties among them."""
    for token, *_ in problem.samples:
        truths = [a for a in problem.annotations if problem.samples[a[0]][0] == token]
        while len(results[token]) < 500:
            a = truths[int(rng.integers(len(truths)))]
            centre = rounded(np.array(a[3]) + rng.normal(0, 3, 3), 1)
            b = box(rng, token, centre, a[4], a[5], detection_of(a[1]), "")
            b["detection_score"] = round(b["detection_score"] * 0.5, 2)
            b["velocity"] = [0, 1]
            results[token].append(b)


def subset(rng, problem, results):
    """Some of the classes only: the devkit's own check of the names is switched off for these."""
    settings(rng, problem, results)
    names = {detection_of(a[1]) for a in problem.annotations} - {None}
    ranges = problem.config["class_range"]
    problem.config["class_range"] = {c: ranges[c] for c in ranges if c in names}


def further_problems(rng: np.random.Generator) -> Iterator[Problem]:
    """All of them, in the file's order."""
    for turn in range(3):
        for change in (absent_classes, subset):
            problem = base(rng, f"{change.__name__} {turn}", ["car", "truck", "pedestrian", "barrier"], 3, 8)
            results = predict(rng, problem)
            change(rng, problem, results)
            yield submit(problem, results)
    problem = base(rng, "wide", ["car", "traffic_cone", "motorcycle"], 2, 9)
    results = predict(rng, problem)
    wide(rng, problem, results)
    yield submit(problem, results)
    values = {
        "translation": [[1, 2, True], [1, 2, None], [], [1, 2, [3]]],
        "size": [None, [1, 1, "1"], [1, 1, 1, 1]],
        "rotation": [[True, False, 0, 0], [1, 0, 0, 0, 0], None],
        "detection_name": ["Car", ["car"]],
        "attribute_name": ["", "vehicle.Moving", "cycle.with_rider"],
        "detection_score": ["1_0.5", "+.5", "-inf", "", " 7e-1 ", {}, False, "5_"],
        "num_pts": [" 7 ", "1_0", "7.0", [], -3, 1e400, False, "0"],
        "sample_token": ["", ["s0"]],
        "ego_translation": [None, "abc", [1, 2, "3"], [True, 2, 3]],
    }
    for name, list_of in values.items():
        for value in list_of:
            problem = base(rng, f"{name} is {json.dumps(value)}", ["car", "bicycle"], 2, 3)
            results = predict(rng, problem)
            field_change(name, value)(rng, problem, results)
            yield submit(problem, results)
    problem = base(rng, "", ["car"], 2, 4)
    results = json.loads(submit(problem, predict(rng, problem)).submission)["results"]
    first, second = (json.dumps(b) for b in results.values())
    file = '{"meta": %s, "results": {"s0": %s, "s1": %s}}'
    texts = {
        "meta is a list": file % ("[1]", first, second),
        "meta is text": file % ('"x"', first, second),
        "a sample is an empty object": file % ("{}", first, "{}"),
        "a sample is empty text": file % ("{}", first, '""'),
        "a sample is text": file % ("{}", first, '"x"'),
        "a sample is a number": file % ("{}", first, "5"),
        "a box is a list": file % ("{}", first, "[[]]"),
        "byte order mark": "\ufeff" + file % ("{}", first, second),
        "letters beyond ASCII": file % ('{"who": "\u00e9\u4e16"}', first, second),
        "escapes": file
        % ('{"who": "a\\u00e9\\n\\"}", "x": [{}]}', first.replace("detection", "\\u0064etection"), second),
        "spread over lines": json.dumps({"results": results, "meta": {}}, indent=3),
        "no spaces": json.dumps({"results": results, "meta": {}}, separators=(",", ":")),
        "single quotes": (file % ("{}", first, second)).replace('"', "'"),
        "a comma too many": file % ("{}", first, second[:-1] + ",]"),
        "a control character": file % ('{"who": "a\tb"}', first, second),
    }
    for name, content in texts.items():
        copy = Problem(name, problem.split, problem.samples, problem.annotations)
        copy.submission = content
        yield copy
