"""The box class of the original's data set code; the graph here has plain tensors."""

from bevexport.rewrites.registry import documented

documented(
    "R05-drop-box-type",
    why="KeyError: 'box_type_3d'",
    expect="boxes leave as plain numbers with z at the bottom; who wraps them later must lift it by half the height",
)
