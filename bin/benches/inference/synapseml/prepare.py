"""Prepares frames and a graph for SynapseML's ONNXModel: FRAMES LADDER RUNG LIMIT OUT.

Its rows are batched along the first dimension and it keeps no state, so that only a rung whose inputs are pictures and
projections can be run: the recipe's. Pictures are prepared here, which it leaves to others.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))
import loop

# What its runtime, 1.8.1, knows.
IR_VERSION = 7


def main() -> None:
    folder, ladder, rung_id, wanted, out = sys.argv[1:6]
    target = Path(out)
    manifest = yaml.safe_load((Path(ladder) / "ladder.yaml").read_text())
    rung = next(r for r in manifest["rungs"] if r["id"] == rung_id)
    roles = set(rung["inputs"].values())
    if not roles <= {"img", "lidar2img"}:
        sys.exit(f"Cannot run {rung_id}: its inputs are {', '.join(sorted(roles))}, expected img and lidar2img alone")
    graph = onnx.load(Path(ladder) / rung["files"][0]["path"])
    graph.ir_version = min(graph.ir_version, IR_VERSION)
    batch_first(graph.graph)
    onnx.save(graph, target / "model.onnx")

    matrices = np.tile(np.eye(4, dtype=np.float32), (6, 1, 1))
    columns: dict[str, list] = {name: [] for name in rung["inputs"]}
    for row in loop.frames(Path(folder), int(wanted)):
        images = np.stack([loop.picture(camera["jpeg"], manifest["preprocess"]) for camera in row["cameras"]])
        for name, role in rung["inputs"].items():
            columns[name].append(images if role == "img" else matrices)
    lines = []
    for name, values in columns.items():
        values[0].tofile(target / f"{name}.bin")
        lines.append(f"{name} {','.join(map(str, (1, *values[0].shape)))}")
    (target / "inputs.txt").write_text("\n".join(lines) + "\n")
    (target / "outputs.txt").write_text("\n".join(f"{name}_rows" for name in rung["outputs_map"]) + "\n")
    table = pa.table(
        {name: pa.array([value.tolist() for value in values], nested(values[0])) for name, values in columns.items()}
    )
    pq.write_table(table, target / "frames.parquet")


def batch_first(graph: onnx.GraphProto) -> None:
    """Gives every output a dimension of rows in front, without which it cannot be handed out."""
    for output in list(graph.output):
        dims = [dim.dim_value for dim in output.type.tensor_type.shape.dim]
        name = f"{output.name}_rows"
        graph.node.append(onnx.helper.make_node("Unsqueeze", [output.name], [name], axes=[0]))
        graph.output.remove(output)
        graph.output.append(onnx.helper.make_tensor_value_info(name, output.type.tensor_type.elem_type, [1, *dims]))


def nested(value: np.ndarray) -> pa.DataType:
    """Lists of lists of float32, as deep as the array."""
    kind: pa.DataType = pa.float32()
    for _ in value.shape:
        kind = pa.list_(kind)
    return kind


if __name__ == "__main__":
    main()
