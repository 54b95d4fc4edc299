"""The generator's command line: a worker that is killed ends it, and nothing that looks whole is left."""

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from bevexport.world.__main__ import main


def kill_a_worker() -> None:
    """Waits for the executor's processes and kills one."""
    for _ in range(600):
        if workers := multiprocessing.active_children():
            workers[0].kill()
            return
        time.sleep(0.1)


def test_a_killed_worker_is_one_line_and_no_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    killer = threading.Thread(target=kill_a_worker)
    killer.start()
    assert main(["--out", str(tmp_path / "world"), "--val-scenes", "4", "--workers", "2"]) == 2
    killer.join()
    assert "a worker process was killed, expected all to end well" in capsys.readouterr().err
    assert not (tmp_path / "world" / "v1.0-synth").exists()


def test_no_scenes_asked_for_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--out", str(tmp_path)])
    assert stopped.value.code == 2
    assert "no scenes asked for" in capsys.readouterr().err
