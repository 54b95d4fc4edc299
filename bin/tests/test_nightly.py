"""bin/nightly as cron meets it: nights that pass and fail, two at once, one that is killed, and the ready examples."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import small_inputs
import yaml

ROOT = Path(__file__).resolve().parents[2]
NIGHTLY = ROOT / "bin" / "nightly"
RULES = [rule["rule"] for rule in yaml.safe_load((ROOT / "conf" / "gate.yaml").read_text(encoding="utf-8"))["rules"]]
# One scene after the other, so that a kill finds some done and some not.
EVAL = ["--", "--provider", "cpu", "--partitions", "1"]
WAIT_S = 900


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    root = tmp_path_factory.mktemp("inputs")
    small_inputs.frames(root / "frames")
    small_inputs.ladder(root / "good", "fp16")
    small_inputs.ladder(root / "bad", "R03b-bake-shift")
    return root


def line(inputs: Path, work: Path, *more: str, ladder: str = "good") -> list[str]:
    return [str(NIGHTLY), "--work", str(work), "--frames", str(inputs / "frames"), "--ladder", str(inputs / ladder),
            "--reference", str(ROOT / "sample" / "reference"), *more, *EVAL]  # fmt: skip


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        command, capture_output=True, text=True, timeout=WAIT_S, check=False, env={**os.environ, **environment}
    )


def begin(command: list[str]) -> subprocess.Popen:
    """Starts it in a process group of its own, which can be killed as a whole."""
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def wait_for(found, process: subprocess.Popen) -> None:
    end = time.monotonic() + WAIT_S
    while not found():
        assert process.poll() is None, process.stdout.read()
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.02)


def rule_lines(text: str) -> dict[str, str]:
    """Outcome by rule, out of the lines that the gate printed."""
    found = [re.match(r"(pass|new|open|FAIL) +(.*?): ", one) for one in text.splitlines()]
    return {one[2]: one[1] for one in found if one}


def test_nights_pass_until_the_model_has_lost(inputs, tmp_path):
    work = tmp_path / "watch"
    first = run(line(inputs, work, "--night", "first", "--pin"))
    assert first.returncode == 0, first.stderr
    assert "gate of first against pinned: first, green: first" in first.stdout
    # Three scenes make no slice that is large enough to mean much.
    assert rule_lines(first.stdout) == {**dict.fromkeys(RULES, "pass"), "every slice": "new"}
    assert (work / "latest").resolve() == work / "nights" / "first"
    for name in ("report.html", "report.md", "junit.xml", "gate.json"):
        assert (work / "latest" / name).stat().st_size > 0
    assert not (work / "unfinished").exists()

    second = run(line(inputs, work, "--night", "second"))
    assert second.returncode == 0, second.stderr
    assert "gate of second against pinned: first, green: first" in second.stdout
    assert second.stdout.splitlines()[-2] == "PASSED"

    third = run(line(inputs, work, "--night", "third", ladder="bad"))
    assert third.returncode == 1, third.stderr
    assert "gate of third against pinned: first, green: second" in third.stdout
    outcomes = rule_lines(third.stdout)
    assert list(outcomes) == RULES, "one line a rule"
    assert outcomes["NDS and mAP"] == "FAIL" and outcomes["no failed frame"] == "pass"
    [told] = [one for one in third.stdout.splitlines() if one.startswith("FAIL  NDS and mAP")]
    assert re.search(
        r"candidate (nd_score|mean_ap) fell 0\.\d+ from pinned \(0\.\d+ -> 0\.\d+\), allowed 0\.002$", told
    )
    assert "FAILED" in third.stdout.splitlines()
    junit = (work / "latest" / "junit.xml").read_text(encoding="utf-8")
    assert re.search(r'failures="[1-9]', junit) and "NDS and mAP" in junit

    # A night that failed is in the history all the same, each night once, and is where the figures changed.
    shown = run([str(ROOT / "bin" / "history"), str(work / "history"), "--json", "--rungs", "candidate"])
    [group] = json.loads(shown.stdout)["groups"]
    # The gate's word is its worst rule's: "every slice" is new on three scenes.
    assert [(night["run"], night["gate"]) for night in group["runs"]] == [
        ("first", "new"), ("second", "new"), ("third", "fail")
    ]  # fmt: skip
    assert all(one["changes"] == [2] for one in group["series"])
    assert len(list((work / "history").glob("*.parquet"))) == 3
    assert "run third" in (work / "history.txt").read_text(encoding="utf-8")
    assert not (work / "nights" / "history").exists()


def test_one_at_a_time_and_a_killed_night_goes_on(inputs, tmp_path):
    work = tmp_path / "watch"
    command = line(inputs, work, "--night", "one", "--pin")
    night = begin(command)
    # A scene's last file: where it stands, the scene is done.
    scenes = work / "nights" / "one" / "diff"
    try:
        wait_for(lambda: (work / ".lock").exists() and (work / ".lock").read_text().strip() == str(night.pid), night)
        second = run(command)
        assert second.returncode == 4
        assert second.stderr == (
            f"error: Cannot start a night in {work}: process {night.pid} is at it, expected one at a time\n"
        )
        wait_for(lambda: list(scenes.glob("[!._]*.parquet")), night)
    finally:
        os.killpg(night.pid, signal.SIGKILL)
        night.communicate()
    done = {file: file.stat().st_mtime_ns for file in scenes.glob("[!._]*.parquet")}
    assert 1 <= len(done) < small_inputs.SCENES
    assert (work / ".lock").read_text().strip() == str(night.pid), "what the dead night wrote is still there"

    other = run(line(inputs, work, "--night", "two"))
    assert other.returncode == 2
    assert "Cannot begin the night two: one is unfinished" in other.stderr

    # Also without its name: the same command, as cron gives it.
    again = run(line(inputs, work, "--pin"))
    assert again.returncode == 0, again.stderr
    assert "Goes on with the unfinished night one." in again.stderr
    assert {file: file.stat().st_mtime_ns for file in done} == done, "scenes that were done are not run again"
    assert len(list(scenes.glob("[!._]*.parquet"))) == small_inputs.SCENES
    assert [folder.name for folder in (work / "nights").iterdir()] == ["one"]


def test_what_a_killed_night_left_running_keeps_the_lock(tmp_path):
    work = tmp_path / "watch"
    work.mkdir()
    # A command of the night that outlives it: it holds the open lock, and the process that is named there is gone.
    (work / ".lock").write_text("999999999\n")
    left = subprocess.Popen(["flock", str(work / ".lock"), "sleep", "600"], start_new_session=True)
    try:
        free = ["flock", "-n", str(work / ".lock"), "true"]
        while subprocess.run(free, check=False).returncode == 0:
            time.sleep(0.02)
        blocked = run([str(NIGHTLY), "--work", str(work)])
    finally:
        os.killpg(left.pid, signal.SIGKILL)
        left.wait()
    assert blocked.returncode == 4
    assert "what the dead process 999999999 left running is at it, expected one at a time" in blocked.stderr
    assert not list((work / "nights").iterdir()), "nothing was begun"


def test_a_night_exports_tonight_s_model_first(inputs, tmp_path):
    pytest.importorskip("torch", reason="skipped: no PyTorch here")
    work = tmp_path / "watch"
    night = run(
        [str(NIGHTLY), "--work", str(work), "--frames", str(inputs / "frames"), "--export", "micro", "--checkpoint",
         str(ROOT / "sample" / "micro.pth"), "--export-rungs", "faithful", "--night", "one", "--pin", *EVAL],
        BEVDRIFT_PYTHON=sys.executable,
        OMP_NUM_THREADS="1",
    )  # fmt: skip
    assert night.returncode == 0, night.stderr[-3000:]
    exported = yaml.safe_load((work / "exports" / "one" / "ladder" / "ladder.yaml").read_text(encoding="utf-8"))
    assert [rung["id"] for rung in exported["rungs"]] == ["faithful"]
    summary = json.loads((work / "latest" / "summary.json").read_text(encoding="utf-8"))
    rungs = {rung["id"]: rung for rung in summary["rungs"]}
    assert rungs["faithful"]["verdict"] == "exact"
    assert summary["ran"]["model"]["checkpoint_sha256"] == exported["model"]["checkpoint_sha256"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "Cannot run a night: --work is absent, expected a folder"),
        (["--work", "w", "--frames", "f"], "Cannot run a night: expected all of --frames, --ladder and --reference"),
        (["--work", "w", "--gate", "none.yaml"], "Cannot use --gate=none.yaml: there is no such file"),
        (["--work", "w", "--export", "tiny"], "Cannot export tiny: expected --frames and --checkpoint"),
        (["--work", "w", "--", "--out", "x"], "Cannot use --out after --: the night has its own"),
        (["--work", "w", "--", "--no-history"], "Cannot use --no-history after --: the night has its own"),
        (["--wrok", "w"], "Cannot use '--wrok': expected an option of bin/nightly --help"),
        (["--work"], "Cannot use --work: no value is given"),
    ],
)
def test_bad_usage_is_one_line_and_nothing_is_made(options, message, tmp_path):
    refused = subprocess.run([NIGHTLY, *options], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"error: {message}") and refused.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


# The ready examples.


def options_of(command: str) -> set[str]:
    return set(re.findall(r"--[a-z-]+", command))


def known_options() -> set[str]:
    return options_of(run([str(NIGHTLY), "--help"]).stdout)


def test_the_cron_line_has_five_fields_and_known_options():
    lines = (ROOT / "conf" / "nightly" / "crontab").read_text(encoding="utf-8").splitlines()
    assert all(one.startswith("#") or re.match(r"[A-Z]+=|\d", one) for one in lines if one)
    [job] = [one for one in lines if re.match(r"\d", one)]
    minute, hour, day, month, weekday, command = job.split(maxsplit=5)
    assert 0 <= int(minute) < 60 and 0 <= int(hour) < 24 and (day, month, weekday) == ("*", "*", "*")
    assert "%" not in command, "cron would cut the line there"
    assert options_of(command) <= known_options()
    assert subprocess.run(["bash", "-n", "-c", command], check=False).returncode == 0


def test_cron_mails_the_end_of_a_night_that_did_not_pass(tmp_path):
    [job] = [
        one
        for one in (ROOT / "conf" / "nightly" / "crontab").read_text(encoding="utf-8").splitlines()
        if re.match(r"\d", one)
    ]
    command = job.split(maxsplit=5)[5]
    (tmp_path / "bin").mkdir()
    for code, mail in ((0, ""), (1, "FAILED\n")):
        fake = tmp_path / "bin" / "nightly"
        fake.write_text(f"#!/bin/sh\necho FAILED\nexit {code}\n" if code else "#!/bin/sh\necho PASSED\n")
        fake.chmod(0o755)
        said = subprocess.run(
            ["sh", "-c", command],
            env={**os.environ, "BEVDRIFT": str(tmp_path), "WORK": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert said.stdout == mail


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="skipped: no systemd-analyze here")
def test_systemd_takes_the_units(tmp_path):
    for kind in ("service", "timer"):
        text = (ROOT / "conf" / "nightly" / f"bevdrift-nightly.{kind}").read_text(encoding="utf-8")
        # It checks that the program is there: that of this folder stands in for the installed one.
        (tmp_path / f"bevdrift-nightly.{kind}").write_text(text.replace("/opt/bevdrift", str(ROOT)))
    said = run(["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))])
    faults = [one for one in (said.stdout + said.stderr).splitlines() if "bevdrift" in one]
    assert faults == [] and said.returncode == 0, said.stderr
    service = (tmp_path / "bevdrift-nightly.service").read_text()
    [start] = re.findall(r"^ExecStart=(.*)$", service, flags=re.MULTILINE)
    assert options_of(start) <= known_options()
    [when] = re.findall(r"^OnCalendar=(.*)$", (tmp_path / "bevdrift-nightly.timer").read_text(), flags=re.MULTILINE)
    assert run(["systemd-analyze", "calendar", when]).returncode == 0


def test_the_workflow_is_one_and_its_steps_name_what_there_is():
    text = (ROOT / "conf" / "nightly" / "github-actions.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    triggers = workflow[True]  # YAML 1.1 reads the key "on" as a truth value
    assert re.fullmatch(r"\d+ \d+ \* \* \*", triggers["schedule"][0]["cron"])
    steps = workflow["jobs"]["gate"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    [night] = [step["run"] for step in steps if step.get("name") == "Night"]
    assert options_of(re.sub(r"\$\{\{.*?\}\}", "--pin", night)) <= known_options()
    # What the gate found is told also on a night that failed.
    after = [step for step in steps if step.get("name") in ("Remember", "Summary", "Keep")]
    assert len(after) == 3 and all(step["if"] == "always()" for step in after)
