"""By which a file's content is told."""

import hashlib
from pathlib import Path


def file_sha256(path: Path) -> str:
    """Of the whole content, as 64 hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
