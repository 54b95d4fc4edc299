"""What the recipe should have done: one file a repair, each a form of one seam that opset 11 can say without a loss.

A repair is switched on as a rewrite is, by its id: `with applied("F-R09-gathered-rows"):`. Importing this package fills
the table. Where the model's own form needs nothing beyond opset 11, the repair is that form, and its file says so.
"""

import importlib
import pkgutil

from bevexport.repairs.registry import REPAIRS, Repair, repair, table

__all__ = ["REPAIRS", "Repair", "repair", "table"]

for _module in sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name.startswith("f_")):
    importlib.import_module(f"{__name__}.{_module}")
