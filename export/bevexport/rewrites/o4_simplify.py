"""onnx-simplifier over the whole graph."""

import onnx

from bevexport.rewrites.registry import rewrite


@rewrite(
    "O4-simplify",
    target="bevexport.graph.export:finish",
    why="warnings of the runtime about foldable nodes",
    expect="constants folded, a smaller graph; its own check compares on random inputs only",
    price="~",
    atol=1e-4,
)
def simplified(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with constants folded; shapes are not inferred, as in the recipe.

    The recipe's three comparisons on random inputs are left out: every graph is compared with PyTorch on frames.
    """
    import onnxsim

    simplified_model, _ = onnxsim.simplify(model, check_n=0, skip_shape_inference=True)
    return simplified_model
