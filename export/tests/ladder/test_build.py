"""A whole ladder of a small model: files, hashes, manifest."""

import dataclasses
import hashlib

import numpy as np
import onnx
import pytest
import yaml

import bevexport
from bevexport.__main__ import main
from bevexport.errors import InputError
from bevexport.graph import check
from bevexport.graph.store import WeightStore
from bevexport.ladder.rungs import RECIPE, rung
from bevexport.ladder.samples import visible_bound

from ..frames_fixture import write_frames
from ..nano import IMAGE_SIZE, NANO

RUNGS = (
    "faithful,faithful-decoded,recipe,recipe-temporal,recipe-before-O3,recipe-with-decoder,R08-drop-nan-to-num,"
    "R11-sigmoid-atan-yaw,recipe-minus-R09-gather-grid-sample"
)


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return list(value) if isinstance(value, tuple) else value


@pytest.fixture(scope="module")
def frames_folder(tmp_path_factory):
    return write_frames(tmp_path_factory.mktemp("frames"), size=IMAGE_SIZE)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    path = tmp_path_factory.mktemp("config") / "nano.yaml"
    path.write_text(yaml.safe_dump(plain(dataclasses.asdict(NANO))))
    return path


@pytest.fixture(scope="module")
def arguments(config, frames_folder):
    return ["ladder", "--config", str(config), "--checkpoint", "seeded", "--frames", str(frames_folder)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, arguments):
    out = tmp_path_factory.mktemp("ladder")
    assert main([*arguments, "--out", str(out), "--rungs", RUNGS]) == 0
    return out


@pytest.fixture(scope="module")
def manifest(folder):
    return yaml.safe_load((folder / "ladder.yaml").read_text())


@pytest.fixture(scope="module")
def by_id(manifest):
    return {r["id"]: r for r in manifest["rungs"]}


def test_header(manifest):
    assert manifest["schema_version"] == 1
    assert manifest["model"]["name"] == "nano"
    assert manifest["model"]["config_sha256"] == NANO.sha256()
    assert manifest["model"]["random_weights"] and manifest["model"]["synthetic"]
    assert manifest["model"]["notice"] == "synthetic data: noise"
    assert manifest["preprocess"]["network_size"] == [64, 96]
    assert manifest["bev"] == {"height": 10, "width": 12, "channels": 32}
    assert list(manifest["class_range"]) == manifest["classes"]


def test_the_bound_on_visible_cells_is_the_frames_own(folder, frames_folder):
    """An eighth more than the cameras of these frames see, in steps of 32, and no more than there are cells."""
    bound = visible_bound(bevexport.load(NANO), frames_folder)
    assert bound % 32 == 0 or bound == NANO.bev_h * NANO.bev_w
    metadata = {p.key: p.value for p in onnx.load(folder / "faithful.onnx", load_external_data=False).metadata_props}
    assert metadata["bevdrift.visible_bound"] == str(bound)


def test_files_are_flat_and_hashed(folder, manifest):
    for entry in manifest["rungs"]:
        for file in entry.get("files", []):
            assert "/" not in file["path"]
            assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert len(list(folder.glob("weights-*.bin"))) == 1


def test_rungs_say_what_they_are(by_id):
    faithful = by_id["faithful"]
    assert (faithful["rewrites"], faithful["outputs"], faithful["opset"]) == ([], "raw", 17)
    assert faithful["traced_on"] == "sample-0-1" and faithful["baseline"] == "temporal"
    assert faithful["state"] == [{"in": "prev_bev", "out": "bev_embed", "reset": "use_prev_bev"}]
    decoded = by_id["faithful-decoded"]
    assert list(decoded["outputs_map"]) == ["boxes", "scores", "labels", "bev_embed"]
    recipe = by_id["recipe"]
    assert recipe["rewrites"] == list(RECIPE) and recipe["opset"] == 11 and not recipe["temporal"]
    assert recipe["state"] == [] and recipe["baseline"] == "nontemporal" and recipe["outputs"] == "raw"
    assert set(recipe["inputs"]) == {"img", "lidar2img"}, "every path of can_bus is frozen or unused"
    assert set(by_id["recipe-temporal"]["inputs"]) == {"img", "can_bus", "lidar2img", "prev_bev", "use_prev_bev"}
    assert list(by_id["recipe-before-O3"]["outputs_map"]) == ["boxes", "scores", "labels"]
    assert by_id["R11-sigmoid-atan-yaw"]["baseline"] == "rung:faithful-decoded"
    assert by_id["recipe-with-decoder"]["decoder"] == "recipe-yaw"


def test_same_graphs_are_said_so(by_id):
    assert by_id["R08-drop-nan-to-num"]["same_graph_as"] == "faithful"
    assert by_id["recipe-with-decoder"]["same_graph_as"] == "recipe"
    assert "same_graph_as" not in by_id["recipe-temporal"]


def test_a_rung_that_cannot_be_exported_keeps_the_exporters_message(by_id):
    entry = by_id["recipe-minus-R09-gather-grid-sample"]
    assert set(entry) == {"id", "rewrites", "baseline", "not_exportable"}
    assert "grid_sampl" in entry["not_exportable"] and "\n" not in entry["not_exportable"]


def test_graphs_load_and_carry_their_provenance(folder, by_id):
    for id, entry in by_id.items():
        if "files" not in entry:
            continue
        path = folder / entry["files"][0]["path"]
        runtime = check.session(path)
        assert {i.name for i in runtime.get_inputs()} == set(entry["inputs"])
        assert [o.name for o in runtime.get_outputs()] == list(entry["outputs_map"])
        metadata = runtime.get_modelmeta().custom_metadata_map
        assert metadata["bevdrift.rewrites"] == ",".join(entry["rewrites"])
        assert metadata["bevdrift.config_sha256"] == NANO.sha256(), id


def test_no_graph_holds_a_path_of_this_machine(folder):
    for path in folder.glob("*.onnx"):
        data = path.read_bytes()
        assert b".py" not in data and str(folder.parent).encode() not in data
        assert not any(n.doc_string for n in onnx.load(path, load_external_data=False).graph.node)


def test_rungs_share_their_weights(folder):
    """A distinct tensor lies in the file once: nine rungs take less than three models' space."""
    sizes = [p.stat().st_size for p in folder.glob("weights-*.bin")]
    parameters = sum(np.prod(i.dims) * 4 for i in onnx.load(folder / "faithful.onnx").graph.initializer)
    assert sizes[0] < 3 * parameters


def test_equal_bytes_share_a_place():
    def graph(name, shape):
        tensor = onnx.numpy_helper.from_array(np.arange(600, dtype=np.float32).reshape(shape), name)
        node = onnx.helper.make_node("Constant", [], ["c"], value=onnx.numpy_helper.from_array(np.ones(600), "v"))
        return onnx.helper.make_model(onnx.helper.make_graph([node], "g", [], [], [tensor]))

    store = WeightStore()
    for model in (graph("a", (20, 30)), graph("b", (600,))):
        store.take(model)
        assert [i.name for i in model.graph.initializer][1] == "c" and not model.graph.node
    assert sum(map(len, store._blobs)) <= 600 * 4 + 600 * 8 + 64


def test_unknown_rungs_and_frames_are_one_line(arguments, tmp_path, capsys):
    assert main([*arguments, "--out", str(tmp_path), "--rungs", "R99-x"]) == 2
    assert "Cannot make rung R99-x: no such rung" in capsys.readouterr().err
    assert main([*arguments, "--out", str(tmp_path), "--rungs", "faithful", "--traced-on", "absent"]) == 2
    assert "Cannot trace: sample absent is not in" in capsys.readouterr().err
    assert not (tmp_path / "ladder.yaml").exists()


def test_rows_that_need_another_bring_it():
    spec = rung("R10-contiguous-view")
    assert spec.rewrites == ("R09-gather-grid-sample", "R10-contiguous-view")
    assert spec.baseline == "rung:R09-gather-grid-sample"
    with pytest.raises(InputError, match="no such rung"):
        rung("recipe-minus-R99")
