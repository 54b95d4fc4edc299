"""The detector's entrance; here the graph module always has it."""

from bevexport.rewrites.registry import documented

documented(
    "R02-single-input-forward",
    why="'NoneType' object has no attribute 'size', from keyword arguments that a tracer doesn't pass",
    expect="one positional entrance, test path only: the training path is lost, the values stay",
)
