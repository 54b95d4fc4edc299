"""Toy graphs with the ladder's inputs and outputs, a few kilobytes each, for the Java tests.

    python export/golden/make_toy_onnx.py udf/src/test/resources/toy
    python export/golden/make_toy_onnx.py --parts udf/src/test/resources/toy-parts

Pictures 16x8, network 4x8 after a scale of 0.5, two classes, three queries, a BEV of 2x3 cells with
two channels, one decoder layer. The arithmetic is written down in each builder and repeated by the
tests, so that a wrong input, a stale state or a lost reset shows in the numbers.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import yaml
from onnx import TensorProto, checker, helper, numpy_helper, save_model

CAMERAS = 6
HEIGHT, WIDTH = 4, 8
CELLS, CHANNELS = 6, 2
QUERIES, CLASSES = 3, 2
IR_VERSION = 8
OPSET = 17

IMG = helper.make_tensor_value_info("img", TensorProto.FLOAT, [1, CAMERAS, 3, HEIGHT, WIDTH])
CAN_BUS = helper.make_tensor_value_info("can_bus", TensorProto.FLOAT, [18])
LIDAR2IMG = helper.make_tensor_value_info("lidar2img", TensorProto.FLOAT, [1, CAMERAS, 4, 4])
PREV_BEV = helper.make_tensor_value_info("prev_bev", TensorProto.FLOAT, [CELLS, 1, CHANNELS])
USE_PREV = helper.make_tensor_value_info("use_prev_bev", TensorProto.FLOAT, [1])
BEV = helper.make_tensor_value_info("bev_embed", TensorProto.FLOAT, [CELLS, 1, CHANNELS])
SCORES = helper.make_tensor_value_info("all_cls_scores", TensorProto.FLOAT, [1, 1, QUERIES, CLASSES])
BOXES = helper.make_tensor_value_info("all_bbox_preds", TensorProto.FLOAT, [1, 1, QUERIES, 10])


def constant(name: str, value) -> TensorProto:
    return numpy_helper.from_array(np.asarray(value, np.float32), name)


def shape(name: str, value) -> TensorProto:
    return numpy_helper.from_array(np.asarray(value, np.int64), name)


def model(nodes, inputs, outputs, initializers):
    graph = helper.make_graph(nodes, "toy", inputs, outputs, initializers)
    made = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="bevdrift toy",
    )
    checker.check_model(made)
    return made


def nodes(temporal: bool):
    """A scalar s of all inputs; everything else is linear in s.

    s = mean(img) + sum(can_bus)/1000 + sum(lidar2img)/100000 (+ 10 * use_prev_bev + sum(prev_bev))
    bev_embed = s * bev_weight;  all_cls_scores = s * score_weight + score_bias
    all_bbox_preds = s * box_weight + box_bias
    """
    made = [
        helper.make_node("ReduceMean", ["img"], ["s_img"], keepdims=0),
        helper.make_node("ReduceSum", ["can_bus"], ["sum_can"], keepdims=0),
        helper.make_node("Mul", ["sum_can", "thousandth"], ["s_can"]),
        helper.make_node("ReduceSum", ["lidar2img"], ["sum_l2i"], keepdims=0),
        helper.make_node("Mul", ["sum_l2i", "hundred_thousandth"], ["s_l2i"]),
        helper.make_node("Add", ["s_img", "s_can"], ["s_1"]),
        helper.make_node("Add", ["s_1", "s_l2i"], ["s" if not temporal else "s_2"]),
    ]
    if temporal:
        made += [
            helper.make_node("ReduceSum", ["prev_bev"], ["s_prev"], keepdims=0),
            helper.make_node("ReduceSum", ["use_prev_bev"], ["flag"], keepdims=0),
            helper.make_node("Mul", ["flag", "ten"], ["s_flag"]),
            helper.make_node("Add", ["s_2", "s_prev"], ["s_3"]),
            helper.make_node("Add", ["s_3", "s_flag"], ["s"]),
        ]
    made += [
        helper.make_node("Mul", ["s", "bev_weight"], ["bev_embed"]),
        helper.make_node("Mul", ["s", "score_weight"], ["score_s"]),
        helper.make_node("Add", ["score_s", "score_bias"], ["all_cls_scores"]),
        helper.make_node("Mul", ["s", "box_weight"], ["box_s"]),
        helper.make_node("Add", ["box_s", "box_bias"], ["all_bbox_preds"]),
    ]
    return made


def weights(temporal: bool) -> list[TensorProto]:
    box_bias = np.zeros((1, 1, QUERIES, 10), np.float32)
    for query in range(QUERIES):
        box_bias[0, 0, query] = [query, 2 + query, 0.5, 1.5, -1, 0.4, 0.6, 0.8, 1 + query, 0]
    box_weight = np.zeros((1, 1, QUERIES, 10), np.float32)
    box_weight[..., 0] = 0.01
    made = [
        constant("thousandth", 1e-3),
        constant("hundred_thousandth", 1e-5),
        constant("bev_weight", np.arange(CELLS * CHANNELS).reshape(CELLS, 1, CHANNELS) / 100),
        constant("score_weight", np.full((1, 1, QUERIES, CLASSES), 0.1)),
        constant("score_bias", np.array([[[[-1, 0.5], [1, -2], [0, 2]]]])),
        constant("box_weight", box_weight),
        constant("box_bias", box_bias),
    ]
    return made + ([constant("ten", 10)] if temporal else [])


def single():
    return model(nodes(False), [IMG, CAN_BUS, LIDAR2IMG], [BEV, SCORES, BOXES], weights(False))


def temporal():
    return model(nodes(True), [IMG, CAN_BUS, LIDAR2IMG, PREV_BEV, USE_PREV], [BEV, SCORES, BOXES], weights(True))


def extra_input():
    """Like single, with an input that no manifest feeds."""
    more = helper.make_tensor_value_info("phase_of_moon", TensorProto.FLOAT, [1])
    body = nodes(False)
    body[0] = helper.make_node("ReduceMean", ["img"], ["s_pic"], keepdims=0)
    body.insert(1, helper.make_node("ReduceSum", ["phase_of_moon"], ["s_moon"], keepdims=0))
    body.insert(2, helper.make_node("Add", ["s_pic", "s_moon"], ["s_img"]))
    return model(body, [IMG, CAN_BUS, LIDAR2IMG, more], [BEV, SCORES, BOXES], weights(False))


def wrong_shape():
    """Like single, for pictures of another size."""
    other = helper.make_tensor_value_info("img", TensorProto.FLOAT, [1, CAMERAS, 3, HEIGHT, WIDTH + 1])
    return model(nodes(False), [other, CAN_BUS, LIDAR2IMG], [BEV, SCORES, BOXES], weights(False))


def wrong_type():
    """Like single, with 64-bit signals."""
    other = helper.make_tensor_value_info("can_bus", TensorProto.DOUBLE, [18])
    body = [helper.make_node("Cast", ["can_bus"], ["can_32"], to=TensorProto.FLOAT)] + nodes(False)
    body[2] = helper.make_node("ReduceSum", ["can_32"], ["sum_can"], keepdims=0)
    return model(body, [IMG, other, LIDAR2IMG], [BEV, SCORES, BOXES], weights(False))


def not_a_number():
    """Like single, but scores are 0/0 in any frame whose signals' sum is above 0."""
    body = nodes(False)[:-4]
    body += [
        helper.make_node("Neg", ["sum_can"], ["minus"]),
        helper.make_node("Sqrt", ["minus"], ["root"]),
        helper.make_node("Mul", ["s", "score_weight"], ["score_s"]),
        helper.make_node("Add", ["score_s", "root"], ["all_cls_scores"]),
        helper.make_node("Mul", ["s", "box_weight"], ["box_s"]),
        helper.make_node("Add", ["box_s", "box_bias"], ["all_bbox_preds"]),
    ]
    return model(
        body,
        [IMG, CAN_BUS, LIDAR2IMG],
        [BEV, SCORES, BOXES],
        [w for w in weights(False) if w.name != "score_bias"],
    )


def changing_shape():
    """Like single, but the declared number of queries is open and one comes out too few."""
    scores = helper.make_tensor_value_info("all_cls_scores", TensorProto.FLOAT, [1, 1, None, CLASSES])
    body = nodes(False)
    body[-3] = helper.make_node("Add", ["score_s", "score_bias"], ["scores_all"])
    body.append(helper.make_node("Slice", ["scores_all", "from", "to", "axis"], ["all_cls_scores"]))
    extra = [shape("from", [0]), shape("to", [QUERIES - 1]), shape("axis", [2])]
    return model(body, [IMG, CAN_BUS, LIDAR2IMG], [BEV, scores, BOXES], weights(False) + extra)


def throwing():
    """Like single, but the runtime fails on every frame: it looks up an entry that is not there."""
    body = nodes(False)
    body[-1] = helper.make_node("Add", ["box_s", "box_bias"], ["boxes_all"])
    body += [
        helper.make_node("Add", ["sum_can", "far"], ["place"]),
        helper.make_node("Cast", ["place"], ["index"], to=TensorProto.INT64),
        helper.make_node("Gather", ["numbers", "index"], ["number"]),
        helper.make_node("Add", ["boxes_all", "number"], ["all_bbox_preds"]),
    ]
    extra = [constant("far", 1e6), constant("numbers", [1, 2, 3])]
    return model(body, [IMG, CAN_BUS, LIDAR2IMG], [BEV, SCORES, BOXES], weights(False) + extra)


def decoded():
    """Two constant boxes behind s: boxes [2,9], scores [2], labels [2]."""
    outputs = [
        helper.make_tensor_value_info("boxes", TensorProto.FLOAT, [None, 9]),
        helper.make_tensor_value_info("scores", TensorProto.FLOAT, [None]),
        helper.make_tensor_value_info("labels", TensorProto.INT64, [None]),
    ]
    body = nodes(False)[:-5]
    body += [
        helper.make_node("Mul", ["s", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "box_values"], ["boxes"]),
        helper.make_node("Add", ["nothing", "score_values"], ["scores"]),
        helper.make_node("Identity", ["label_values"], ["labels"]),
    ]
    extra = [
        constant("zero", 0),
        constant("box_values", [[1, 2, -1, 2, 4, 1.5, 0.3, 1, 0], [3, 4, -1, 1, 1, 2, -1, 0, 0]]),
        constant("score_values", [0.9, 0.4]),
        shape("label_values", [1, 0]),
    ]
    keep = {"thousandth", "hundred_thousandth"}
    kept = [w for w in weights(False) if w.name in keep]
    return model(body, [IMG, CAN_BUS, LIDAR2IMG], outputs, kept + extra)


def prefix():
    """The first node of every toy: img -> s_img."""
    value = helper.make_tensor_value_info("s_img", TensorProto.FLOAT, [])
    return model(nodes(False)[:1], [IMG], [value], [])


def head(whole, **changed):
    """What is left of a toy without its first node; it takes s_img instead of img."""
    graph = whole.graph
    value = helper.make_tensor_value_info("s_img", TensorProto.FLOAT, [])
    inputs = [value if i.name == "img" else i for i in graph.input]
    initializers = [constant(w.name, changed[w.name]) if w.name in changed else w for w in graph.initializer]
    return model(list(graph.node)[1:], inputs, list(graph.output), initializers)


def liar():
    """A head whose boxes' x is 1 part in 10,000 off, so that it is not the rest of single."""
    box_weight = np.zeros((1, 1, QUERIES, 10), np.float32)
    box_weight[..., 0] = 0.010001
    return head(single(), box_weight=box_weight)


def entry(rung: str, path: Path, **changes) -> dict:
    is_temporal = rung == "temporal"
    inputs = ["img", "can_bus", "lidar2img"] + (["prev_bev", "use_prev_bev"] if is_temporal else [])
    made = {
        "id": rung,
        "files": [{"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}],
        "rewrites": [],
        "outputs": "raw",
        "decoder": "bevformer",
        "opset": OPSET,
        "precision": "fp32",
        "temporal": is_temporal,
        "traced_on": "",
        "baseline": "temporal" if is_temporal else "nontemporal",
        "inputs": {name: name for name in inputs},
        "outputs_map": {name: name for name in ("bev_embed", "all_cls_scores", "all_bbox_preds")},
        "state": [{"in": "prev_bev", "out": "bev_embed", "reset": "use_prev_bev"}] if is_temporal else [],
    }
    return {**made, **changes}


def file_entry(path: Path) -> dict:
    return {"path": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def manifest(folder: Path, rungs: list[str]) -> dict:
    decoded_map = {name: name for name in ("boxes", "scores", "labels")}
    changes = {"decoded": {"outputs": "decoded", "decoder": "bevformer-boxes", "outputs_map": decoded_map}}
    entries = [entry(rung, folder / f"{rung}.onnx", **changes.get(rung, {})) for rung in rungs]
    entries.append(
        entry(
            "recipe-yaw", folder / "single.onnx", decoder="recipe-yaw", same_graph_as="single", baseline="rung:single"
        )
    )
    entries.append({"id": "R99-x", "rewrites": ["R99-x"], "baseline": "temporal", "not_exportable": "no such operator"})
    zeros = "0" * 64
    return {
        "schema_version": 1,
        "model": {
            "name": "toy",
            "config_sha256": zeros,
            "checkpoint_sha256": zeros,
            "random_weights": True,
            "synthetic": True,
            "notice": "toy graphs for tests",
        },
        "made_by": {"make_toy_onnx": "1"},
        "preprocess": {
            "scale": 0.5,
            "mean": [123.675, 116.28, 103.53],
            "std": [58.395, 57.12, 57.375],
            "channel_order": "rgb",
            "pad_divisor": 4,
            "image_size": [8, 16],
            "network_size": [HEIGHT, WIDTH],
        },
        "cameras": [
            "CAM_FRONT",
            "CAM_FRONT_RIGHT",
            "CAM_FRONT_LEFT",
            "CAM_BACK",
            "CAM_BACK_LEFT",
            "CAM_BACK_RIGHT",
        ],
        "bev": {"height": 2, "width": 3, "channels": CHANNELS},
        "pc_range": [-32.0, -32.0, -5.0, 32.0, 32.0, 3.0],
        "post_center_range": [-38.25, -38.25, -10.0, 38.25, 38.25, 10.0],
        "rotate_center": [1, 1],
        "classes": ["car", "pedestrian"],
        "class_range": {"car": 30.0, "pedestrian": 25.0},
        "max_num": 5,
        "rungs": entries,
    }


GOOD = {"single": single, "temporal": temporal, "decoded": decoded}
BAD = {
    "extra_input": extra_input,
    "wrong_shape": wrong_shape,
    "wrong_type": wrong_type,
    "not_a_number": not_a_number,
    "changing_shape": changing_shape,
    "throwing": throwing,
}


PARTS = {"single": head(single()), "temporal": head(temporal()), "liar": liar()}


def with_parts(folder: Path) -> dict:
    """The good toys and the liar; those with a head share one prefix."""
    graphs = {**{name: build() for name, build in GOOD.items()}, "liar": single(), "prefix": prefix()}
    graphs["liar"].doc_string = "another file than single's, or it would be taken for the same graph"
    graphs.update({f"{name}.head": graph for name, graph in PARTS.items()})
    for name, graph in graphs.items():
        save_model(graph, folder / f"{name}.onnx")
    made = manifest(folder, [*GOOD, "liar"])
    for rung in made["rungs"]:
        if rung["id"] in PARTS:
            rung["prefix"] = {
                "files": [file_entry(folder / "prefix.onnx")],
                "head": [file_entry(folder / f"{rung['id']}.head.onnx")],
                "values": ["s_img"],
            }
    return made


def without_parts(folder: Path) -> dict:
    for name, build in {**GOOD, **BAD}.items():
        save_model(build(), folder / f"{name}.onnx")
    return manifest(folder, [*GOOD, *BAD])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parts", action="store_true", help="graphs in two parts, beside the whole")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    made = (with_parts if arguments.parts else without_parts)(arguments.folder)
    (arguments.folder / "ladder.yaml").write_text(yaml.safe_dump(made, sort_keys=False, width=100))


if __name__ == "__main__":
    main()
