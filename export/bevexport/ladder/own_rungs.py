"""Rungs that aren't rewrites: the export they should have made, and lower precisions of the faithful one.

Plain fields of a Rung by id. A repaired form stands in a rung's `rewrites` beside any row, by its own id (F-...): it is
switched on in the same way, and a reader of ladder.yaml sees what the graph is made of.
"""

from __future__ import annotations

from typing import Any

from bevexport.repairs import REPAIRS

OURS_OPSET = 11
DECODING = "bevexport.model.boxes:"
RAW_FORMS = tuple(id for id, form in REPAIRS.items() if not (form.target or "").startswith(DECODING))

OWN: dict[str, dict[str, Any]] = {
    "ours-opset11": {"rewrites": RAW_FORMS, "opset": OURS_OPSET},
    "ours-opset11-decoded": {
        "rewrites": tuple(REPAIRS),
        "opset": OURS_OPSET,
        "decoded": True,
        "baseline": "rung:faithful-decoded",
    },
    "fp16": {"precision": "fp16"},
    "int8-dynamic": {"precision": "int8-dynamic"},
    "int8-static": {"precision": "int8-static"},
}
