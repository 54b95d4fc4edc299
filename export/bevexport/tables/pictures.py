"""Puts a frame's pictures where the tables say that they lie."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from bevexport.errors import InputError
from bevexport.frames import Frame
from bevexport.tables.scene import picture_name
from bevexport.tables.shared import NAME


def place(frame: Frame, root: Path) -> dict[str, int]:
    """Embedded pictures, and those within a larger file, are written; whole files are linked. How many of each.

    Each is checked by its hash where the frame has one.
    """
    counts = {"written_pictures": 0, "linked_pictures": 0}
    for camera in frame.row["cameras"]:
        counts[_place(frame, camera, root)] += 1
    return counts


def _place(frame: Frame, camera: dict[str, Any], root: Path) -> str:
    where = f"{frame.where}, {camera['channel']}"
    if not NAME.fullmatch(camera["sample_data_token"]):
        raise InputError(
            f"Cannot use {where}: sample_data_token is {camera['sample_data_token']!r}, expected letters, digits, "
            "'.', '_' or '-'"
        )
    target = root / picture_name(camera)
    target.parent.mkdir(parents=True, exist_ok=True)
    data = frame.jpeg(camera)
    found = hashlib.sha256(data).hexdigest()
    if camera.get("sha256") and found != camera["sha256"]:
        raise InputError(f"Cannot use {where}: the picture's sha256 is {found}, expected {camera['sha256']}")
    if camera.get("jpeg") is None and (source := frame.address(camera)).stat().st_size == len(data):
        target.symlink_to(source.resolve())
        return "linked_pictures"
    target.write_bytes(data)
    return "written_pictures"
