"""The sample's recipe: what it refuses, what it runs, and how it is labelled."""

import json
from pathlib import Path

import pytest

from bevexport import sample
from bevexport.steps import Step, run


def files(folder: Path, checkpoint_bytes: int = 10) -> list[str]:
    (folder / "micro.pth").write_bytes(bytes(checkpoint_bytes))
    figures = {"mean_ap": 0.4, "nd_score": 0.3}
    record = {
        "seed": 7, "minutes": 60.0, "data": {"scenes": 700},
        "evaluation": {"world_val": {"scenes": 40, "temporal": figures, "nontemporal": figures}},
    }  # fmt: skip
    (folder / "training.json").write_text(json.dumps(record))
    return ["--checkpoint", str(folder / "micro.pth"), "--training", str(folder / "training.json")]


def plan(folder: Path) -> sample.Plan:
    files(folder)
    return sample.Plan(folder / "out", folder / "work", folder / "micro.pth", folder / "training.json", 7, 40)


def test_an_existing_folder_is_kept(tmp_path, capsys):
    (tmp_path / "out").mkdir()
    assert sample.main([*files(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "it exists already, expected a new folder" in capsys.readouterr().err


def test_a_large_checkpoint_is_refused(tmp_path, capsys):
    assert sample.main([*files(tmp_path, 4_000_001), "--out", str(tmp_path / "out")]) == 2
    assert "4000001 bytes, expected at most 4000000" in capsys.readouterr().err


def test_steps_feed_each_other(tmp_path):
    world, frames, ladder, reference = (step.command for step in plan(tmp_path).steps())
    assert world[world.index("--out") + 1] == frames[frames.index("--dataroot") + 1]
    made = frames[frames.index("--out") + 1]
    assert made == ladder[ladder.index("--frames") + 1] == reference[reference.index("--frames") + 1]


def test_a_failing_step_leaves_no_sample(tmp_path, monkeypatch):
    one = plan(tmp_path)
    monkeypatch.setattr(sample.Plan, "steps", lambda self: [Step(["false"], None)])
    with pytest.raises(ValueError, match="ended with 1, expected 0"):
        sample.make(one)
    assert not one.out.exists()


def test_a_sample_appears_whole_labelled_and_within_its_size(tmp_path, monkeypatch):
    one = plan(tmp_path)
    certificate = one.world() / sample.VERSION / "bevdrift-world.json"
    certificate.parent.mkdir(parents=True)
    certificate.write_text(json.dumps({"notice": "Rendered, not recorded."}))
    monkeypatch.setattr(sample.Plan, "steps", lambda self: [Step(["true"], None)])
    monkeypatch.setattr(sample, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match="expected at most 100"):
        sample.make(one)
    assert not one.out.exists()
    monkeypatch.setattr(sample, "MOST_BYTES", 100_000)
    assert sample.make(one) == sample.size_of(one.out)
    text = (one.out / "README.md").read_text()
    assert "SYNTHETIC" in text and "Rendered, not recorded." in text
    assert "| world_val | 40 | nontemporal | 0.400 | 0.300 |" in text


def test_a_record_of_a_continued_run_names_the_weights_it_began_with(tmp_path):
    one = plan(tmp_path)
    record = json.loads(one.training.read_text())
    assert "--init" not in sample.readme(one, {"notice": "N"}, record)
    text = sample.readme(one, {"notice": "N"}, {**record, "init": {"sha256": "ab12"}})
    assert "--init EARLIER  # the weights with sha256 ab12" in text


def test_a_step_whose_result_is_there_is_left_out(tmp_path, capsys):
    made = tmp_path / "made"
    step = Step(["touch", str(made)], made)
    run([step], "test")
    first = capsys.readouterr().out
    run([step], "test")
    assert first.startswith("$ touch") and "is there: left out touch" in capsys.readouterr().out
