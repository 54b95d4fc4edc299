"""The visibility mask, which can't hold NaN."""

from torch import Tensor

from bevexport.repairs.registry import repair


@repair(
    "F-R08-boolean-mask",
    repairs="R08-drop-nan-to-num",
    target="bevexport.model.geometry:finite_mask",
    why="nan_to_num is no operator of opset 11",
    exact="a comparison with NaN is False, so a NaN in a projection has left the mask before this",
    atol=0.0,
)
def boolean(valid: Tensor) -> Tensor:
    """The mask as it is, checked to be boolean while the graph is made."""
    if valid.dtype.is_floating_point:
        raise ValueError(f"Cannot take a visibility mask of {valid.dtype}: it could hold NaN, expected bool")
    return valid
