"""Reads the folder of a run, and the frames that it took, into pandas: the files of README's "What a run leaves".

Every function returns what stands in the files; nothing is computed here but joins and differences of columns.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

FIGURES = ["mean_ap", "nd_score"]
TP_ERRORS = ["trans_err", "scale_err", "orient_err", "vel_err", "attr_err"]


@dataclass(frozen=True)
class Run:
    """A finished run.

    folder: what bin/eval wrote with --out
    frames: the folder of frames that it took (bin/ingest's --out, or sample/frames)
    """

    folder: Path
    frames: Path

    @cached_property
    def summary(self) -> dict:
        """summary.json."""
        return self._json("summary.json")

    def ladder(self) -> pd.DataFrame:
        """A row a rung, by id: verdict, figures (nd_score), deltas (d_nd_score), interval ends (low_, high_)."""
        rows = []
        for rung in self.summary["rungs"]:
            row = {key: rung[key] for key in ("id", "kind", "baseline", "verdict", "reason")}
            row["baseline_row"] = baseline_row(rung["baseline"])
            for prefix, figures in (
                ("", rung["metrics"]),
                ("d_", rung["delta"]),
                ("low_", (rung["interval"] or {}).get("low")),
                ("high_", (rung["interval"] or {}).get("high")),
            ):
                for name in FIGURES:
                    row[prefix + name] = figures[name] if figures else np.nan
                for name in TP_ERRORS:
                    row[prefix + name] = figures["tp_errors"][name] if figures else np.nan
            row["max_abs"] = rung["tensor_diff"]["max_abs"] if rung["tensor_diff"] else np.nan
            row.update(rung["boxes"] or {})
            rows.append(row)
        return pd.DataFrame(rows).set_index("id")

    def figures(self) -> pd.DataFrame:
        """figures.json: a row a rung, baseline (None for a rung's own figures) and slice; values are columns."""
        rows = [{**figure, **figure.pop("values")} for figure in self._json("figures.json")["figures"]]
        return pd.DataFrame(rows)

    def diff(self) -> pd.DataFrame:
        """The table diff: a row a rung, frame and output; boxes' counts stand in each of a frame's rows."""
        rows = []
        for row in self._table("diff"):
            boxes = row.pop("boxes")
            for tensor in row.pop("tensors"):
                rows.append({**row, **boxes, **tensor})
        return pd.DataFrame(rows)

    def boxes(self, sample_token: str) -> pd.DataFrame:
        """Every row's boxes of one frame, global frame, metres: the table predictions."""
        return pd.DataFrame([row for row in self._table("predictions") if row["sample_token"] == sample_token])

    def frame(self, sample_token: str) -> dict:
        """One keyframe with pictures, calibration and true boxes: a row of the table frames."""
        for file in sorted(self.frames.glob("[!_]*.parquet")):
            tokens = pq.read_table(file, columns=["sample_token"])["sample_token"].to_pylist()
            if sample_token in tokens:
                return pq.read_table(file).slice(tokens.index(sample_token), 1).to_pylist()[0]
        raise KeyError(f"Cannot find frame {sample_token} in {self.frames}: expected one of the run's")

    def _json(self, name: str) -> dict:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def _table(self, name: str) -> list[dict]:
        files = sorted((self.folder / name).glob("*.parquet"))
        return [row for file in files for row in pq.read_table(file).to_pylist()]


def baseline_row(baseline: str | None) -> str | None:
    """The row that a baseline names: the original's variant, or another rung's."""
    if baseline is None or baseline == "temporal":
        return None if baseline is None else "original"
    kind, _, rung = baseline.partition(":")
    return rung if kind == "rung" else "original-" + baseline.replace(":", "-")


def rotation(quaternion: list[float]) -> np.ndarray:
    """3x3 of a unit quaternion w, x, y, z."""
    w, x, y, z = quaternion
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def corners(box: dict) -> np.ndarray:
    """8x3 corners of a box (translation, size w l h, rotation) in its parent frame, the front four first."""
    width, length, height = box["size"]
    x, y, z = np.meshgrid([length / 2, -length / 2], [width / 2, -width / 2], [height / 2, -height / 2], indexing="ij")
    own = np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1)
    return own @ rotation(box["rotation"]).T + box["translation"]


def to_child(points: np.ndarray, pose: dict) -> np.ndarray:
    """Nx3 points of a pose's parent frame in its child frame."""
    return (points - pose["translation"]) @ rotation(pose["rotation"])


def pixels(points: np.ndarray, camera: dict) -> np.ndarray:
    """Nx3 points of the global frame as pixel, pixel and depth (m) in a camera's picture, at the camera's own time."""
    seen = to_child(to_child(points, camera["ego2global"]), camera["sensor2ego"])
    flat = seen @ np.array(camera["intrinsics"]).reshape(3, 3).T
    return np.column_stack([flat[:, :2] / flat[:, 2:], seen[:, 2]])
