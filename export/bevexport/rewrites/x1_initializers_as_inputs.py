"""Weights count as inputs."""

from bevexport.rewrites.registry import rewrite


@rewrite(
    "X1-initializers-as-inputs",
    target="bevexport.graph.export:initializers_as_inputs",
    why="none: an option of the export call",
    expect="a runtime may neither fold nor share the weights: time and memory, not values",
    price="0",
    atol=0.0,
)
def always() -> bool:
    """The exporter's keep_initializers_as_inputs."""
    return True
