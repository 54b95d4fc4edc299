"""The scene token as a constant; a graph never sees it."""

from bevexport.rewrites.registry import documented

documented(
    "S2-constant-scene",
    why="none: strings can't enter a graph",
    expect="the model can't tell when a scene changes: the caller must reset the state",
)
