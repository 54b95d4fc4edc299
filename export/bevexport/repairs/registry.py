"""The table of repairs: for a row of the rewrites, a form on the same seam that loses nothing at opset 11."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bevexport.rewrites.registry import REPAIRS, ROWS, Replacement, Rewrite


@dataclass(frozen=True)
class Repair(Rewrite):
    """A form that can be switched on as a row can; `expect` says why it is exact."""

    repairs: str  # the row that it makes unnecessary


def repair(
    id: str, *, repairs: str, target: str, why: str, exact: str, atol: float
) -> Callable[[Replacement], Replacement]:
    """Registers the decorated function as a form of `target`.

    why: what opset 11 lacks or the row loses; exact: why the form loses nothing; atol: what float32 may differ by.
    """

    def register(replacement: Replacement) -> Replacement:
        if repairs not in ROWS:
            raise ValueError(f"Cannot register repair {id}: there is no row {repairs}, expected one of the rewrites")
        if id in REPAIRS:
            raise ValueError(f"Cannot register repair {id}: the name is taken, expected a new one")
        REPAIRS[id] = Repair(id, target, why, exact, "0", (), (), atol, replacement, repairs)
        return replacement

    return register


def table() -> str:
    """The repairs as text, a paragraph each."""
    parts = []
    for r in REPAIRS.values():
        promise = "equal" if r.atol == 0 else f"within {r.atol:g}"
        head = f"{r.id}  [{promise}; repairs {r.repairs}]"
        parts.append(f"{head}\n    seam    {r.target}\n    why     {r.why}\n    exact   {r.expect}")
    return "\n".join(parts)
