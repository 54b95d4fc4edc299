"""The script that runs the original, with a small model that behaves like it: same calls, same quirks of memory."""

import copy
import importlib.util
import json
import shlex
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import torch
import yaml
from torch import nn

import bevexport
from bevexport import frames, reference
from bevexport.frames import Frame
from bevexport.model import weights
from tests.frames_fixture import write_frames
from tests.nano import IMAGE_SIZE, NANO

SCRIPT = Path(__file__).parents[2] / "original" / "bevformer_reference.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("bevformer_reference", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Attention(nn.Module):
    """The original's call of an encoder layer's first attention: both maps, one after the other, as key and value."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def __call__(self, x, pos, slots, shape, reference):
        maps = None if slots[0] is x else torch.stack(slots, 1).flatten(0, 1)
        return super().__call__(x, maps, maps, None, pos, slots, shape, reference)

    def forward(self, query, key, value, identity, pos, slots, shape, reference):
        return self.inner(query, pos, slots, shape, reference)


class QueriesFirst(nn.Module):
    """A norm of the original's decoder, where the batch is the second axis."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def __call__(self, x):
        return super().__call__(x.transpose(0, 1)).transpose(0, 1)

    def forward(self, x):
        return self.inner(x)


class Head(nn.Module):
    """What the hook sees of the original's head."""

    def __init__(self, inner):
        super().__init__()
        head = inner.pts_bbox_head
        self.transformer = head.transformer
        self.transformer.encoder.layers[0].attentions[0] = Attention(head.transformer.encoder.layers[0].attentions[0])
        for layer in self.transformer.decoder.layers:
            layer.norms = nn.ModuleList(map(QueriesFirst, layer.norms))
        self.reg_branches, self.cls_branches = head.reg_branches, head.cls_branches
        self.inner = inner

    def forward(self, img, meta, prev_bev):
        lidar2img = torch.from_numpy(np.stack(meta["lidar2img"]).astype(np.float32))[None]
        can_bus = torch.from_numpy(meta["can_bus"].astype(np.float32))[None]
        out = self.inner(img, lidar2img, can_bus, prev_bev)
        if prev_bev is not None:
            prev_bev.fill_(7.0)  # the original writes into the map that it gave out a frame ago
        return {**out._asdict(), "enc_cls_scores": None}


class FakeOriginal(nn.Module):
    """The calls and the memory of the original's forward_test, around a nano model of ours."""

    def __init__(self, inner):
        super().__init__()
        self.weights = inner.state_dict()
        self.img_backbone, self.img_neck = inner.img_backbone, inner.img_neck
        self.pts_bbox_head = Head(inner)
        self.prev_frame_info = {"prev_bev": None, "scene_token": None, "prev_pos": 0, "prev_angle": 0}

    def state_dict(self):
        return self.weights

    def forward(self, return_loss, rescale, img, img_metas):
        assert not return_loss
        info, meta = self.prev_frame_info, img_metas[0][0]
        if meta["scene_token"] != info["scene_token"]:
            info["prev_bev"] = None
        info["scene_token"] = meta["scene_token"]
        at, angle = copy.deepcopy(meta["can_bus"][:3]), copy.deepcopy(meta["can_bus"][-1])
        first = info["prev_bev"] is None
        meta["can_bus"][:3] = 0 if first else meta["can_bus"][:3] - info["prev_pos"]
        meta["can_bus"][-1] = 0 if first else meta["can_bus"][-1] - info["prev_angle"]
        out = self.pts_bbox_head(img[0], meta, info["prev_bev"])
        info["prev_pos"], info["prev_angle"], info["prev_bev"] = at, angle, out["bev_embed"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_frames(tmp_path_factory.mktemp("frames"), scenes=2, frames=5, size=IMAGE_SIZE)


@pytest.fixture(scope="module")
def model():
    return bevexport.load(NANO, "seeded")


def source(row):
    frame = Frame(Path("scene.parquet"), row)
    lidar2img = frame.lidar2img()
    lidar2img[:, :2] *= NANO.preprocess.scale
    meta = {"scene_token": row["scene_token"], "can_bus": frame.can_bus(), "lidar2img": list(lidar2img)}
    return {"img": [frames.inputs(frame, None, NANO.preprocess).img], "img_metas": [[meta]]}


def ladder_of(model):
    return {
        "model": {
            "name": "nano",
            "config_sha256": NANO.sha256(),
            "checkpoint_sha256": weights.sha256(model.state_dict()),
            "random_weights": True,
        },
        "preprocess": {"network_size": list(NANO.preprocess.network_size)},
        "bev": {"height": NANO.bev_h, "width": NANO.bev_w, "channels": NANO.embed_dims},
    }


def written(script, model, folder, out, ladder=None, **changes):
    options = {"variants": ["temporal", "nontemporal"], "bev_embed_frames": 3, "tap_frames": 0}
    options |= {"columns": None, "record": {}, **changes}
    recorder = script.Recorder(FakeOriginal(copy.deepcopy(model)), "cpu")
    return script.write(recorder, source, folder, ladder or ladder_of(model), out, options)


def test_the_tables_equal_those_of_bevexport(script, model, folder, tmp_path):
    written(script, model, folder, tmp_path / "theirs")
    reference.write(model, folder, tmp_path / "ours", ["temporal", "nontemporal"], 3, True, tap_frames=0)
    files = sorted(p.name for p in (tmp_path / "ours").glob("*.parquet"))
    assert files == sorted(p.name for p in (tmp_path / "theirs").glob("*.parquet"))
    for name in files:
        ours, theirs = (pq.read_table(tmp_path / side / name) for side in ("ours", "theirs"))
        assert theirs.schema.equals(ours.schema, check_metadata=True)
        assert theirs.equals(ours)  # to the last bit, in the same order


def test_inner_values_are_those_of_bevexport_under_the_same_names(script, model, folder, tmp_path):
    """In the original's own order: it turns the map late and runs each box branch twice."""
    written(script, model, folder, tmp_path / "theirs", tap_frames=2)
    reference.write(model, folder, tmp_path / "ours", ["temporal", "nontemporal"], 3, True, tap_frames=2)
    tables = [pq.read_table(tmp_path / side / reference.TAPS) for side in ("ours", "theirs")]
    assert tables[1].schema.equals(tables[0].schema, check_metadata=True)
    keyed = [{(r["sample_token"], r["variant"], r["tensor"]): r for r in t.to_pylist()} for t in tables]
    assert keyed[0] == keyed[1] and len(keyed[0]) == tables[1].num_rows
    ours, theirs = (json.loads((tmp_path / side / "reference.json").read_text())["taps"] for side in ("ours", "theirs"))
    assert (theirs["file"], theirs["frames"]) == (ours["file"], ours["frames"])
    assert sorted(theirs["names"]) == sorted(ours["names"]) and "prev_bev.turned" in theirs["names"]
    encoder = [n for n in theirs["names"] if ".encoder." in n]
    assert encoder == sorted(encoder) and theirs["names"].index("prev_bev.turned") < theirs["names"].index(encoder[0])


def test_without_tap_frames_there_is_no_file_of_them(script, model, folder, tmp_path):
    written(script, model, folder, tmp_path)
    assert json.loads((tmp_path / "reference.json").read_text())["taps"] is None
    assert not list(tmp_path.glob("*taps*"))


def test_the_certificate_says_original_and_fits_the_ladder(script, model, folder, tmp_path):
    written(script, model, folder, tmp_path / "theirs", record={"published": {"mean_ap": 0.25, "nd_score": 0.35}})
    theirs = json.loads((tmp_path / "theirs" / "reference.json").read_text())
    reference.write(model, folder, tmp_path / "ours", ["temporal", "nontemporal"], 3, True, tap_frames=0)
    ours = json.loads((tmp_path / "ours" / "reference.json").read_text())
    assert theirs["made_by"] == "original"
    assert theirs["published"] == {"mean_ap": 0.25, "nd_score": 0.35}
    for key in set(ours) - {"made_by", "tool_version", "published"}:
        assert theirs[key] == ours[key], key


def test_other_weights_than_the_ladders_are_refused_and_nothing_is_written(script, model, folder, tmp_path):
    ladder = ladder_of(model)
    ladder["model"]["checkpoint_sha256"] = "0" * 64
    with pytest.raises(script.InputError, match=r"the model's weights hash to [0-9a-f]{64}, expected 0{64} as in it"):
        written(script, model, folder, tmp_path / "out", ladder)
    assert not (tmp_path / "out").exists()


def test_another_size_than_the_ladders_is_refused_without_a_certificate(script, model, folder, tmp_path):
    ladder = ladder_of(model)
    ladder["bev"]["height"] = 11
    with pytest.raises(script.InputError, match=r"bev_embed \(120, 1, 32\), expected \(132, 1, 32\) as in it"):
        written(script, model, folder, tmp_path / "out", ladder)
    assert not (tmp_path / "out" / "reference.json").exists()
    assert not list((tmp_path / "out").glob("*.parquet"))


def test_a_model_that_is_not_the_originals_is_refused(script, model):
    with pytest.raises(script.InputError, match="Cannot use BEVFormer: no prev_frame_info"):
        script.Recorder(model, "cpu")


def test_its_matrices_equal_ours(script, folder):
    row = next(frames.scenes(folder)[1].frames()).row
    np.testing.assert_allclose(np.stack(script.lidar2img(row)), Frame(folder, row).lidar2img(), rtol=1e-9, atol=1e-6)


def test_what_the_pipeline_raises_names_the_sample(script):
    def read():
        raise FileNotFoundError("img file does not exist: a.jpg\nmore of it")

    with pytest.raises(script.InputError) as caught:
        script.prepared({"sample_token": "s7"}, read)
    expected = "FileNotFoundError img file does not exist: a.jpg, expected six pictures"
    assert str(caught.value) == f"Cannot prepare sample s7: {expected}"


def test_more_than_one_augmentation_is_refused(script):
    with pytest.raises(script.InputError, match="Cannot use the test pipeline: img is Tensor, expected one"):
        script.prepared({"sample_token": "s7"}, lambda: {"img": torch.zeros(1), "img_metas": []})


def test_time_that_runs_backwards_names_file_and_sample(script, folder, tmp_path):
    table = pq.read_table(folder / "scene-0000-0.parquet")
    pq.write_table(table.take([1, 0]), tmp_path / "scene.parquet")
    with pytest.raises(script.InputError, match=r"scene.parquet, sample sample-0-0: time runs backwards"):
        list(script.rows_of(tmp_path / "scene.parquet", ["sample_token", "timestamp_us"]))


def test_a_broken_ladder_is_one_line_and_exit_code_2(script, tmp_path, capsys):
    path = tmp_path / "ladder.yaml"
    path.write_text(yaml.safe_dump({"model": {"name": "nano"}}))
    args = ["c.py", "c.pth", "--frames", str(tmp_path), "--ladder", str(path), "--out", str(tmp_path / "out")]
    assert script.main(args) == 2
    assert capsys.readouterr().err == f"error: Cannot read {path}: KeyError 'config_sha256', expected a ladder.yaml\n"


def test_it_needs_nothing_of_bevexport():
    lines = SCRIPT.read_text().splitlines()
    assert not [line for line in lines if line.strip().startswith(("import bevexport", "from bevexport"))]


def test_the_readmes_line_is_one_that_the_script_takes(script):
    readme = (SCRIPT.parents[2] / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
    [line] = [x for x in readme.splitlines() if x.startswith("python ") and SCRIPT.name in x]
    args = script.parsed(shlex.split(line)[2:])
    assert args.config.endswith("bevformer_tiny.py")
    assert args.inputs == "dataset"
    assert args.variants == ["temporal", "nontemporal"]
