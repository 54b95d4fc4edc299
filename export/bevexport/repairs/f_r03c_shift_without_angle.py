"""The shift of the previous map without the direction of motion as an angle."""

from bevexport.model.ego import motion_in_ego_axes
from bevexport.repairs.registry import repair

repair(
    "F-R03c-shift-without-angle",
    repairs="R03c-atan-quotient-shift",
    target="bevexport.model.ego:motion_in_ego_axes",
    why="atan2 is no operator of opset 11, and an arctangent of dy/dx fails on the axes",
    exact="the model's own form: L*sin(yaw-a) and L*cos(yaw-a) written out are products of dx, dy with the heading's "
    "sine and cosine, for every direction a and for L=0",
    atol=0.0,
)(motion_in_ego_axes)
