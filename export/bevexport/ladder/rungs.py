"""Which rungs there are: their names, what each is compared with, and sets of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bevexport.errors import InputError
from bevexport.ladder.own_rungs import OWN
from bevexport.rewrites import ROWS, checked

OPSET = 17
RECIPE_OPSET = 11
DECODED_SEAM = "bevexport.model.boxes:"
NOT_IN_THE_RECIPE = ("R03d-bake-rotation", "R11b-atan-quotient-yaw")
RECIPE = tuple(id for id in ROWS if id not in NOT_IN_THE_RECIPE)
LOSSY = tuple(id for id, row in ROWS.items() if row.atol is None)
SAME_GRAPH = (
    "R01-single-process",
    "R02-single-input-forward",
    "R05-drop-box-type",
    "R07-maximum-to-max",
    "R08-drop-nan-to-num",
    "R10-contiguous-view",
    "R12-any-all-symbolics",
    "S2-constant-scene",
)
"""Rows that give the graph that was there without them, byte for byte: no cumulative rung of their own."""


@dataclass(frozen=True)
class Rung:
    """A graph to make: rows on top of a faithful export with or without decoding."""

    id: str
    rewrites: tuple[str, ...] = ()
    opset: int = OPSET
    decoded: bool = False  # before the rows; O3 takes decoding out
    baseline: str = "temporal"
    decoder: str = "bevformer"
    precision: str = "fp32"  # one of graph.precision.PRECISIONS

    @property
    def temporal(self) -> bool:
        return "S1-no-temporal" not in self.rewrites


def _recipe(id: str, without: tuple[str, ...] = (), beside: tuple[str, ...] = (), decoder: str = "bevformer") -> Rung:
    """The recipe less some rows and the rows that need them, plus some beside."""
    gone = {r for r in RECIPE if r in without or set(ROWS[r].requires) & set(without)}
    rows = tuple(r for r in ROWS if r in beside or (r in RECIPE and r not in gone))
    baseline = "nontemporal" if "S1-no-temporal" in rows else "temporal"
    return Rung(id, rows, RECIPE_OPSET, decoded=True, baseline=baseline, decoder=decoder)


def _row(id: str) -> Rung:
    """A row alone, with what it requires, on its own baseline.

    S1 is compared with the temporal original: its row is the price of losing time.
    """
    row = ROWS[id]
    rows = (*row.requires, id)
    checked(rows)
    if row.requires:
        return Rung(id, rows, baseline=f"rung:{row.requires[-1]}")
    in_decoding = (row.target or "").startswith(DECODED_SEAM) or id in ("R05-drop-box-type", "O3-drop-postprocess")
    return Rung(id, rows, decoded=True, baseline="rung:faithful-decoded") if in_decoding else Rung(id, rows)


def _cumulative() -> Iterable[Rung]:
    """The recipe grown row by row, rows without effect along with the next one; the last step is `recipe` itself.

    At opset 17 until R09 makes 11 possible. Compared with what its outputs and its memory match.
    """
    grown: list[str] = []
    number = 0
    for id in RECIPE[:-1]:
        grown.append(id)
        if id in SAME_GRAPH:
            continue
        number += 1
        baseline = "rung:faithful-decoded"
        if "S1-no-temporal" in grown:
            baseline = "nontemporal"
        elif "O3-drop-postprocess" in grown:
            baseline = "temporal"
        opset = RECIPE_OPSET if "R09-gather-grid-sample" in grown else OPSET
        yield Rung(f"cumulative-{number:02}-{id}", tuple(grown), opset, decoded=True, baseline=baseline)


def _all() -> dict[str, Rung]:
    minus = [r for r in RECIPE if r in LOSSY or r == "R09-gather-grid-sample"]
    rungs = [
        Rung("faithful"),
        Rung("faithful-decoded", decoded=True),
        *map(_row, ROWS),
        *_cumulative(),
        _recipe("recipe-before-O3", ("O3-drop-postprocess", "O4-simplify")),
        _recipe("recipe"),
        _recipe("recipe-with-decoder", decoder="recipe-yaw"),
        _recipe("recipe-temporal", ("S1-no-temporal",), ("R03d-bake-rotation",)),
        *(_recipe(f"recipe-minus-{id}", (id,)) for id in minus),
        *(Rung(id, **fields) for id, fields in OWN.items()),
    ]
    return {rung.id: rung for rung in rungs}


NAMED = _all()

SAMPLE = (
    "faithful",
    "faithful-decoded",
    "R03a-bake-can-bus",
    "R03b-bake-shift",
    "R09-gather-grid-sample",
    "R11-sigmoid-atan-yaw",
    "O2-bake-visibility",
    "O4-simplify",
    "S1-no-temporal",
    "recipe",
    "recipe-with-decoder",
    "recipe-temporal",
    "ours-opset11",
    "fp16",
    "int8-dynamic",
)
"""What the embedded sample holds: at most sixteen, so that it keeps its size."""

SETS: dict[str, Callable[[], Iterable[str]]] = {
    "all": lambda: NAMED,
    "sample": lambda: SAMPLE,
    "rows": lambda: ROWS,
    "lossy": lambda: LOSSY,
    "cumulative": lambda: (id for id in NAMED if id.startswith("cumulative-")),
    "recipe-minus": lambda: (id for id in NAMED if id.startswith("recipe-minus-")),
}


def rung(id: str) -> Rung:
    """A named rung, or the recipe less any of its rows."""
    left_out = id.removeprefix("recipe-minus-")
    if id in NAMED:
        return NAMED[id]
    if left_out != id and left_out in RECIPE:
        return _recipe(id, (left_out,))
    raise InputError(
        f"Cannot make rung {id}: no such rung, expected a name that `python -m bevexport rungs` prints, "
        "recipe-minus-ROW, or a set: " + ", ".join(SETS)
    )


def chosen(text: str) -> list[Rung]:
    """Rungs by comma-separated ids and sets, each once, a rung's baseline before it even where it isn't named."""
    out: dict[str, Rung] = {}

    def add(id: str) -> None:
        if id in out:
            return
        wanted = rung(id)
        if wanted.baseline.startswith("rung:"):
            add(wanted.baseline.removeprefix("rung:"))
        out[id] = wanted

    for word in text.split(","):
        for id in SETS[word]() if word in SETS else (word,):
            add(id)
    return list(out.values())


def listing() -> str:
    """The rungs as text, a line each: id, opset, what comes out, what it is compared with; then the sets."""
    lines = []
    for r in NAMED.values():
        kind = "decoded" if r.decoded and "O3-drop-postprocess" not in r.rewrites else "raw"
        time = "temporal" if r.temporal else "non-temporal"
        lines.append(f"{r.id:50} opset {r.opset}  {kind:7}  {time:12}  against {r.baseline}")
    lines += [f"set {name}: {len(list(ids()))} rungs" for name, ids in SETS.items()]
    return "\n".join(lines)
