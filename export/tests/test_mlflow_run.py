"""A run in a local tracking store, read back."""

import json

import pytest

from bevexport import mlflow_run

tracking = pytest.importorskip("mlflow.tracking", reason="skipped: MLflow isn't installed here")

SUMMARY = {
    "status": "complete",
    "mode": "figures",
    "attested": False,
    "synthetic": True,
    "ran": {"model": {"name": "micro"}, "data": {"split": "world_val"}, "frames": 64, "threads": {"intra_op": 1}},
    "rungs": [
        {"id": "original", "metrics": {"nd_score": 0.4, "tp_errors": {"vel_err": None}}, "delta": None,
         "interval": None, "boxes": None, "verdict": None},
        {"id": "R11", "metrics": {"nd_score": 0.38}, "delta": {"nd_score": -0.02},
         "interval": {"low": {"nd_score": -0.03}}, "boxes": {"lost": 3}, "verdict": "degrades"},
    ],
}  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")  # the one store that needs neither server nor database
    folder = tmp_path / "night"
    folder.mkdir()
    (folder / "summary.json").write_text(json.dumps(SUMMARY))
    (folder / "report.html").write_text("<p>report")
    return folder


def test_params_metrics_tags_and_artifacts_are_what_the_run_says(run, tmp_path, capsys):
    store = (tmp_path / "store").as_uri()
    assert mlflow_run.main([str(run), "--tracking-uri", store]) == 0
    client = tracking.MlflowClient(store)
    [found] = client.search_runs([client.get_experiment_by_name("bevdrift").experiment_id])
    assert found.info.status == "FINISHED" and found.info.run_name == "night"
    assert found.data.params == {
        "model.name": "micro", "data.split": "world_val", "frames": "64", "threads.intra_op": "1"
    }  # fmt: skip
    assert found.data.metrics == {
        "original/nd_score": 0.4,
        "R11/nd_score": 0.38,
        "R11/delta/nd_score": -0.02,
        "R11/interval/low/nd_score": -0.03,
        "R11/boxes/lost": 3.0,
    }
    assert found.data.tags["verdict.R11"] == "degrades" and found.data.tags["synthetic"] == "true"
    assert {a.path for a in client.list_artifacts(found.info.run_id)} == {"summary.json", "report.html"}

    assert mlflow_run.main([str(run), "--tracking-uri", store]) == 0
    assert "was there already" in capsys.readouterr().out
    assert len(client.search_runs([found.info.experiment_id])) == 1


def test_an_unfinished_run_and_a_store_out_of_reach_are_one_line(tmp_path, run, capsys):
    assert mlflow_run.main([str(tmp_path), "--tracking-uri", (tmp_path / "store").as_uri()]) == 2
    assert "expected a finished run" in capsys.readouterr().err
    assert mlflow_run.main([str(run), "--tracking-uri", "nowhere://x"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: Cannot log ") and error.count("\n") == 1
