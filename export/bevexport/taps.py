"""Named values inside the model, by which two graphs can be compared layer for layer.

A tap's name is the path of the module that puts it out, as in the original's state dict, so that the original code has
the same taps; `prev_bev.turned` is the one value that no module puts out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import Tensor, nn

from bevexport.model import BEVFormer

MOST = 60
TURNED = "prev_bev.turned"


def modules(model: BEVFormer) -> dict[str, nn.Module]:
    """The tapped modules by path, in the order in which they run; those that give several maps are one entry."""
    cfg = model.config
    transformer = "pts_bbox_head.transformer"
    paths = [f"img_backbone.layer{i}" for i in range(1, len(cfg.backbone.depths) + 1)]
    paths += ["img_neck", f"{transformer}.can_bus_mlp"]
    for part, layers in (("encoder", cfg.encoder_layers), ("decoder", cfg.decoder_layers)):
        for layer in range(layers):
            paths += [f"{transformer}.{part}.layers.{layer}.norms.{i}" for i in range(3)]
            if part == "decoder":
                paths += [f"pts_bbox_head.{branch}.{layer}" for branch in ("reg_branches", "cls_branches")]
    return {path: model.get_submodule(path) for path in paths}


@contextmanager
def recorded(model: BEVFormer) -> Iterator[dict[str, Tensor]]:
    """Inside the block, what the model's last run left at each tap, in the order of its running.

    At most MOST of them. A module's several outputs are numbered: `img_neck.0`. Without memory no map is turned.
    """
    found: dict[str, Tensor] = {}

    def keep(name: str, value: Tensor) -> None:
        found.pop(name, None)  # a later run takes its place in the order, too
        found[name] = value.detach().float()

    def hook(path: str) -> Callable[..., None]:
        def put(_: nn.Module, __: object, out: Tensor | list[Tensor] | tuple[Tensor, ...]) -> None:
            if isinstance(out, Tensor):
                keep(path, out)
            else:
                for i, part in enumerate(out):
                    keep(f"{path}.{i}", part)

        return put

    compute = model.turned

    def turned(prev_bev: Tensor, can_bus: Tensor) -> Tensor:
        out = compute(prev_bev, can_bus)
        keep(TURNED, out)
        return out

    hooks = [module.register_forward_hook(hook(path)) for path, module in modules(model).items()]
    model.turned = turned  # on the instance, before the class's own
    try:
        yield found
    finally:
        del model.turned
        for one in hooks:
            one.remove()
