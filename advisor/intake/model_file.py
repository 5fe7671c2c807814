"""A description of somebody's own model: what one step asks of a machine, as YAML or read from an
ONNX file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import msgspec

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.reading.document import read
from advisor.reading.problem import listed
from advisor.reading.regular import MIB, Refused, check_regular

BACKWARD = 2.0
"""A backward pass computes about twice what the forward pass does: gradients of inputs and of
weights."""

CONVOLUTIONS = ("Conv", "ConvTranspose")
PRODUCTS = ("Gemm", "MatMul")
NORMS = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "InstanceNormalization")
PER_LAYER = 120.0
"""Dispatches of one layer that is trained: forward, backward, update and bookkeeping. The heads of
the workloads count with the same number."""

LARGEST_ONNX = 2048 * MIB
"""Bytes: what a protocol buffer can hold."""
MOST = 1e30
"""Nobody's step asks for more of anything; beyond it products overflow."""
HINT = N_("docs/predict.md shows every field")


class ModelFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one step of a model asks for, for the whole batch."""

    name: str
    flops: float
    """Floating-point operations of one step, forward and backward where it trains."""
    bytes: float
    """Traffic to memory of one step."""
    operations: float
    """Kernels or layers dispatched in one step; some 120 for each layer that is trained."""
    convolutions: float | None = None
    """Those of `flops` that are in convolutions; None where nobody says."""
    parameters: float = 0.0
    activations: float = 0.0
    """Numbers kept for the backward pass."""
    copies: float = 2.0
    """Numbers kept per parameter: itself and its gradient; 3 with momentum, 4 with Adam; 1 for
    inference."""


def read_model(path: Path) -> ModelFile:
    """Read a YAML description.

    Raises:
        AdvisorError: no such file, an unknown field, or a number that cannot be.
    """
    document = read(Path(), str(path), "model", ModelFile, by_hand=True)
    if document.missing:
        raise _bad(path, told("there is no such file"))
    model: ModelFile | None = document.value
    if model is None and not document.problems:
        raise _bad(path, told("the file is empty"))
    if model is None or document.problems:
        raise AdvisorError(
            "bad-model",
            told("{path} cannot be used.", path=path),
            why=listed(document.problems),
            hint=HINT,
            exit_code=ExitCode.USAGE,
        )
    for field in ("flops", "bytes", "operations"):
        if not 0 < getattr(model, field) <= MOST:
            raise _bad(path, told("{field} must be a positive number", field=field))
    if not 0 <= (model.convolutions or 0.0) <= model.flops:
        raise _bad(path, told("convolutions are a part of flops"))
    sizes = (model.parameters, model.activations, model.copies)
    if min(sizes) < 0 or max(sizes) > MOST or model.copies < 1:
        raise _bad(
            path, told("parameters and activations cannot be negative, and copies is at least 1")
        )
    return model


def read_onnx(path: Path, *, batch: int, training: bool) -> ModelFile:
    """Read an ONNX file: operations of its convolutions and products, traffic of its tensors,
    number of its nodes.

    Args:
        batch: stands in for every dimension that the file leaves open.
        training: count a backward pass too.
    Raises:
        AdvisorError: onnx is not installed, no such file, or shapes that cannot be worked out.
    """
    try:
        import onnx
    except ImportError as error:
        raise AdvisorError(
            "no-onnx",
            "Reading an ONNX file needs the package onnx, which is an extra.",
            hint="`pip install 'fwadvisor[onnx]'`, or describe the model: `fwadvisor predict "
            "--model FILE.yaml`",
        ) from error
    try:
        check_regular(path, largest=LARGEST_ONNX)
    except Refused as refused:
        if refused.missing:
            raise _bad(path, told("there is no such file")) from refused
        raise _bad(path, refused.told.rstrip(".")) from refused
    try:
        # Shapes are all that is asked for: weights kept in files beside it are not opened.
        loaded = onnx.load(str(path), load_external_data=False)
        graph = onnx.shape_inference.infer_shapes(loaded).graph
    except Exception as error:
        raise _bad(path, told("it is no ONNX model ({kind})", kind=type(error).__name__)) from error
    try:
        model = _counted(graph, path, batch, training)
    except OverflowError as error:
        raise _bad(path, told("its tensors are too large to be counted")) from error
    if max(model.flops, model.bytes, model.operations, model.parameters) > MOST:
        raise _bad(path, told("its tensors are too large to be counted"))
    return model


def _counted(graph: Any, path: Path, batch: int, training: bool) -> ModelFile:
    shapes = _shapes(graph, batch)
    weights = {tensor.name: math.prod(tensor.dims) for tensor in graph.initializer}
    flops = math.fsum(_flops(node, shapes) for node in graph.node)
    convolutions = math.fsum(
        _flops(node, shapes) for node in graph.node if node.op_type in CONVOLUTIONS
    )
    layers = sum(node.op_type in (*CONVOLUTIONS, *PRODUCTS, *NORMS) for node in graph.node)
    kept = math.fsum(
        math.prod(shapes[name]) for node in graph.node for name in node.output if name in shapes
    )
    parameters = float(sum(weights.values()))
    if flops <= 0:
        raise _bad(path, told("no shape of a convolution or product could be worked out"))
    passes = 1.0 + (BACKWARD if training else 0.0)
    return ModelFile(
        name=path.stem,
        flops=passes * flops,
        bytes=4.0 * (passes * 2.0 * kept + parameters * (4.0 if training else 1.0)),
        operations=max(PER_LAYER * layers, passes * len(graph.node))
        if training
        else float(len(graph.node)),
        convolutions=passes * convolutions,
        parameters=parameters,
        activations=kept if training else 0.0,
        copies=2.0 if training else 1.0,
    )


def _shapes(graph: Any, batch: int) -> dict[str, tuple[int, ...]]:
    found = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        dims = value.type.tensor_type.shape.dim
        found.setdefault(
            value.name, tuple(dim.dim_value if dim.dim_value > 0 else batch for dim in dims)
        )
    return found


def _flops(node: Any, shapes: dict[str, tuple[int, ...]]) -> float:
    """Two operations for each multiplication of a convolution or a matrix product; one a number for
    the rest."""
    made = shapes.get(node.output[0], ()) if node.output else ()
    size = float(math.prod(made))
    if node.op_type in CONVOLUTIONS and len(node.input) > 1 and node.input[1] in shapes:
        return 2.0 * size * math.prod(shapes[node.input[1]][1:])
    if (
        node.op_type in PRODUCTS
        and node.input
        and node.input[0] in shapes
        and shapes[node.input[0]]
    ):
        return 2.0 * size * shapes[node.input[0]][-1]
    return size


def _bad(path: Path, why: str) -> AdvisorError:
    return AdvisorError(
        "bad-model",
        told("{path} cannot be used: {why}.", path=path, why=why),
        hint=HINT,
        exit_code=ExitCode.USAGE,
    )
