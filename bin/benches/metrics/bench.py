"""bin/metrics and nuscenes-devkit on the same generated problem, as whole processes, one after the other."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from problem import ROOT, SPLIT, VAL_SAMPLES, VERSION, write

# Kernels without fused multiply-add, so that the devkit says the same on any x86 machine.
PINS = {
    "OPENBLAS_CORETYPE": "Prescott",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
    "OMP_NUM_THREADS": "1",
}
TOLERANCE = 1e-12
PHASES = ["read tables", "read JSON", "filter", "match", "curves", "write"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench metrics", description=__doc__)
    parser.add_argument("--samples", type=int, default=VAL_SAMPLES, help="size of the problem (default: val's)")
    parser.add_argument("--runs", type=int, default=5, help="runs of bin/metrics (default: 5)")
    parser.add_argument("--rungs", type=int, default=20, help="submissions against one ground truth (default: 20)")
    parser.add_argument("--without-devkit", action="store_true", help="leave the devkit's minutes out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the measurements for machines")
    options = parser.parse_args()
    if options.samples < 150 or options.runs < 1 or options.rungs < 2:
        parser.error("expected at least 150 samples, 1 run, 2 rungs")
    return options


def measured(command: list[str], environment: dict[str, str] | None = None) -> tuple[dict, str]:
    """Runs a whole process: wall and CPU seconds, the peak resident memory of its largest process, its output."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"error: Cannot measure {command[0]}: {errors.strip().splitlines()[-1:]}, expected it to succeed")
    return {
        "wall_s": seconds,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_rss_mb": usage.ru_maxrss / 1024,
    }, output


def timings(output: str) -> list[dict[str, float]]:
    """The phases that bin/metrics prints, one dictionary a submission."""
    values = [(name.strip(), float(s)) for name, s in re.findall(r"^Time: (.{12}) +([\d.]+) s$", output, re.MULTILINE)]
    return [dict(values[i : i + len(PHASES)]) for i in range(0, len(values), len(PHASES))]


def metrics(folder: Path, out: Path, results: list[Path]) -> tuple[dict, list[dict[str, float]]]:
    command = [str(ROOT / "bin/metrics"), "--dataroot", str(folder), "--version", VERSION, "--split", SPLIT]
    for file in results:
        command += ["--results", str(file)]
    cost, output = measured([*command, "--out", str(out), "--timings"])
    return cost, timings(output)


def differences(ours, theirs, path: str = "") -> list[tuple[float, str]]:
    """Every number of two JSON trees: how far apart, and where."""
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs), path
        return [d for k in theirs for d in differences(ours[k], theirs[k], f"{path}/{k}")]
    if isinstance(theirs, list):
        assert len(ours) == len(theirs), path
        return [d for i, v in enumerate(theirs) for d in differences(ours[i], v, f"{path}/{i}")]
    if isinstance(theirs, (int, float)) and not isinstance(theirs, bool):
        if ours == theirs or (math.isnan(ours) and math.isnan(theirs)):
            return [(0.0, path)]
        return [(abs(ours - theirs), path)]
    assert ours == theirs, path
    return []


def compare(ours: Path, theirs: Path) -> dict:
    worst, count = (0.0, ""), 0
    for name in ("metrics_summary.json", "metrics_details.json"):
        a, b = (json.loads((folder / name).read_text()) for folder in (ours, theirs))
        a.pop("eval_time", None), b.pop("eval_time", None)
        found = differences(a, b, name)
        worst, count = max(worst, max(found)), count + len(found)
    return {"numbers": count, "largest_difference": worst[0], "where": worst[1], "within": worst[0] <= TOLERANCE}


def median(values: list[float]) -> float:
    return sorted(values)[(len(values) - 1) // 2]


def main() -> None:
    options = arguments()
    folder = ROOT / "build/bench" / f"metrics-{options.samples}"
    if not folder.exists():
        print(f"Generating {options.samples} samples into {folder} ...", file=sys.stderr)
        write(folder, options.samples)
    report = {"bench": "metrics", "machine": machine(), "problem": json.loads((folder / "sizes.json").read_text())}
    results = folder / "results_nusc.json"
    for file in [results, *(folder / VERSION).iterdir()]:
        with open(file, "rb") as stream:  # into the page cache
            while stream.read(1 << 24):
                pass
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    runs = [metrics(folder, out / "ours", [results]) for _ in range(options.runs)]
    report["bevdrift"] = [{**cost, "phases": phases[0]} for cost, phases in runs]
    if not options.without_devkit:
        print("Running nuscenes-devkit, which takes minutes at val's size ...", file=sys.stderr)
        script = Path(__file__).with_name("devkit.py")
        command = [sys.executable, "-W", "ignore", str(script), str(folder), str(out / "devkit")]
        cost, _ = measured(command, PINS)
        report["devkit"] = {**cost, "phases": json.loads((out / "devkit/phases.json").read_text())}
        report["figures"] = compare(out / "ours", out / "devkit")
    report["rungs"] = rungs(folder, out, results, options.rungs)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    show(report)
    if not report.get("figures", {"within": True})["within"]:
        sys.exit(1)


def rungs(folder: Path, out: Path, results: Path, count: int) -> dict:
    """Many submissions in one process: the same file under many names, since reading costs the same."""
    links = out / "rungs"
    links.mkdir(parents=True, exist_ok=True)
    files = [links / f"rung-{i:02}.json" for i in range(count)]
    for file in files:
        file.unlink(missing_ok=True)
        os.link(results, file)
    cost, phases = metrics(folder, out / "rung-figures", files)
    each = [sum(p.values()) for p in phases]
    return {**cost, "count": count, "first_s": each[0], "further_s": each[1:], "phases_of_last": phases[-1]}


def machine() -> dict:
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
    }


def show(report: dict) -> None:
    size, ours = report["problem"], report["bevdrift"]
    print(
        f"{size['samples']} samples, {size['true_boxes']} true boxes, {size['predictions']} predictions, "
        f"{size['results_bytes'] / 1e6:.0f} MB of results, {size['tables_bytes'] / 1e6:.0f} MB of tables; "
        f"load before: {report['machine']['load_before']} on {report['machine']['cores']} cores"
    )
    wall, cpu = (median([r[k] for r in ours]) for k in ("wall_s", "cpu_s"))
    fastest = min(ours, key=lambda r: r["wall_s"])
    print(f"\n{'':22} {'bevdrift':>10} {'devkit':>10} {'ratio':>8}")
    devkit = report.get("devkit")

    def row(name: str, a: float, b: float | None, unit: str = "s") -> None:
        rest = f" {b:10.2f} {b / a:8.1f}" if b is not None else f" {'-':>10} {'-':>8}"
        print(f"{name:22} {a:10.3f}{rest} {unit}")

    row(f"whole, median of {len(ours)}", wall, devkit and devkit["wall_s"])
    row("whole, fastest", fastest["wall_s"], devkit and devkit["wall_s"])
    row("CPU, median", cpu, devkit and devkit["cpu_s"])
    row("peak memory, MB", max(r["peak_rss_mb"] for r in ours), devkit and devkit["peak_rss_mb"], "MB")
    phases = fastest["phases"]
    theirs = devkit["phases"] if devkit else {}
    evaluation = sum(phases[p] for p in ("filter", "match", "curves"))
    row("boxes to figures", evaluation, theirs["filter"] + theirs["match and curves"] if theirs else None)
    print("\nphases of the fastest run:")
    for phase in PHASES:
        row(f"  {phase}", phases[phase], theirs.get(phase))
    row(
        "  start and rest",
        fastest["wall_s"] - sum(phases.values()),
        theirs["start"] + theirs["rest"] if theirs else None,
    )
    if "figures" in report:
        figures = report["figures"]
        print(
            f"\nfigures: {figures['numbers']} numbers, largest difference {figures['largest_difference']:.2g} "
            f"({'within' if figures['within'] else 'BEYOND'} {TOLERANCE:g}; {figures['where']})"
        )
    many = report["rungs"]
    print(
        f"\n{many['count']} submissions, one ground truth: {many['wall_s']:.1f} s, the first {many['first_s']:.2f} s "
        f"with its tables, a further one {median(many['further_s']):.2f} s (median); peak {many['peak_rss_mb']:.0f} MB"
    )


if __name__ == "__main__":
    main()
