"""Where training starts, for what torch's defaults and the model leave less suited to a net trained from nothing."""

import torch
from torch import nn

# A camera's feature map is only 20 x 12 cells: the usual start of up to 8 cells would look past most objects.
CAMERA_OFFSET_SCALE = 0.3


@torch.no_grad()
def initialise(model: nn.Module) -> None:
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif name.endswith("deformable_attention.sampling_offsets"):
            module.bias.mul_(CAMERA_OFFSET_SCALE)
