"""A whole ladder of a small model: files, hashes, manifest."""

import dataclasses
import hashlib
import math
from collections import Counter

import numpy as np
import onnx
import pytest
import torch
import yaml
from onnx import numpy_helper

import bevexport
from bevexport import frames
from bevexport.__main__ import main
from bevexport.graph import check
from bevexport.graph.cache import ExportCache
from bevexport.graph.export import Exported, NotExportableError
from bevexport.graph.store import WeightStore
from bevexport.ladder.rungs import RECIPE
from bevexport.ladder.samples import choose, visible_bound
from bevexport.model import geometry

from ..nano import NANO

RUNGS = (
    "faithful,faithful-decoded,rows,recipe,recipe-before-O3,recipe-with-decoder,recipe-temporal,recipe-minus,"
    "cumulative-01-R03a-bake-can-bus,cumulative-15-S1-no-temporal"
)
WITHOUT_PARTS = {"recipe-before-O3"}  # its weights are inputs and nothing is folded: no fixed shapes at the cut


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return list(value) if isinstance(value, tuple) else value


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    path = tmp_path_factory.mktemp("config") / "nano.yaml"
    path.write_text(yaml.safe_dump(plain(dataclasses.asdict(NANO))))
    return path


@pytest.fixture(scope="module")
def arguments(config, nano_frames, cache_folder):
    model = ["--config", str(config), "--checkpoint", "seeded"]
    return ["ladder", *model, "--frames", str(nano_frames), "--cache", str(cache_folder)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, arguments):
    """Forty rungs."""
    out = tmp_path_factory.mktemp("ladder")
    assert main([*arguments, "--out", str(out), "--rungs", RUNGS]) == 0
    return out


@pytest.fixture(scope="module")
def manifest(folder):
    return yaml.safe_load((folder / "ladder.yaml").read_text())


@pytest.fixture(scope="module")
def by_id(manifest):
    return {r["id"]: r for r in manifest["rungs"]}


def test_files_of_the_same_bytes_are_kept_once(by_id, folder):
    recipe, other = by_id["recipe"], by_id["recipe-with-decoder"]
    assert (recipe["decoder"], other["decoder"]) == ("bevformer", "recipe-yaw")
    assert other["files"] == recipe["files"] and other["prefix"] == recipe["prefix"]
    assert not list(folder.glob("recipe-with-decoder*"))
    contents = [path.read_bytes() for path in folder.glob("*.onnx")]
    assert len(set(contents)) == len(contents)


def test_header(manifest):
    assert manifest["schema_version"] == 1
    assert manifest["model"]["name"] == "nano"
    assert manifest["model"]["config_sha256"] == NANO.sha256()
    assert manifest["model"]["random_weights"] and manifest["model"]["synthetic"]
    assert manifest["model"]["notice"] == "synthetic data: noise"
    assert manifest["preprocess"]["network_size"] == [64, 96]
    assert manifest["bev"] == {"height": 10, "width": 12, "channels": 32}
    assert list(manifest["class_range"]) == manifest["classes"]


def test_the_bound_on_visible_cells_is_the_frames_own(folder, by_id, nano_frames):
    """An eighth more than any camera of these scenes' ends sees, rounded up to 32, and no more than there are cells."""
    cfg = NANO
    pillars = geometry.pillar_points(cfg.bev_h, cfg.bev_w, cfg.pillar_points, cfg.pc_range)
    most = 0
    for scene in frames.scenes(nano_frames):
        for frame in list(scene.frames())[:: scene.rows - 1]:
            x = frames.inputs(frame, None, cfg.preprocess)
            seen = geometry.project(pillars, x.lidar2img, cfg.preprocess.network_size).valid.any(-1)
            most = max(most, *(int(n) for n in seen[0].sum(-1)))
    assert most * 9 / 8 > 32, "or the rounding hides the count"
    want = 32 * math.ceil(most * 9 / 8 / 32)
    assert visible_bound(bevexport.load(NANO), nano_frames) == want < cfg.bev_h * cfg.bev_w
    metadata = {p.key: p.value for p in onnx.load(folder / "faithful.onnx", load_external_data=False).metadata_props}
    assert metadata["bevdrift.visible_bound"] == str(want)
    assert by_id["faithful"]["visible_bound"] == want
    assert "visible_bound" not in by_id["O2-bake-visibility"] and "visible_bound" not in by_id["recipe"]


def test_files_are_flat_and_hashed(folder, manifest):
    for entry in manifest["rungs"]:
        prefix = entry.get("prefix", {"files": [], "head": []})
        for file in [*entry.get("files", []), *prefix["files"], *prefix["head"]]:
            assert "/" not in file["path"]
            assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert len(list(folder.glob("weights-*.bin"))) == 1


def test_rungs_say_what_they_are(by_id):
    faithful = by_id["faithful"]
    assert (faithful["rewrites"], faithful["outputs"], faithful["opset"]) == ([], "raw", 17)
    assert faithful["traced_on"] == "sample-0-0" and faithful["baseline"] == "temporal"
    assert faithful["state"] == [{"in": "prev_bev", "out": "bev_embed", "reset": "use_prev_bev"}]
    decoded = by_id["faithful-decoded"]
    assert list(decoded["outputs_map"]) == ["boxes", "scores", "labels", "bev_embed"]
    recipe = by_id["recipe"]
    assert recipe["rewrites"] == list(RECIPE) and recipe["opset"] == 11 and not recipe["temporal"]
    assert recipe["state"] == [] and recipe["baseline"] == "nontemporal" and recipe["outputs"] == "raw"
    assert set(recipe["inputs"]) == {"img", "lidar2img"}, "every path of can_bus is frozen or unused"
    assert set(by_id["recipe-temporal"]["inputs"]) == {"img", "lidar2img", "prev_bev", "use_prev_bev"}
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


def test_a_graph_that_the_runtime_refuses_is_a_finding(arguments, tmp_path, monkeypatch):
    def refuse(_):
        raise NotExportableError("Could not find an implementation for Clip(11)")

    monkeypatch.setattr("bevexport.graph.check.session", refuse)
    assert main([*arguments, "--out", str(tmp_path), "--rungs", "faithful"]) == 0
    (entry,) = yaml.safe_load((tmp_path / "ladder.yaml").read_text())["rungs"]
    assert entry["not_exportable"] == "Could not find an implementation for Clip(11)"
    assert not list(tmp_path.glob("*.onnx"))


def test_without_o1c_the_decoders_clamps_still_have_a_kernel_at_opset_11(arguments, tmp_path):
    """They are in float64, which is ours and not the original's: no reason for a rung to fail."""
    assert main([*arguments, "--out", str(tmp_path), "--rungs", "recipe-minus-O1c-inverse-sigmoid-masked-assign"]) == 0
    (entry,) = yaml.safe_load((tmp_path / "ladder.yaml").read_text())["rungs"]
    assert "not_exportable" not in entry and entry["opset"] == 11


def test_visibility_may_stay_live_under_the_simplifier(by_id):
    """Its random inputs make a camera see more cells than the bound; that is written down, and fails no export."""
    assert "not_exportable" not in by_id["recipe-minus-O2-bake-visibility"]


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


def test_forty_rungs_share_their_weights(folder, manifest):
    """A distinct tensor of 1 KiB and more lies in the file once; nothing as big is left inside a graph."""
    graphs = [r for r in manifest["rungs"] if "files" in r]
    assert len(manifest["rungs"]) >= 40
    tensors, places = set(), set()
    for path in folder.glob("*.onnx"):
        for tensor in onnx.load(path).graph.initializer:
            data = numpy_helper.to_array(tensor).tobytes()
            tensors |= {data} if len(data) >= 1024 else set()
        light = onnx.load(path, load_external_data=False).graph
        for tensor in light.initializer:
            if tensor.data_location == onnx.TensorProto.EXTERNAL:
                entries = {e.key: e.value for e in tensor.external_data}
                places.add((int(entries["offset"]), int(entries["length"])))
            else:
                assert numpy_helper.to_array(tensor).nbytes < 1024
        constants = [a.t for n in light.node if n.op_type == "Constant" for a in n.attribute if a.name == "value"]
        assert all(numpy_helper.to_array(t).nbytes < 1024 for t in constants)
    assert len(places) == len(tensors)
    (weights,) = folder.glob("weights-*.bin")
    padding = 64 * len(places)
    assert sum(map(len, tensors)) <= weights.stat().st_size <= sum(map(len, tensors)) + padding
    one_model = sum(p.numel() * 4 for p in bevexport.load(NANO).parameters())
    assert weights.stat().st_size <= 4 * one_model, f"{len(graphs)} rungs in at most four models' space"


def test_parts_equal_the_whole_bit_for_bit(folder, by_id, nano_frames):
    """Prefix and head of every rung against its whole graph, on frames with and without a previous map."""
    samples = choose(bevexport.load(NANO, "seeded"), nano_frames, None)[1:]
    assert {id for id, r in by_id.items() if "files" in r and "prefix" not in r} == WITHOUT_PARTS
    for id, entry in by_id.items():
        if "prefix" not in entry:
            continue
        whole = check.session(folder / entry["files"][0]["path"])
        prefix = check.session(folder / entry["prefix"]["files"][0]["path"])
        head = check.session(folder / entry["prefix"]["head"][0]["path"])
        assert [o.name for o in prefix.get_outputs()] == entry["prefix"]["values"]
        for sample in samples:
            given = {n: v.numpy() for n, v in sample.inputs(entry["temporal"])._asdict().items()}
            want = whole.run(None, {i.name: given[i.name] for i in whole.get_inputs()})
            features = dict(zip(entry["prefix"]["values"], prefix.run(None, {"img": given["img"]}), strict=True))
            got = head.run(None, {i.name: {**given, **features}[i.name] for i in head.get_inputs()})
            assert all(np.array_equal(a, b) for a, b in zip(got, want, strict=True)), id


def test_rungs_share_the_prefix(by_id):
    prefixes = Counter(r["prefix"]["files"][0]["path"] for r in by_id.values() if "prefix" in r)
    shared, times = prefixes.most_common(1)[0]
    assert times >= 20 and by_id["faithful"]["prefix"]["files"][0]["path"] == shared
    assert by_id["faithful"]["prefix"]["values"] == ["features.0"]


def test_the_head_is_the_rest_of_the_graph(folder):
    operators = {
        name: Counter(n.op_type for n in onnx.load(folder / name, load_external_data=False).graph.node)
        for name in ("faithful.onnx", "faithful.head.onnx")
    }
    assert operators["faithful.head.onnx"]["Conv"] == 0
    gone = operators["faithful.onnx"] - operators["faithful.head.onnx"]
    assert gone["Conv"] == operators["faithful.onnx"]["Conv"] and gone["GridSample"] == 0 and gone["MatMul"] == 0


def test_a_second_ladder_reads_the_cache(arguments, folder, tmp_path, monkeypatch, capsys):
    """The same files without a single trace; another frame to trace on is another export."""

    def refuse(*_):
        raise AssertionError("traced")

    monkeypatch.setattr("bevexport.graph.export._trace", refuse)
    chosen = "faithful,R03a-bake-can-bus,recipe-minus-R09-gather-grid-sample"
    assert main([*arguments, "--out", str(tmp_path), "--rungs", chosen]) == 0
    assert "read from the cache" in capsys.readouterr().err
    for name in ("faithful", "R03a-bake-can-bus"):
        graphs = [onnx.load(at / f"{name}.onnx").graph for at in (folder, tmp_path)]
        assert graphs[0].SerializeToString(deterministic=True) == graphs[1].SerializeToString(deterministic=True)
    with pytest.raises(AssertionError, match="traced"):
        main([*arguments, "--out", str(tmp_path), "--rungs", "faithful", "--traced-on", "sample-1-1"])


def test_a_damaged_cache_is_no_cache(tmp_path):
    tape = {"dx": torch.tensor([1.5])}
    tensor = numpy_helper.from_array(np.arange(600, dtype=np.float32), "w")
    graph = onnx.helper.make_model(onnx.helper.make_graph([], "g", [], [], [tensor]))
    cache = ExportCache(tmp_path)
    cache.keep("k", Exported(graph, ("img",), ("bev_embed",), True, False, tape, 64))
    read = cache.read("k")
    assert read.model == graph and read.tape == tape and (read.inputs, read.bound) == (("img",), 64)
    next((tmp_path / "tensors").iterdir()).write_bytes(b"other")
    assert cache.read("k") is None and cache.read("absent") is None


def test_equal_bytes_share_a_place(tmp_path):
    def graph(name, shape):
        tensor = onnx.numpy_helper.from_array(np.arange(600, dtype=np.float32).reshape(shape), name)
        node = onnx.helper.make_node("Constant", [], ["c"], value=onnx.numpy_helper.from_array(np.ones(600), "v"))
        return onnx.helper.make_model(onnx.helper.make_graph([node], "g", [], [], [tensor]))

    store = WeightStore(tmp_path)
    for model in (graph("a", (20, 30)), graph("b", (600,))):
        store.take(model)
        assert [i.name for i in model.graph.initializer][1] == "c" and not model.graph.node
    assert store.close().stat().st_size <= 600 * 4 + 600 * 8 + 64


def test_unknown_rungs_and_frames_are_one_line(arguments, tmp_path, capsys):
    assert main([*arguments, "--out", str(tmp_path), "--rungs", "R99-x"]) == 2
    assert "Cannot make rung R99-x: no such rung" in capsys.readouterr().err
    assert main([*arguments, "--out", str(tmp_path), "--rungs", "faithful", "--traced-on", "absent"]) == 2
    assert "Cannot trace: sample absent is not in" in capsys.readouterr().err
    assert not (tmp_path / "ladder.yaml").exists()


def test_another_traced_frame_is_in_the_manifest(arguments, tmp_path):
    assert main([*arguments, "--out", str(tmp_path), "--rungs", "faithful", "--traced-on", "sample-1-1"]) == 0
    manifest = yaml.safe_load((tmp_path / "ladder.yaml").read_text())
    assert manifest["rungs"][0]["traced_on"] == "sample-1-1"
