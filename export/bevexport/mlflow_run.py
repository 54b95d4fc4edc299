"""`python -m bevexport.mlflow_run RUN --tracking-uri URI`: a finished run in an MLflow tracking store.

Parameters: what ran on what. Metrics: every figure of every rung, as `RUNG/nd_score`, `RUNG/delta/nd_score`,
`RUNG/boxes/lost`. Artifacts: the reports and documents of the run folder. A run that is there already isn't logged
twice. Needs the extra `mlflow`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

EXPERIMENT = "bevdrift"
ARTIFACTS = (
    "report.html", "report.md", "summary.json", "figures.json", "run.json", "junit.xml", "findings.json",
    "divergence.json", "gate.json",
)  # fmt: skip
TAG = "bevdrift.summary_sha256"


def params(summary: dict) -> dict[str, str]:
    """What ran, flat: `model.name`, `data.split`, `versions.onnxruntime`, ..."""
    return {key: str(value) for key, value in flat(summary["ran"], ".")}


def metrics(summary: dict) -> dict[str, float]:
    """Every finite number of every rung but the histograms and what is exploratory."""
    found = {}
    for rung in summary["rungs"]:
        for part in ("metrics", "delta", "interval", "boxes"):
            for key, value in flat(rung.get(part) or {}, "/"):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    name = key if part == "metrics" else f"{part}/{key}"
                    found[f"{rung['id']}/{name}"] = float(value)
    return found


def tags(summary: dict, digest: str) -> dict[str, str]:
    verdicts = {f"verdict.{rung['id']}": rung["verdict"] for rung in summary["rungs"] if rung["verdict"]}
    state = {key: str(summary[key]).lower() for key in ("status", "mode", "attested", "synthetic")}
    return {TAG: digest, **state, **verdicts}


def flat(tree: dict, separator: str, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Leaves of nested objects under joined keys; lists and nulls are left out."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from flat(value, separator, f"{prefix}{key}{separator}")
        elif value is not None and not isinstance(value, list):
            yield prefix + key, value


def log(folder: Path, tracking_uri: str, experiment: str) -> tuple[str, bool]:
    """The id of the run in the store, and whether it was logged just now."""
    from mlflow.entities import Metric, Param
    from mlflow.tracking import MlflowClient

    path = folder / "summary.json"
    try:
        text = path.read_bytes()
        summary = json.loads(text)
    except (OSError, json.JSONDecodeError) as e:
        raise ValueError(f"Cannot log {folder}: {path} {e}, expected a finished run") from e
    digest = hashlib.sha256(text).hexdigest()
    client = MlflowClient(tracking_uri)
    found = client.get_experiment_by_name(experiment)
    place = found.experiment_id if found else client.create_experiment(experiment)
    before = client.search_runs([place], f"tags.`{TAG}` = '{digest}' and attributes.status = 'FINISHED'", max_results=1)
    if before:
        return before[0].info.run_id, False
    run = client.create_run(place, run_name=folder.name, tags=tags(summary, digest)).info
    when = run.start_time
    values = list(metrics(summary).items())
    client.log_batch(run.run_id, params=[Param(k, v) for k, v in params(summary).items()])
    for start in range(0, len(values), 500):  # the protocol takes a thousand at once
        client.log_batch(run.run_id, metrics=[Metric(k, v, when, 0) for k, v in values[start : start + 500]])
    for name in ARTIFACTS:
        if (folder / name).is_file():
            client.log_artifact(run.run_id, str(folder / name))
    client.set_terminated(run.run_id)
    return run.run_id, True


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bevexport.mlflow_run",
        description="Logs a finished run to an MLflow tracking store.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("run", type=Path, help="the run folder, as bin/eval writes it")
    parser.add_argument("--tracking-uri", required=True, help="a server's address, or what else MLflow takes")
    parser.add_argument("--experiment", default=EXPERIMENT)
    options = parser.parse_args(argv)
    try:
        id, new = log(options.run.resolve(), options.tracking_uri, options.experiment)
    except ImportError:
        print("error: Cannot log to MLflow: it isn't installed, expected pip install 'export[mlflow]'", file=sys.stderr)
        return 2
    except Exception as e:  # a store raises whatever its database or server does
        line = " ".join(str(e).split())
        print(f"error: {line if line.startswith('Cannot') else f'Cannot log {options.run}: {line}'}", file=sys.stderr)
        return 2
    print(f"MLflow run {id}" + ("" if new else " was there already"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
