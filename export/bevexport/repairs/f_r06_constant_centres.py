"""Even positions as constants."""

from bevexport.graph.forms import constant_centres
from bevexport.repairs.registry import repair

repair(
    "F-R06-constant-centres",
    repairs="R06-linspace-to-arange",
    target="bevexport.model.geometry:centres",
    why="linspace is no operator of opset 11, and arange may step to one position too many",
    exact="they depend on the configuration alone: the model's float32 values are written into the graph",
    atol=0.0,
)(constant_centres)
