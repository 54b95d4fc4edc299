"""Configurations from names, YAML and the original's JSON; what is malformed is refused in one line."""

import json
from pathlib import Path

import pytest

import bevexport
from bevexport.__main__ import main
from bevexport.errors import InputError
from bevexport.model import BASE, MICRO, SMALL, TINY, config_of

SECTION = json.loads((Path(__file__).parent / "original" / "levels_model_config.json").read_text())


def saved(tmp_path, content, name="some.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def changed(dotted, value):
    """The original's section with one value replaced."""
    section = json.loads(json.dumps(SECTION))
    node = section
    *parents, last = dotted.split(".")
    for key in parents:
        node = node[int(key)] if isinstance(node, list) else node[key]
    node[last] = value
    return section


def refusal(path):
    with pytest.raises(InputError) as caught:
        config_of(path)
    message = str(caught.value)
    assert "\n" not in message
    prefix = f"Cannot load config {path}: "
    assert message.startswith(prefix)
    return message[len(prefix) :]


def test_named_configurations_are_the_published_ones():
    assert [config_of(n) for n in ("tiny", "small", "base", "micro")] == [TINY, SMALL, BASE, MICRO]
    assert (SMALL.bev_h, SMALL.encoder_layers, SMALL.num_levels) == (150, 3, 1)
    assert (BASE.bev_h, BASE.encoder_layers, BASE.num_levels) == (200, 6, 4)
    assert SMALL.preprocess.network_size == (736, 1280)
    assert BASE.preprocess.network_size == (928, 1600)
    for config in (SMALL, BASE):
        assert config.backbone.depths == (3, 4, 23, 3)
        assert config.backbone.deformable_stages == (2, 3)
        assert config.preprocess.channel_order == "bgr"
        assert config.preprocess.mean == (103.53, 116.28, 123.675)


def test_fields_that_came_later_leave_the_hash_of_older_models_alone():
    assert MICRO.sha256() == "4486432aa9ab812a89f8abd14a2dd2229ede7e20cb48e6b24a9b639b6e5b9912"
    assert TINY.sha256() == "807c4a8e01cf1308b6f5363adfb8f5a8d03aa34cdd5232dc415f378842e4d949"
    assert len({TINY.sha256(), SMALL.sha256(), BASE.sha256()}) == 3


def test_the_originals_section_bare_or_in_its_config(tmp_path):
    bare = config_of(saved(tmp_path, SECTION, "my_model_config.json"))
    assert bare.name == "my"
    assert (bare.num_levels, bare.bev_h, bare.bev_w, bare.embed_dims) == (4, 12, 10, 32)
    assert bare.preprocess == BASE.preprocess
    assert config_of(saved(tmp_path, {"model": SECTION, "data": {}}, "my.json")) == bare


def test_a_yaml_changes_fields_of_its_base(tmp_path):
    assert config_of(saved(tmp_path, "bev_h: 20\n", "a.yaml")).bev_h == 20
    saved(tmp_path, SECTION, "levels.json")
    text = "base: levels.json\npreprocess: {image_size: [180, 320], network_size: [96, 160], scale: 0.5}\n"
    config = config_of(saved(tmp_path, text, "b.yaml"))
    assert (config.name, config.num_levels, config.preprocess.network_size) == ("b", 4, (96, 160))
    assert config.preprocess.channel_order == "bgr"


BAD_YAML = {
    "a: [1\n": "line 2, column 1: expected ',' or ']', but got '<stream end>', expected YAML",
    "- 1\n": "it: found list, expected a mapping of keys",
    "base: huge\n": "base=huge: expected one of ['base', 'micro', 'small', 'tiny'] or a JSON beside the YAML",
    "bev_hh: 3\n": "bev_hh: unknown key, expected one of [",
    "bev_h: many\n": "bev_h=many: expected a whole number",
    "bev_h: 0\n": "bev_h=0: expected above 0",
    "dropout: [1]\n": "dropout=[1]: expected a number",
    "pc_range: 3\n": "pc_range=3: expected a list",
    "pc_range: [1, a]\n": "pc_range[1]=a: expected a number",
    "embed_dims: 100\n": "embed_dims=100: expected a multiple of num_heads=8",
    "preprocess: 3\n": "preprocess=3: expected a mapping of keys",
    "preprocess: {scales: 1}\n": "preprocess.scales: unknown key, expected one of [",
    "preprocess: {scale: 0.8}\n": "network_size=(480, 800): expected (736, 1280), which is image_size times scale",
    "backbone: {style: keras}\n": "style=keras: expected pytorch or caffe",
    "backbone: {deformable_stages: [4]}\n": "deformable_stages=(4,): expected rising numbers of [0, 1, 2, 3]",
    "num_levels: 5\n": "num_levels=5: expected from 1, as out_stages has, to level_embeds=4",
}


@pytest.mark.parametrize("text", BAD_YAML, ids=lambda t: t.strip())
def test_a_malformed_yaml_names_its_key(tmp_path, text):
    assert refusal(saved(tmp_path, text, "c.yaml")).startswith(BAD_YAML[text])


HEAD, ATTENTION = "pts_bbox_head", "pts_bbox_head.transformer.encoder.transformerlayers.attn_cfgs"
BAD_SECTION = {
    "type": ("BEVFormerV2", "type=BEVFormerV2: expected BEVFormer"),
    "img_backbone": (3, "it: no key img_backbone.type"),
    "img_backbone.depth": (18, "img_backbone.depth=18: expected 50 or 101 or 152"),
    "img_backbone.style": ("keras", "img_backbone.style=keras: expected pytorch or caffe"),
    "img_backbone.dcn": ({"type": "DCN"}, "img_backbone.dcn.type=DCN: expected DCNv2"),
    "img_neck.start_level": (1, "img_neck.start_level=1: expected 0"),
    "img_neck.add_extra_convs": ("on_input", "img_neck.add_extra_convs=on_input: expected on_output"),
    f"{HEAD}.bev_h": ("12", f"{HEAD}.bev_h=12: expected a whole number above 0"),
    f"{HEAD}.as_two_stage": (True, f"{HEAD}.as_two_stage=True: expected False"),
    f"{HEAD}.transformer.use_shift": (False, f"{HEAD}.transformer.use_shift=False: expected True"),
    f"{HEAD}.bbox_coder.pc_range": ("far", f"{HEAD}.bbox_coder.pc_range=far: expected a list of numbers"),
    f"{ATTENTION}.1.deformable_attention.num_levels": (
        1,
        f"{ATTENTION}.1.deformable_attention.num_levels=1: expected 4",
    ),
}


@pytest.mark.parametrize("key", BAD_SECTION)
def test_a_section_of_another_model_names_its_key(tmp_path, key):
    value, expected = BAD_SECTION[key]
    assert refusal(saved(tmp_path, changed(key, value))).startswith(expected)


def test_json_that_is_none_or_says_nothing(tmp_path):
    assert refusal(saved(tmp_path, '{"a": ')).startswith("line 1, column 7: Expecting value, expected JSON")
    assert refusal(saved(tmp_path, [1])) == "it: found list, expected the original's model section"
    assert refusal(saved(tmp_path, {})) == "it: no key type, expected the original's model section"
    path = tmp_path / "bytes.json"
    path.write_bytes(b"\xff\xfe\x00")
    assert "expected a text file" in refusal(path)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(InputError, match=r"Cannot load config huge: no such file, expected one of \['base', 'micro'"):
        bevexport.load("huge")


@pytest.mark.parametrize("name, text", [("x.yaml", "a: [1\n"), ("x.json", "{"), ("x.json", "[]")])
def test_the_command_says_it_in_one_line_and_exits_2(tmp_path, capsys, name, text):
    path = saved(tmp_path, text, name)
    args = ["--config", str(path), "--checkpoint", "seeded", "--frames", str(tmp_path), "--out", str(tmp_path / "out")]
    assert main(["reference", *args]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"error: Cannot load config {path}: ")
    assert err.count("\n") == 1
    assert not (tmp_path / "out").exists()
