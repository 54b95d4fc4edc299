"""Own symbolic functions for any and all; later exporters have them."""

from bevexport.rewrites.registry import documented

documented(
    "R12-any-all-symbolics",
    why="_all() takes 2 positional arguments but 4 were given, from the exporter of torch 1.9",
    expect="the operators that later exporters write by themselves",
)
