"""Times bevdrift's preprocessing (JMH) and Python's cv2 in turn, on the same pictures, one thread each."""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "export" / "golden"))
from make_image_vectors import SMALL, TINY, prepare, prepare_reduced  # noqa: E402

PIPELINES = {
    "tiny": TINY,
    "small": SMALL,
    "base": {**SMALL, "scale": 1.0},
    "micro": TINY,
    "tiny-half": TINY,
    "micro-half": TINY,
}
"""What ends in -half decodes at half size."""
WIDTH, HEIGHT = 1600, 900
MICRO = (320, 180)
PICTURES = 6
WARM_UP, ITERATIONS = 3, 5


def street(rng: np.random.Generator) -> np.ndarray:
    """A picture with large surfaces, edges and a sensor's noise, so that its JPEG is of a camera's size."""
    small = rng.uniform(30, 220, (9, 16, 3)).astype(np.float32)
    picture = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    for _ in range(60):
        x, y = int(rng.integers(WIDTH)), int(rng.integers(HEIGHT))
        w, h = (int(v) for v in rng.integers(10, 200, 2))
        cv2.rectangle(picture, (x, y), (x + w, y + h), tuple(map(float, rng.uniform(0, 255, 3))), -1)
    return np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)


def write_pictures(folder: Path, given: Path | None) -> dict[str, list[bytes]]:
    """JPEGs of the full size and small ones, written for JMH and returned by kind."""
    if given:
        files = sorted(given.rglob("*.jpg"))
        if not files:
            raise SystemExit(f"error: Cannot use --pictures {given}: no .jpg in it, expected pictures of 1600x900")
        full = [f.read_bytes() for f in files[:: max(1, len(files) // PICTURES)][:PICTURES]]
    else:
        rng = np.random.Generator(np.random.PCG64(11))
        full = [cv2.imencode(".jpg", street(rng), [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes() for _ in range(PICTURES)]
    small = []
    for jpeg in full:
        pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
        if pixels is None or pixels.shape != (HEIGHT, WIDTH, 3):
            raise SystemExit(f"error: Cannot use --pictures {given}: one is not a colour JPEG of {WIDTH}x{HEIGHT}")
        small.append(cv2.imencode(".jpg", cv2.resize(pixels, MICRO, interpolation=cv2.INTER_AREA))[1].tobytes())
    kinds = {"full": full, "micro": small}
    for kind, jpegs in kinds.items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for old in (folder / kind).iterdir():
            old.unlink()
        for i, jpeg in enumerate(jpegs):
            (folder / kind / f"{i}.jpg").write_bytes(jpeg)
    return kinds


def prepare_cv2(jpeg: bytes, pipeline: str) -> np.ndarray:
    if pipeline.endswith("-half"):
        return prepare_reduced(jpeg, PIPELINES[pipeline])
    return prepare(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED), PIPELINES[pipeline])


def time_cv2(jpegs: list[bytes], pipeline: str) -> list[float]:
    """Microseconds a picture, averaged over a second each time as JMH does, so that other work counts alike."""
    averages = []
    for _ in range(WARM_UP + ITERATIONS):
        start = time.perf_counter()
        done = 0
        while (now := time.perf_counter()) < start + 1:
            for jpeg in jpegs:
                prepare_cv2(jpeg, pipeline)
            done += len(jpegs)
        averages.append((now - start) / done * 1e6)
    return averages[WARM_UP:]


def time_java(args: argparse.Namespace, pipeline: str) -> tuple[list[float], float]:
    """Microseconds a picture by iteration, and bytes allocated a picture."""
    result = args.work / "jmh.json"
    classpath = (args.work / "classpath.txt").read_text().strip()
    command = [
        args.java, "-Xmx1g", f"-Dpictures={args.work / 'pictures'}", "-cp", classpath,
        "org.openjdk.jmh.Main", "PreprocessBenchmark.prepare", "-p", f"pipeline={pipeline}", "-f", "1", "-t", "1",
        "-wi", str(WARM_UP), "-w", "1", "-i", str(ITERATIONS), "-r", "1", "-prof", "gc",
        "-rf", "json", "-rff", str(result),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=args.work, capture_output=True, text=True, check=False)
    if done.returncode or not result.is_file():
        raise SystemExit(f"error: Cannot run JMH: it ended with {done.returncode}: {done.stderr[-500:]}")
    [found] = json.loads(result.read_text())
    result.unlink()
    allocated = found["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]
    return found["primaryMetric"]["rawData"][0], allocated


def measure(args: argparse.Namespace, pipeline: str, jpegs: list[bytes]) -> dict:
    java, python, allocated = [], [], 0.0
    for _ in range(args.rounds):
        times, allocated = time_java(args, pipeline)
        java += times
        python += time_cv2(jpegs, pipeline)
    return {
        "pipeline": pipeline,
        "bevdrift_us": {"best": min(java), "median": statistics.median(java)},
        "cv2_us": {"best": min(python), "median": statistics.median(python)},
        "ratio": {"best": min(python) / min(java), "median": statistics.median(python) / statistics.median(java)},
        "allocated_bytes": allocated,
        "mean_jpeg_bytes": sum(map(len, jpegs)) / len(jpegs),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench preprocess", description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--java", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--pictures", type=Path, help="folder of 1600x900 JPEGs (default: generated ones)")
    parser.add_argument("--pipelines", default=",".join(PIPELINES), help="comma-separated (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of both, the best counts (default: %(default)s)")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    args = parser.parse_args()
    for name in args.pipelines.split(","):
        if name not in PIPELINES:
            parser.error(f"Cannot use --pipelines {name}: expected some of {', '.join(PIPELINES)}")
    cv2.setNumThreads(1)
    pictures = write_pictures(args.work / "pictures", args.pictures)
    rows = []
    print(f"{'':10} {'bevdrift µs':>12} {'cv2 µs':>8} {'ratio':>6} {'of medians':>10} {'allocated B':>12}")
    for pipeline in args.pipelines.split(","):
        row = measure(args, pipeline, pictures["micro" if pipeline.startswith("micro") else "full"])
        rows.append(row)
        print(
            f"{pipeline:10} {row['bevdrift_us']['best']:12.0f} {row['cv2_us']['best']:8.0f} "
            f"{row['ratio']['best']:6.2f} {row['ratio']['median']:10.2f} {row['allocated_bytes']:12.0f}",
            flush=True,
        )
    if args.json:
        document = {"opencv": cv2.__version__, "machine": platform.machine(), "rows": rows}
        args.json.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
