"""Our model against outputs of the original code on seeded weights and inputs."""

import importlib.util
import json

import numpy as np
import pytest
import torch

import bevexport
from bevexport.model import config_of, ego, geometry, nuscenes, weights
from tests.model.compare import BEV_ATOL, SCORE_ATOL, assert_decoded, assert_raw


@pytest.fixture(scope="module")
def formula(golden):
    spec = importlib.util.spec_from_file_location("formula_and_inputs", golden / "formula_and_inputs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(golden, formula, name, frames, scale, picture, valid_rows):
    """Outputs of frames 0.. in a row, each with the previous one's map."""
    config = config_of(golden / f"{name}_model_config.json")
    model = bevexport.load(config, "seeded")
    h, w = picture
    outputs, prev, before = [], None, None
    for frame in range(frames):
        can_bus = formula.can_bus_for(frame)
        absolute = can_bus.copy()
        for i in (0, 1, 2, 17):
            can_bus[i] = 0.0 if before is None else absolute[i] - before[i]
        before = absolute
        img = torch.from_numpy(formula.image_for(frame, h, w, valid_rows))
        lidar2img = torch.from_numpy(formula.lidar2img_for(frame, scale).astype(np.float32))[None]
        with torch.no_grad():
            out = model(img, lidar2img, torch.from_numpy(can_bus.astype(np.float32))[None], prev)
        prev = out.bev_embed
        outputs.append(out)
    return config, model, outputs


@pytest.fixture(scope="module")
def mini(golden, formula):
    return run(golden, formula, "mini", 3, 0.1, (96, 160), 90)


@pytest.mark.parametrize("name", ["mini", "tiny"])
def test_keys_and_shapes_are_the_originals(golden, name):
    expected = json.loads((golden / f"{name}_state_dict.json").read_text())
    model = bevexport.load(golden / f"{name}_model_config.json")
    assert {k: list(v.shape) for k, v in model.state_dict().items()} == expected


def test_seeded_weights_have_the_published_sums(golden):
    sums = json.loads((golden / "mini_state_dict_checksums.json").read_text())
    model = bevexport.load(golden / "mini_model_config.json")
    for key, value in weights.seeded(model.state_dict()).items():
        total, absolute = sums[key]
        assert value.double().sum().item() == pytest.approx(total, rel=1e-9, abs=1e-9), key
        assert value.double().abs().sum().item() == pytest.approx(absolute, rel=1e-9), key


@pytest.mark.parametrize("frame", [0, 1, 2])
def test_mini_equals_the_original(golden, mini, frame):
    config, _, outputs = mini
    expected = np.load(golden / f"mini_frame{frame}.npz")
    assert_raw(outputs[frame], expected)
    assert_decoded(outputs[frame], config, expected)


def test_mini_submission_equals_the_original(golden, formula, mini):
    config, _, outputs = mini
    expected = json.loads((golden / "mini_nusc" / "results_nusc.json").read_text())["results"]
    for frame, out in enumerate(outputs):
        info = formula.info_for(frame)
        poses = [(info[f"{p}_translation"], info[f"{p}_rotation"]) for p in ("lidar2ego", "ego2global")]
        got = nuscenes.submission(bevexport.decode(out, config)[0], config, info["token"], *poses)
        assert_same_entries(got, expected[f"frame{frame}"])


def assert_same_entries(got, want):
    assert len(got) == len(want)
    free = list(got)
    for entry in want:
        same = [i for i, other in enumerate(free) if same_entry(other, entry)]
        assert same, entry
        free.pop(same[0])


def same_entry(a, b):
    names = ("sample_token", "detection_name", "attribute_name")
    if any(a[k] != b[k] for k in names) or abs(a["detection_score"] - b["detection_score"]) > SCORE_ATOL:
        return False
    close = all(np.allclose(a[k], b[k], atol=3e-3, rtol=0) for k in ("translation", "size", "velocity"))
    return close and abs(np.dot(a["rotation"], b["rotation"])) > 1 - 1e-5


def test_previous_map_is_not_changed(formula, mini):
    _, model, outputs = mini
    prev = outputs[0].bev_embed.clone()
    can_bus = torch.zeros(1, 18)
    can_bus[0, 17] = 12.0
    img = torch.from_numpy(formula.image_for(1, 96, 160, 90))
    lidar2img = torch.from_numpy(formula.lidar2img_for(1, 0.1).astype(np.float32))[None]
    with torch.no_grad():
        model(img, lidar2img, can_bus, prev)
    assert torch.equal(prev, outputs[0].bev_embed)


def caught(model, *inputs):
    """What the blocks of the encoder put out on the way, under the recorded arrays' names; each as (Q, C)."""
    found, hooks = {}, []
    for i, layer in enumerate(model.pts_bbox_head.transformer.encoder.layers):
        blocks = {"_tsa": layer.attentions[0], "_sca": layer.attentions[1], "": layer}
        for suffix, block in blocks.items():
            name = f"enc_layer{i}{suffix}"
            hooks.append(block.register_forward_hook(lambda m, x, out, name=name: found.update({name: out[0].numpy()})))
    try:
        with torch.no_grad():
            model(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return found


@pytest.mark.parametrize("frame", [0, 1, 2])
def test_every_intermediate_of_mini(golden, formula, mini, frame):
    config, model, _ = mini
    expected = np.load(golden / f"mini_frame{frame}.npz")
    img = torch.from_numpy(formula.image_for(frame, 96, 160, 90))
    can_bus = torch.from_numpy(expected["can_bus_used"].astype(np.float32))[None]
    lidar2img = torch.from_numpy(expected["lidar2img"].astype(np.float32))[None]
    prev = None
    if frame > 0:
        prev = torch.from_numpy(np.load(golden / f"mini_frame{frame - 1}.npz")["bev_embed"])
        turned = model.turned(prev, can_bus)[0].numpy()
        np.testing.assert_array_equal(turned, expected["prev_bev_rotated"][:, 0])
    np.testing.assert_allclose(ego.bev_shift(can_bus, 102.4, 102.4).numpy(), expected["shift"], atol=1e-7)
    with torch.no_grad():
        query, maps = model.bev_query(can_bus)[0].numpy(), model.features(img)
    np.testing.assert_allclose(query, expected["bev_queries_in"][:, 0], atol=1e-5)
    np.testing.assert_allclose(maps[0][0].numpy(), expected["fpn0"], atol=1e-4)
    points = geometry.project(geometry.pillar_points(20, 20, 4, config.pc_range), lidar2img, (96, 160))
    assert (points.valid[0].numpy() == expected["bev_mask"][:, 0]).all()
    uv, recorded, seen = points.uv[0].numpy(), expected["reference_points_cam"][:, 0], expected["bev_mask"][:, 0]
    np.testing.assert_allclose(uv[seen], recorded[seen], atol=1e-5)
    found = caught(model, img, lidar2img, can_bus, prev)
    assert set(found) == {key for key in expected if key.startswith("enc_layer")}
    for key, value in found.items():
        np.testing.assert_allclose(value, expected[key][0], atol=BEV_ATOL, err_msg=key)


def test_tiny_frame_2_equals_the_original(golden, formula):
    config, _, outputs = run(golden, formula, "tiny", 3, 0.5, (480, 800), 450)
    expected = np.load(golden / "tiny_frame2.npz")
    assert_raw(outputs[2], expected)
    assert_decoded(outputs[2], config, expected)
