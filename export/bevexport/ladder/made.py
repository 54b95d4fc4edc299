"""A rung that was made, and the names of its files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import onnx

from bevexport.graph.export import Exported
from bevexport.graph.split import Split
from bevexport.ladder.rungs import Rung


@dataclass
class Made:
    """A rung with its graph, or the exporter's message. Its graph's big tensors lie in the ladder's weights."""

    rung: Rung
    exported: Exported | None = None
    message: str = ""
    split: Split | None = None  # None also where the parts turned out to differ from the whole
    prefix: str = ""  # the prefix's file; its name holds its hash, so that rungs share it
    twin: Made | None = None  # whose files are this one's too, byte for byte
    taps: dict[str, str] = field(default_factory=dict)  # tap to value of the graph, where one is equal

    def give_up(self, message: str, folder: Path) -> None:
        """The runtime doesn't take the graph: a finding like an exporter's refusal."""
        (folder / self.graph).unlink()
        (folder / self.head).unlink(missing_ok=True)
        self.exported, self.split, self.message = None, None, message

    def share(self, other: Made, folder: Path) -> None:
        """Takes another rung's files in the place of equal ones of its own."""
        (folder / self.graph).unlink()
        if self.split is not None:
            (folder / self.head).unlink()
        self.twin = other

    @property
    def graph(self) -> str:
        return f"{self.rung.id}.onnx" if self.twin is None else self.twin.graph

    @property
    def head(self) -> str:
        return f"{self.rung.id}.head.onnx" if self.twin is None else self.twin.head

    @property
    def digest(self) -> str:
        """Hash of the graph without its metadata; only after the store was closed."""
        bare = onnx.ModelProto()
        bare.CopyFrom(self.exported.model)
        del bare.metadata_props[:]
        return hashlib.sha256(bare.SerializeToString(deterministic=True)).hexdigest()
