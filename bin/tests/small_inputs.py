"""Inputs small enough for a test that runs whole commands: three scenes of the sample, ladders of two rungs."""

import os
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample"
SCENES = 3


def frames(folder: Path) -> Path:
    """The sample's first scenes as a frames folder of their own."""
    folder.mkdir(parents=True)
    index = pq.read_table(SAMPLE / "frames" / "_index.parquet")
    first: pa.Table = index.slice(0, SCENES)
    pq.write_table(first, folder / "_index.parquet")
    for name in ["_dataset.json", *first.column("file").to_pylist()]:
        shutil.copy(SAMPLE / "frames" / name, folder / name)
    return folder


def ladder(folder: Path, candidate: str) -> Path:
    """Rung faithful, and the rung candidate, which is the sample's rung of that id under a name of its own."""
    folder.mkdir(parents=True)
    manifest = yaml.safe_load((SAMPLE / "ladder" / "ladder.yaml").read_text(encoding="utf-8"))
    by_id = {rung["id"]: rung for rung in manifest["rungs"]}
    manifest["rungs"] = [by_id["faithful"], {**by_id[candidate], "id": "candidate"}]
    (folder / "ladder.yaml").write_text(yaml.safe_dump(manifest, sort_keys=False), encoding="utf-8")
    for file in (SAMPLE / "ladder").iterdir():
        if file.suffix in (".onnx", ".bin"):
            os.link(file, folder / file.name) if same_disk(file, folder) else shutil.copy(file, folder / file.name)
    return folder


def same_disk(file: Path, folder: Path) -> bool:
    return file.stat().st_dev == folder.stat().st_dev
