"""One rung: PyTorch to an ONNX model in memory."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import onnx
import torch

import bevexport
from bevexport.errors import InputError
from bevexport.graph.forms import exportable
from bevexport.graph.module import GraphInputs, GraphModule
from bevexport.graph.store import constants_to_initializers
from bevexport.model import BEVFormer
from bevexport.repairs.f_o1c_inverse_sigmoid_selected import selected
from bevexport.rewrites import ROWS, applied
from bevexport.rewrites.freeze import Tape, recording
from bevexport.rewrites.registry import swapped

VISIBLE_SEAM = "bevexport.model.spatial:visible_queries"
INVERSE_SIGMOID_SEAM = "bevexport.model.decoder:inverse_sigmoid"
FLOAT64_CLIP_OPSET = 12
"""The first opset at which ONNX Runtime has a Clip of float64."""


class NotExportableError(Exception):
    """The exporter, or what comes after it, refused; the message is one line."""

    @classmethod
    def because(cls, error: Exception) -> NotExportableError:
        """With the first line of what a tool said."""
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return cls(lines[0] if lines else type(error).__name__)


def initializers_as_inputs() -> bool:
    """The exporter's keep_initializers_as_inputs. Seam."""
    return False


def constant_folding() -> bool:
    """The exporter's do_constant_folding. Seam."""
    return True


def finish(model: onnx.ModelProto) -> onnx.ModelProto:
    """What happens to the whole graph after the export. Seam."""
    return model


@dataclass(frozen=True)
class Exported:
    """A rung's graph and what it froze."""

    model: onnx.ModelProto
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    temporal: bool
    decoded: bool
    tape: Tape
    bound: int  # a frame whose camera sees more cells gives NaN; 0 where no frame can


def export(
    model: BEVFormer, rows: Sequence[str], opset: int, temporal: bool, decoded: bool, traced: GraphInputs, bound: int
) -> Exported:
    """The model with the rows on, traced on one frame; bound as in forms.bounded_queries.

    Big constants are initializers, so that they can be stored apart from the graph.
    """
    with exportable(bound), _clamps(opset), applied(*rows), recording() as tape:
        module = GraphModule(model, temporal, decoded).eval()
        proto = _trace(module, opset, traced)
        proto = _tidy(_finished(_tidy(proto)))
    constants_to_initializers(proto.graph)
    limit = _limit(model, rows, bound)
    for key, value in {
        "bevdrift.rewrites": ",".join(rows),
        "bevdrift.opset": str(opset),
        **({"bevdrift.visible_bound": str(limit)} if limit else {}),
        "bevdrift.config_sha256": model.config.sha256(),
        "bevdrift.versions": f"bevexport {bevexport.__version__}, torch {torch.__version__.split('+')[0]}, "
        f"onnx {onnx.__version__}",
    }.items():
        proto.metadata_props.add(key=key, value=value)
    names = tuple(i.name for i in proto.graph.input)
    return Exported(
        proto,
        tuple(n for n in module.input_names if n in names),
        tuple(module.output_names),
        module.temporal,
        module.decoded,
        tape,
        limit,
    )


def _clamps(opset: int) -> AbstractContextManager[None]:
    """Clamps in float64 as selections where ONNX Runtime has no kernel for them; gives way to a row on that seam.

    The decoder computes its centres in float64 and the original doesn't: below opset 12 a graph without this form would
    fail for a reason of ours.
    """
    return swapped(INVERSE_SIGMOID_SEAM, selected) if opset < FLOAT64_CLIP_OPSET else nullcontext()


def _limit(model: BEVFormer, rows: Sequence[str], bound: int) -> int:
    """The bound where it can bite: not with every cell allowed, nor under a row that chooses cells itself."""
    chosen = any(id in ROWS and ROWS[id].target == VISIBLE_SEAM for id in rows)
    return 0 if chosen or bound >= model.config.bev_h * model.config.bev_w else bound


def _trace(module: GraphModule, opset: int, traced: GraphInputs) -> onnx.ModelProto:
    buffer = io.BytesIO()
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    log_enabled = torch._C._jit_is_onnx_log_enabled()
    try:
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore")  # tracer warnings: what they warn of is a row's purpose, or checked after
            logger.setLevel(logging.ERROR)
            torch._C._jit_set_onnx_log_enabled(False)  # after a failure it prints the whole graph
            torch.onnx.export(
                module,
                module.arguments(traced),
                buffer,
                input_names=module.input_names,
                output_names=module.output_names,
                opset_version=opset,
                dynamo=False,
                do_constant_folding=constant_folding(),
                keep_initializers_as_inputs=initializers_as_inputs(),
            )
    except InputError:
        raise
    except Exception as e:  # the exporter raises whatever it meets
        raise NotExportableError.because(e) from e
    finally:
        logger.setLevel(level)
        torch._C._jit_set_onnx_log_enabled(log_enabled)
    return onnx.load_from_string(buffer.getvalue())


def _finished(proto: onnx.ModelProto) -> onnx.ModelProto:
    try:
        return finish(proto)
    except Exception as e:  # so does the simplifier
        raise NotExportableError.because(e) from e


def _tidy(proto: onnx.ModelProto) -> onnx.ModelProto:
    """Without documentation strings (they hold source paths), recorded shapes and inputs that nothing reads."""
    for node in proto.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    proto.doc_string = proto.graph.doc_string = ""
    del proto.graph.value_info[:]
    read = {name for node in proto.graph.node for name in node.input}
    unread = [i for i in proto.graph.input if i.name not in read]
    for value in unread:
        proto.graph.input.remove(value)
    return proto
