"""bin/show on a terminal, in a pipe, and for programs."""

import json
import os
import pty
import subprocess
from pathlib import Path

import made_up_run
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = ROOT / "bin" / "show"
ESCAPE = "\x1b["


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    root = tmp_path_factory.mktemp("runs")
    for name, count in (("a", 5), ("b", 6)):
        made_up_run.write(root / name, count, extras=False)
        (root / name / "run.json").write_text('{"inputs": {}, "finished_utc": "2026-11-25T03:00:00Z"}')
    return root


def piped(*words) -> str:
    said = subprocess.run([SHOW, *words], capture_output=True, text=True, timeout=600, check=False)
    assert said.returncode == 0, said.stderr
    return said.stdout


def on_a_terminal(*words, **environment: str) -> str:
    ours, theirs = pty.openpty()
    unset = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen([SHOW, *words], stdout=theirs, env={**unset, "TERM": "xterm", **environment})
    os.close(theirs)
    text = b""
    try:
        while block := os.read(ours, 65536):
            text += block
    except OSError:  # how Linux says that the other side has ended
        pass
    os.close(ours)
    assert process.wait() == 0
    return text.decode().replace("\r\n", "\n")


def test_colours_only_on_a_terminal_that_wants_them(runs):
    plain = piped(runs / "a")
    assert "breaks" in plain and ESCAPE not in plain
    coloured = on_a_terminal(runs / "a")
    assert coloured.count(ESCAPE) >= 2
    assert on_a_terminal(runs / "a", NO_COLOR="1") == plain
    assert on_a_terminal(runs / "a", TERM="dumb") == plain


def test_a_folder_lists_its_runs_and_several_stand_side_by_side(runs):
    assert [line.split()[0] for line in piped(runs).splitlines()] == ["run", "a", "b"]
    listed = json.loads(piped(runs, "--json"))["runs"]
    assert [(one["run"], one["rungs"], one["state"]) for one in listed] == [("a", 5, "complete"), ("b", 6, "complete")]
    both = piped(runs / "a", runs / "b")
    assert both.startswith("[1] a: micro on made-up v1.0 val, 320 frames\n[2] b: ")
    assert len(json.loads(piped(runs / "a", runs / "b", "--json"))["runs"]) == 2
