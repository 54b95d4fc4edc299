"""Environment only."""

from bevexport.rewrites.registry import documented

documented(
    "R01-single-process",
    why="KeyError: 'RANK', from the distributed initialisation of the original's test script",
    expect="environment only: rank 0 of 1 by hand, nothing of it reaches the graph",
)
