"""The previous map turned by an angle that is a tensor."""

from bevexport.model.temporal import rotate
from bevexport.repairs.registry import repair

repair(
    "F-S1b-turned-by-tensor",
    repairs="S1-no-temporal",
    target="bevexport.model.bevformer:rotate",
    why="the original's rotation takes a Python number, so the traced frame's turn becomes a constant",
    exact="the model's own form: the angle in float64, so that no runtime's sine decides which cell is nearest, and "
    "one gather of rows; a runtime without float64 may pick a neighbour where a cell lies half way between two",
    atol=0.0,
)(rotate)
