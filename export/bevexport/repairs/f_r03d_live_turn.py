"""The turn of the previous map stays a tensor."""

from bevexport.model.ego import heading_change
from bevexport.repairs.registry import repair

repair(
    "F-R03d-live-turn",
    repairs="R03d-bake-rotation",
    target="bevexport.model.ego:heading_change",
    why="the original's rotation takes a Python number, so the traced frame's turn becomes a constant",
    exact="the model's own form: an entry of the input, turned into sines in float64, so that no runtime's sine "
    "decides which cell is nearest; without float64 one half way between two cells may become its neighbour",
    atol=0.0,
)(heading_change)
