"""The ladder's faithful rung of a model with deformable convolutions and four feature levels."""

import contextlib
import io
import re
from collections import Counter

import onnx
import pytest
import yaml

from bevexport.__main__ import main
from tests.frames_fixture import write_frames
from tests.nano import IMAGE_SIZE

CONFIG = {
    "base": "base",
    "backbone": {"stem_channels": 8, "base_channels": 8, "depths": [1, 1, 2, 1]},
    "preprocess": {"image_size": list(IMAGE_SIZE), "network_size": [96, 160], "scale": 0.8},
    "embed_dims": 32, "ffn_dims": 32, "bev_h": 10, "bev_w": 12, "encoder_layers": 2, "decoder_layers": 2,
    "num_query": 14, "rotate_center": [7, 4], "max_num": 60,
    "pc_range": [-20.0, -24.0, -5.0, 28.0, 30.0, 3.0],
    "post_center_range": [-30.0, -30.0, -10.0, 40.0, 40.0, 10.0],
}  # fmt: skip
RUNGS = ("faithful", "R09-gather-grid-sample")
DEFORMABLE, ENCODER, DECODER, LEVELS = 3, 2, 2, 4
ATOL = 1e-4  # ONNX Runtime against PyTorch: float32 sums in another order


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The command's folder and what it printed, after comparing ONNX Runtime with PyTorch on frames of two vehicles."""
    folder = tmp_path_factory.mktemp("levels")
    (folder / "levels.yaml").write_text(yaml.safe_dump(CONFIG))
    write_frames(folder / "frames", scenes=2, frames=2, size=IMAGE_SIZE)
    args = ["--config", str(folder / "levels.yaml"), "--checkpoint", "seeded", "--frames", str(folder / "frames")]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = main(["ladder", *args, "--rungs", ",".join(RUNGS), "--out", str(folder / "ladder")])
    assert code == 0
    return folder / "ladder", printed.getvalue()


def operators(path):
    return Counter(node.op_type for node in onnx.load(str(path), load_external_data=False).graph.node)


def test_faithful_samples_with_one_operator_a_map(made):
    rungs = {rung["id"]: rung for rung in yaml.safe_load((made[0] / "ladder.yaml").read_text())["rungs"]}
    assert rungs["faithful"]["opset"] >= 16
    found = operators(made[0] / "faithful.onnx")
    assert found["GridSample"] == DEFORMABLE + ENCODER * (1 + LEVELS) + DECODER  # each for all the points of a map
    assert found["DeformConv"] == 0


def test_a_row_without_grid_sample_has_none_in_the_backbone_either(made):
    assert operators(made[0] / "R09-gather-grid-sample.onnx")["GridSample"] == 0


def test_the_manifest_states_caffe_pictures(made):
    preprocess = yaml.safe_load((made[0] / "ladder.yaml").read_text())["preprocess"]
    assert preprocess["channel_order"] == "bgr"
    assert preprocess["std"] == [1.0, 1.0, 1.0]
    assert preprocess["scale"] == 0.8


@pytest.mark.parametrize("rung", RUNGS)
def test_onnx_runtime_equals_pytorch(made, rung):
    line = next(x for x in made[1].splitlines() if x.startswith(f"{rung}: "))
    worst = dict(re.findall(r"(\w+) ([\d.e+-]+)", line.split("PyTorch")[1]))
    assert set(worst) == {"bev_embed", "all_cls_scores", "all_bbox_preds"}
    assert float(worst["bev_embed"]) <= ATOL
    assert float(worst["all_cls_scores"]) <= ATOL
    assert float(worst["all_bbox_preds"]) <= 10 * ATOL
