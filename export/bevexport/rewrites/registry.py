"""The table of rewrites: one switch a row, each on a seam of its own."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import ModuleType

from bevexport.errors import InputError

Replacement = Callable[..., object]


@dataclass(frozen=True)
class Rewrite:
    """A row: what it replaces, why, and what was expected of it before anything was measured."""

    id: str
    target: str | None  # "module:function", or None for a row that has no place in a graph
    why: str  # the error that it gets round
    expect: str  # what to expect of it
    price: str  # expected sign: "0" none, "~" rounding only, "-" a loss, with the figure that should show it
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    atol: float | None  # promised against the original on ordinary input; None: known to change results
    replacement: Replacement | None

    @property
    def frozen(self) -> bool:
        """Whether the row records a value of the traced frame."""
        return bool(getattr(self.replacement, "freezes", False))


ROWS: dict[str, Rewrite] = {}
REPAIRS: dict[str, Rewrite] = {}
"""Forms without loss, of bevexport.repairs: switched on as rows are, but no rows of the ladder."""


def rewrite(
    id: str,
    *,
    target: str,
    why: str,
    expect: str,
    price: str,
    requires: Iterable[str] = (),
    excludes: Iterable[str] = (),
    atol: float | None,
) -> Callable[[Replacement], Replacement]:
    """Registers the decorated function as the replacement of `target`."""

    def register(replacement: Replacement) -> Replacement:
        _add(Rewrite(id, target, why, expect, price, tuple(requires), tuple(excludes), atol, replacement))
        return replacement

    return register


def documented(id: str, *, why: str, expect: str, price: str = "0") -> None:
    """Registers a row that has no place in a graph: it can be switched on and changes nothing."""
    _add(Rewrite(id, None, why, expect, price, (), (), 0.0, None))


def _add(row: Rewrite) -> None:
    if row.id in ROWS:
        raise ValueError(f"Cannot register rewrite {row.id}: the name is taken, expected a new one")
    ROWS[row.id] = row


def row(id: str) -> Rewrite:
    known = ROWS | REPAIRS
    if id not in known:
        raise InputError(f"Cannot find rewrite {id}: no such row, expected one of {', '.join(known)}")
    return known[id]


def checked(ids: Iterable[str]) -> list[Rewrite]:
    """The rows of a combination, or an error that says why they don't go together."""
    rows = [row(id) for id in ids]
    names = [r.id for r in rows]
    seams: dict[str, str] = {}
    for r in rows:
        if names.count(r.id) > 1:
            raise InputError(f"Cannot apply {r.id}: it is given twice, expected once")
        for needed in r.requires:
            if needed not in names:
                raise InputError(f"Cannot apply {r.id}: {needed} is off, expected it on")
        for other in r.excludes:
            if other in names:
                raise InputError(f"Cannot apply {r.id}: {other} is on, expected one of the two")
        if r.target is not None and seams.setdefault(r.target, r.id) != r.id:
            raise InputError(f"Cannot apply {r.id}: its seam {r.target} is taken by {seams[r.target]}")
    return rows


def seam(target: str) -> tuple[ModuleType, str]:
    """The module and function that a target names."""
    module_name, _, function = target.partition(":")
    try:
        module = importlib.import_module(module_name)
    except ImportError as e:
        raise InputError(f"Cannot apply a rewrite to {target}: {e}, expected a module of this package") from e
    if not callable(getattr(module, function, None)):
        raise InputError(f"Cannot apply a rewrite to {target}: no such function, expected a seam")
    return module, function


@contextmanager
def swapped(target: str, replacement: Replacement) -> Iterator[None]:
    """Puts a function in the place of a seam; the original returns whatever happens."""
    module, function = seam(target)
    original = getattr(module, function)
    setattr(module, function, replacement)
    try:
        yield
    finally:
        setattr(module, function, original)


@contextmanager
def applied(*ids: str) -> Iterator[None]:
    """Switches rows on for the length of the block."""
    with ExitStack() as stack:
        for r in checked(ids):
            if r.target is not None and r.replacement is not None:
                stack.enter_context(swapped(r.target, r.replacement))
        yield


def table() -> str:
    """The rows as text, a paragraph each."""
    parts = []
    for r in ROWS.values():
        promise = "changes results" if r.atol is None else "equal" if r.atol == 0 else f"within {r.atol:g}"
        links = [
            f"{word} {', '.join(ids)}" for word, ids in (("requires", r.requires), ("excludes", r.excludes)) if ids
        ]
        head = f"{r.id}  [{'; '.join([promise, f'expected price {r.price}', *links])}]"
        place = r.target or "(no place in a graph)"
        parts.append(f"{head}\n    seam    {place}\n    why     {r.why}\n    expect  {r.expect}")
    return "\n".join(parts)


def rows_as_data() -> list[dict[str, object]]:
    """The rows as plain data, in the table's order."""
    return [
        {
            "id": r.id,
            "seam": r.target,
            "why": r.why,
            "expect": r.expect,
            "expected_price": r.price,
            "requires": list(r.requires),
            "excludes": list(r.excludes),
            "tolerance": r.atol,
            "freezes": r.frozen,
        }
        for r in ROWS.values()
    ]


def markdown() -> str:
    """The rows as a Markdown table."""
    lines = [
        "| id | seam | the error it gets round | what to expect | expected price | tolerance | needs, excludes |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in ROWS.values():
        seam_text = f"`{r.target}`" if r.target else "none"
        promise = "changes results" if r.atol is None else "equal" if r.atol == 0 else f"{r.atol:g}"
        links = ", ".join([*r.requires, *(f"not {id}" for id in r.excludes)])
        cells = (f"`{r.id}`", seam_text, r.why, r.expect, r.price, promise, links)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)
