"""The calibration set: which frames, that they are the pipeline's own inputs, that a quantiser reads them."""

import dataclasses
import json

import numpy as np
import onnx
import pytest
import yaml
from onnxruntime.quantization import CalibrationDataReader, quantize_static

import bevexport
from bevexport import frames
from bevexport.__main__ import main
from bevexport.calibration.choice import choose, stratum_of
from bevexport.calibration.folder import write
from bevexport.digest import file_sha256
from bevexport.graph.export import export
from bevexport.graph.module import GraphInputs
from bevexport.ladder import calibration
from bevexport.ladder.samples import sample_at

from ..frames_fixture import write_frames
from ..ladder.test_build import plain
from ..nano import IMAGE_SIZE, NANO

COUNT = 7


@pytest.fixture(scope="module")
def model():
    return bevexport.load(NANO, "seeded")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three scenes of two vehicles, four frames each."""
    return write_frames(tmp_path_factory.mktemp("frames"), 3, 4, IMAGE_SIZE)


@pytest.fixture(scope="module")
def made(model, folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("set")
    return out, write(model, folder, out, COUNT, 0, "npy")


def places(chosen):
    return [(c.scene.path.name, c.positions) for c in chosen]


def test_strata_take_turns_and_a_seed_decides(folder):
    scenes = frames.scenes(folder)
    chosen = choose(scenes, COUNT, 0)
    assert sum(len(c.positions) for c in chosen) == COUNT
    by_vehicle = {v: [c for c in chosen if c.stratum.vehicle == v] for v in ("vehicle0", "vehicle1")}
    counts = sorted(sum(len(c.positions) for c in some) for some in by_vehicle.values())
    assert counts == [3, 4]  # though one vehicle has two of the three scenes
    assert all(any(0 in c.positions for c in some) for some in by_vehicle.values())
    assert len({c.stratum.calibration for c in chosen}) == 2
    assert places(choose(scenes, COUNT, 0)) == places(chosen)
    assert sorted(places(choose(scenes[::-1], COUNT, 0))) == sorted(places(chosen))
    assert any(places(choose(scenes, COUNT, seed)) != places(chosen) for seed in range(1, 6))
    everything = choose(scenes, 1000, 0)
    assert [c.positions for c in everything] == [(0, 1, 2, 3)] * 3
    spread = choose(scenes, 3, 0)
    assert {c.stratum.vehicle for c in spread} == {"vehicle0", "vehicle1"} and len(spread) >= 2


def test_night_is_a_stratum_of_its_own(folder):
    frame = next(frames.scenes(folder)[0].frames())
    lights = {}
    for text in ("Parked cars", "Night, rain", "after night", "knights", ""):
        lights[text] = stratum_of(frames.Frame(frame.path, {**frame.row, "description": text})).light
    assert list(lights.values()) == ["day", "night", "night", "day", "unknown"]


def test_inputs_are_the_pipelines_own_to_the_last_bit(made, model, folder):
    out, manifest = made
    scenes = {s.path.name: s for s in frames.scenes(folder)}
    assert len(manifest["frames"]) == COUNT
    memories = set()
    for row in manifest["frames"]:
        scene = scenes[f"{row['scene_name']}-{row['sequence']}.parquet"]
        wanted = sample_at(model, scene, row["position"])
        assert wanted.sample_token == row["sample_token"]
        for name, tensor in wanted.with_time._asdict().items():
            file = row["files"][name]
            found = np.load(out / file["path"])
            assert found.dtype == np.float32 and list(found.shape) == manifest["inputs"][name]["shape"]
            assert np.array_equal(found, tensor.numpy()), (row["sample_token"], name)
            assert file["sha256"] == file_sha256(out / file["path"])
        assert row["use_prev_bev"] == float(row["position"] > 0)
        memories.add(row["use_prev_bev"])
    assert memories == {0.0, 1.0}
    assert manifest["preprocessing"]["network_size"] == NANO.preprocess.network_size
    assert json.loads((out / "manifest.json").read_text()) == json.loads(json.dumps(manifest))


def test_int8_static_takes_its_ranges_from_the_same_frames(model, folder, tmp_path):
    manifest = write(model, folder, tmp_path / "set", calibration.FRAMES, calibration.SEED, "npy")
    fed = list(calibration.inputs(model, folder))
    assert len(fed) == len(manifest["frames"]) == 12
    for inputs, row in zip(fed, manifest["frames"], strict=True):
        for name, tensor in inputs._asdict().items():
            assert np.array_equal(np.load(tmp_path / "set" / row["files"][name]["path"]), tensor.numpy())


def test_onnx_runtime_quantises_by_it(made, model, folder, tmp_path):
    out, manifest = made

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.rest = iter(json.loads((out / "manifest.json").read_text())["frames"])
            self.read = 0

        def get_next(self):
            row = next(self.rest, None)
            self.read += row is not None
            return row and {name: np.load(out / file["path"]) for name, file in row["files"].items()}

    traced = sample_at(model, frames.scenes(folder)[0], 1).with_time
    graph = export(model, (), 17, True, False, traced, 96).model
    reader = Reader()
    quantize_static(graph, tmp_path / "int8.onnx", reader, op_types_to_quantize=["MatMul"])
    assert reader.read == COUNT
    kinds = [n.op_type for n in onnx.load(tmp_path / "int8.onnx").graph.node]
    assert kinds.count("QuantizeLinear") > 20
    assert set(manifest["inputs"]) == set(GraphInputs._fields)


def test_the_command(folder, model, made, tmp_path, capsys):
    config = tmp_path / "nano.yaml"
    config.write_text(yaml.safe_dump(plain(dataclasses.asdict(NANO))))
    command = ["calibration-set", "--config", str(config), "--checkpoint", "seeded", "--frames", str(folder)]
    command += ["--count", str(COUNT), "--out", str(tmp_path / "raw")]
    assert main([*command, "--evaluation", str(folder)]) == 2
    assert "these are the evaluation frames" in capsys.readouterr().err and not (tmp_path / "raw").exists()
    assert main([*command, "--count", "0"]) == 2
    assert "Cannot use --count 0: expected at least 1" in capsys.readouterr().err
    assert main([*command, "--form", "raw"]) == 0
    assert "7 frames of 3 scenes in 2 strata" in capsys.readouterr().out
    out, manifest = made
    for row in json.loads((tmp_path / "raw" / "manifest.json").read_text())["frames"]:
        for name, file in row["files"].items():
            twin = np.load(out / row["sample_token"] / f"{name}.npy")
            assert (tmp_path / "raw" / file["path"]).read_bytes() == twin.tobytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["nano.yaml", "raw"]
