"""The README's commands, run as they are printed."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(marker: str) -> list[str]:
    """The lines of README's shell blocks that contain a marker, continuation lines joined."""
    blocks = re.findall(r"```(?:sh|bash)\n(.*?)```", README, flags=re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if marker in line and not line.strip().startswith("#")]


def installed_spark() -> Path:
    """The Spark that pip installed beside the tests."""
    pyspark = pytest.importorskip("pyspark", reason="skipped: no installed Spark here (pip package pyspark)")
    return Path(pyspark.__file__).parent


def run(line: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    """Runs one printed line from the project's root, as a user would."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )


def test_the_spark_submit_line_runs_on_an_installed_spark(tmp_path):
    [line] = commands("spark-submit --properties-file")
    home = installed_spark()
    words = shlex.split(line)
    out = ROOT / words[words.index("--out") + 1]
    if out.exists():
        out.rename(tmp_path / "an-earlier-run")
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{environment['PATH']}"

    result = run(line, environment)

    assert result.returncode == 0, result.stderr[-3000:]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    rungs = {rung["id"] for rung in summary["rungs"]}
    assert {"faithful", "recipe"} <= rungs
    assert all(rung_id in result.stdout for rung_id in rungs)
    assert (out / "report.html").stat().st_size > 0
    assert "Exception" not in result.stderr


def test_every_command_of_the_readme_exists():
    named = {shlex.split(line)[0] for line in commands("bin/") if line.startswith("bin/")}
    assert {"bin/eval", "bin/test"} <= named
    for name in named:
        assert os.access(ROOT / name, os.X_OK), f"README names {name}, which is not an executable file"


@pytest.mark.parametrize(
    ("command", "required"),
    [
        ("eval", ""),
        ("ingest", "--dataroot d --version v --split s --out o"),
        ("metrics", "--dataroot d --version v --split s --results r --out o"),
    ],
)
def test_help_and_bad_usage_are_short(command, required):
    good = run(f"bin/{command} --help", dict(os.environ))
    assert good.returncode == 0
    assert "Usage:" in good.stdout
    bad = run(f"bin/{command} {required} --no-such-option", dict(os.environ))
    assert bad.returncode == 2
    errors = [line for line in bad.stderr.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert "--no-such-option" in errors[0]
    assert "\tat " not in bad.stderr


def test_benches_are_listed_and_unknown_ones_refused():
    good = run("bin/bench", dict(os.environ))
    assert good.returncode == 0
    assert "metrics" in good.stdout
    bad = run("bin/bench no-such-bench", dict(os.environ))
    assert bad.returncode == 2
    assert bad.stderr.startswith("error: Cannot run bench 'no-such-bench': expected one of ")
