"""The export rewrites: one file a row, each a function that may stand in for one seam of the model or the exporter.

Importing this package fills the table. `with applied("R09-gather-grid-sample"):` switches rows on.
"""

import importlib
import pkgutil

from bevexport.rewrites.registry import ROWS, Rewrite, applied, checked, markdown, row, rows_as_data, table

__all__ = ["ROWS", "Rewrite", "applied", "checked", "markdown", "row", "rows_as_data", "table"]

_RECIPE_ORDER = "rosx"  # the recipe's rows, what optimising took, experiments, options of the export call

for _module in sorted((m.name for m in pkgutil.iter_modules(__path__)), key=lambda n: (_RECIPE_ORDER.find(n[0]), n)):
    if _module[1].isdigit():
        importlib.import_module(f"{__name__}.{_module}")
