"""Tables written row by row, so that a table larger than memory can be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bevexport.tables.shared import Row


class TableStream:
    """A JSON list, one row a line; the file is valid once closed."""

    def __init__(self, path: Path) -> None:
        self.rows = 0
        self._file = open(path, "w", encoding="utf-8")
        self._file.write("[")

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self._file.write(",\n" if self.rows else "\n")
            json.dump(row, self._file)
            self.rows += 1

    def close(self) -> None:
        self._file.write("\n]\n")
        self._file.close()


def write_table(path: Path, rows: Iterable[Row]) -> int:
    """A whole table; how many rows it has."""
    table = TableStream(path)
    try:
        table.add(rows)
    finally:
        table.close()
    return table.rows
