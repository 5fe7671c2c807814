"""The rules for one large model: layers that add up, heads that divide, and a number of parameters
that goes with its widths."""

from __future__ import annotations

from collections.abc import Collection

from advisor.catalog.names import known_name
from advisor.messages import N_
from advisor.model.language_model import Attention, LanguageModel, Precision
from advisor.reading.document import Document

FACTOR = 1.5
"""How far the number of parameters may be from what the widths give: biases, norms, routers, shared
experts and dense layers in between are left out of that."""


def check_model(document: Document, model: LanguageModel, precisions: Collection[str]) -> None:
    """Add what is wrong with a model.

    Args:
        precisions: ids of precisions/.
    """
    for precision in model.precisions:
        known_name(document, model, "precisions", precision, precisions, N_("precision"), precision)
    _not_negative(document, model)
    for group in model.attention:
        _not_negative(document, group)
        _group(document, group)
    if document.spoilt(model, "attention"):
        return
    _sums(document, model)
    _told(document, model)
    if not document.problems:
        _size(document, model)


def check_precision(document: Document, precision: Precision) -> None:
    """Add what is wrong with a precision."""
    _not_negative(document, precision)
    if max(precision.weight_bits, precision.cache_bits) <= 0:
        message = N_("A precision keeps weights, a cache or both: say how many bits.")
        document.fault(precision, "weight_bits", "idle-precision", message)


def _not_negative(document: Document, thing: LanguageModel | Attention | Precision) -> None:
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        if isinstance(value, (int, float)) and value < 0:
            message = N_("{found} is below 0.")
            document.fault(thing, name, "below-zero", message, found=str(value))


def _group(document: Document, group: Attention) -> None:
    needed = {"grouped": ("kv_heads", "head_dim"), "latent": ("latent",), "none": ()}
    for name in ("layers", *needed[group.kind]):
        if not getattr(group, name):
            message = N_("Layers of the kind {group} need {found}.")
            document.fault(group, name, "lost-number", message, found=name, group=group.kind)
    if group.kind == "grouped" and group.kv_heads > 0 and group.heads % group.kv_heads:
        message = N_("{found} heads cannot share {kv} heads of keys and values.")
        found = str(group.heads)
        document.fault(group, "heads", "odd-heads", message, found=found, kv=str(group.kv_heads))


def _sums(document: Document, model: LanguageModel) -> None:
    counted = sum(group.layers for group in model.attention)
    if model.attention and counted != model.layers:
        message = N_("The groups of attention have {counted} layers, the model {found}.")
        found = str(model.layers)
        document.fault(model, "layers", "lost-layers", message, found=found, counted=str(counted))
    if model.active > model.parameters:
        message = N_("{found} parameters take part in a token, and there are {parameters}.")
        found = str(model.active)
        total = str(model.parameters)
        document.fault(model, "active", "too-active", message, found=found, parameters=total)
    if model.experts_per_token > model.experts:
        message = N_("{found} experts take part in a token, and there are {experts}.")
        found = str(model.experts_per_token)
        total = str(model.experts)
        document.fault(
            model, "experts_per_token", "too-active", message, found=found, experts=total
        )
    if not model.parameters and not document.spoilt(model, "parameters"):
        message = N_("A model has parameters: say how many thousand millions.")
        document.fault(model, "parameters", "lost-number", message)


def _told(document: Document, model: LanguageModel) -> None:
    """What stands in a file needs the source that tells it."""
    told = (
        ("shape_source", bool(model.layers or model.attention or model.context)),
        ("licence_source", bool(model.licence)),
        ("released_source", model.released is not None),
    )
    for name, needed in told:
        if needed and not getattr(model, name) and not document.spoilt(model, name):
            message = N_("{found} is missing: name the source that tells it.")
            document.fault(model, name, "no-source", message, found=name)


def _size(document: Document, model: LanguageModel) -> None:
    expected = expected_parameters(model)
    if not expected:
        return
    # What a model sees and hears with is not in the widths of its decoder.
    most = FACTOR * expected if set(model.modality) == {"text"} else float("inf")
    if not expected / FACTOR <= model.parameters <= most:
        message = N_("{found} thousand million parameters do not go with the widths: {expected}.")
        found = f"{model.parameters:g}"
        near = f"{expected:.3g}"
        document.fault(model, "parameters", "odd-size", message, found=found, expected=near)


def expected_parameters(model: LanguageModel) -> float:
    """Thousand millions of parameters that the widths of a decoder give; 0 where they are not
    known, or its layers are of a kind that they do not tell of."""
    groups = model.attention
    widths = model.expert_intermediate if model.experts else model.intermediate
    plain = model.kind == "decoder" and bool(groups)
    if not (plain and widths and model.hidden and model.vocabulary):
        return 0.0
    if any(group.kind == "none" for group in groups):
        return 0.0
    total = model.vocabulary * model.hidden * (1 if model.tied else 2)
    for group in groups:
        asking = group.heads * (group.head_dim or group.latent // 2)
        total += group.layers * model.hidden * (2 * asking + group.elements)
        total += group.layers * 3 * model.hidden * widths * max(1, model.experts)
    return total / 1e9
