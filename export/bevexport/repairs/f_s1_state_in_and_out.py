"""The previous map is an input, the new one an output."""

from bevexport.graph.module import remembers
from bevexport.repairs.registry import repair

repair(
    "F-S1-state-in-and-out",
    repairs="S1-no-temporal",
    target="bevexport.graph.module:remembers",
    why="a first frame and a later one take different paths, and a trace keeps one",
    exact="the graph's own form: use_prev_bev selects both temporal slots and the shift in every layer, so a first "
    "frame is computed as the original computes it, whatever lies in prev_bev",
    atol=0.0,
)(remembers)
