"""onnx-simplifier over the whole graph."""

import contextlib
import io

import onnx
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument, RuntimeException

from bevexport.errors import first_line
from bevexport.rewrites.registry import rewrite

CHECKS = 3


@rewrite(
    "O4-simplify",
    target="bevexport.graph.export:finish",
    why="warnings of the runtime about foldable nodes",
    expect="constants folded, a smaller graph; its own check compares on random inputs only",
    price="~",
    atol=1e-4,
)
def simplified(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with constants folded, compared three times on random inputs; shapes are not inferred.

    What that check found stands in the metadata, and that is all: the recipe went on whatever it said. Random matrices
    make any camera see too many cells, so a graph with a bound on them gives NaN there, which the check calls a
    change, or with gathers for GridSample (R09) indices that the runtime refuses; every graph is compared with PyTorch
    on frames as well.
    """
    import onnxsim
    from onnxsim import model_checking

    # The check apart from the rest: where it can't run a graph, that is no failure to simplify it.
    result, _ = onnxsim.simplify(model, check_n=0, skip_shape_inference=True)
    with contextlib.redirect_stdout(io.StringIO()) as said:  # whole tensors, among them what changed
        try:
            agreed = model_checking.compare(result, model, CHECKS)
            changes = [line for line in said.getvalue().splitlines() if line.startswith("Tensor ")]
            verdict = f"{CHECKS} of {CHECKS} agreed" if agreed else "; ".join(changes) or "differed"
        except (InvalidArgument, RuntimeException) as e:  # an index out of range: which one depends on the operator
            verdict = f"random inputs cannot run: {first_line(e)}"
    result.metadata_props.add(key="bevdrift.simplifier_check", value=verdict)
    return result
