"""Pictures that an info file names: found below the data set's root, read, measured and hashed.

They are not decoded here: a JPEG must have a frame header and end as one. bin/ingest decodes every picture; what it
would find beyond that, a scan with a hole in it, a run finds in frames made here, and names frame and camera.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers of a frame header


class Missing(Exception):
    """Why a picture cannot be taken: what is wrong, then the file."""


@dataclass(frozen=True)
class Pictures:
    """Reads pictures, which are embedded or kept by their address."""

    dataroot: Path
    embed: bool

    def take(self, camera: dict[str, Any]) -> dict[str, Any]:
        """The camera of a frames table. Raises Missing."""
        name = relative(camera["data_path"])
        path = self.dataroot / name
        if ".." in Path(name).parts or not os.path.isfile(path):
            raise Missing(f"{camera['channel']} picture is not there", name)
        try:
            data = path.read_bytes()
        except OSError as e:
            raise Missing(f"{camera['channel']} picture cannot be read ({e.strerror})", name) from e
        size = _size(data)
        if size is None:
            raise Missing(f"{camera['channel']} picture is no whole JPEG", name)
        row = {k: v for k, v in camera.items() if k != "data_path"}
        row |= {"sha256": hashlib.sha256(data).hexdigest(), "width": size[0], "height": size[1]}
        if self.embed:
            return row | {"jpeg": data}
        return row | {"uri": path.resolve().as_uri(), "offset": 0, "length": len(data)}


def relative(data_path: str) -> str:
    """`./data/nuscenes/samples/CAM_FRONT/x.jpg`, of whatever machine, to `samples/CAM_FRONT/x.jpg`."""
    parts = data_path.replace("\\", "/").split("/")
    return "/".join(parts[parts.index("samples") :]) if "samples" in parts else data_path.lstrip("./")


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the header tells; None unless the data begins and ends as a JPEG."""
    if data[:2] != b"\xff\xd8" or not data.rstrip(b"\0").endswith(b"\xff\xd9"):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in _SIZED:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
