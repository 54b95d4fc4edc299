"""Which rungs there are."""

from __future__ import annotations

from dataclasses import dataclass

from bevexport.errors import InputError
from bevexport.ladder.own_rungs import OWN
from bevexport.rewrites import ROWS, checked

OPSET = 17
RECIPE_OPSET = 11
DECODED_SEAM = "bevexport.model.boxes:"
NOT_IN_THE_RECIPE = ("R11b-atan-quotient-yaw", "X1-initializers-as-inputs", "X2-no-constant-folding")
RECIPE = tuple(id for id in ROWS if id not in NOT_IN_THE_RECIPE)


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


def _recipe(id: str, without: tuple[str, ...], decoder: str = "bevformer") -> Rung:
    rows = tuple(r for r in RECIPE if r not in without)
    baseline = "temporal" if "S1-no-temporal" in without else "nontemporal"
    return Rung(id, rows, RECIPE_OPSET, decoded=True, baseline=baseline, decoder=decoder)


NAMED = {
    rung.id: rung
    for rung in (
        Rung("faithful"),
        Rung("faithful-decoded", decoded=True),
        _recipe("recipe-before-O3", ("O3-drop-postprocess", "O4-simplify")),
        _recipe("recipe", ()),
        _recipe("recipe-with-decoder", (), "recipe-yaw"),
        _recipe("recipe-temporal", ("S1-no-temporal",)),
        *(Rung(id, **fields) for id, fields in OWN.items()),
    )
}


def rung(id: str) -> Rung:
    """A named rung, `recipe-minus-ROW`, or a row alone on its baseline."""
    if id in NAMED:
        return NAMED[id]
    if id.removeprefix("recipe-minus-") in RECIPE and id.startswith("recipe-minus-"):
        left_out = id.removeprefix("recipe-minus-")
        dependent = tuple(r for r in RECIPE if left_out in ROWS[r].requires)
        return _recipe(id, (left_out, *dependent))
    if id not in ROWS:
        known = ", ".join([*NAMED, "recipe-minus-ROW", *ROWS])
        raise InputError(f"Cannot make rung {id}: no such rung, expected one of {known}")
    row = ROWS[id]
    rows = (*row.requires, id)
    checked(rows)
    if row.requires:
        return Rung(id, rows, baseline=f"rung:{row.requires[-1]}")
    if (row.target or "").startswith(DECODED_SEAM):
        return Rung(id, rows, decoded=True, baseline="rung:faithful-decoded")
    return Rung(id, rows, decoded=id == "O3-drop-postprocess")
