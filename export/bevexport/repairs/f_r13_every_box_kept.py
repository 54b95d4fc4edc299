"""Decoding with a fixed number of boxes."""

from bevexport.errors import InputError
from bevexport.model.boxes import Boxes
from bevexport.model.config import ModelConfig
from bevexport.repairs.registry import repair


@repair(
    "F-R13-every-box-kept",
    repairs="R13-float-mask-and",
    target="bevexport.model.boxes:in_range",
    why="selecting boxes by a mask is NonZero, whose shape depends on the frame",
    exact="a centre is a sigmoid stretched over pc_range, so a post_center_range around that lets every finite box "
    "pass; a NaN box passes too, where a mask would drop it without a word",
    atol=0.0,
)
def everything(found: Boxes, config: ModelConfig) -> Boxes:
    """The boxes as they are."""
    inner, outer = config.pc_range, config.post_center_range
    for axis in range(3):
        if not (outer[axis] <= inner[axis] and inner[axis + 3] <= outer[axis + 3]):
            raise InputError(
                f"Cannot keep every box: post_center_range {outer} cuts into pc_range {inner}, expected it around that"
            )
    return found
