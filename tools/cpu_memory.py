"""Decoders of several sizes on a CPU: what a process took, and beside it what the formula says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.evidence.large_models.need import memory_need
from advisor.evidence.large_models.serving import PLAIN_PROCESS, Serving, Spread
from advisor.model.language_model import Attention, LanguageModel, Precision
from tools.decoders.shape import Shape

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "data" / "cpu_memory.json"
SHAPES = {
    "1 million": Shape(2, 128, 4, 2, 32, 256, 4000, True),
    "20 million": Shape(8, 384, 6, 2, 64, 1152, 16000, True),
    "80 million": Shape(9, 768, 12, 4, 64, 2048, 32000, True),
    "300 million": Shape(21, 1024, 16, 4, 64, 2816, 32000, False),
}
FITTED = "1 million"
"""The constants of a plain process were read off it; it is no part of the comparison."""
WITHIN = 0.15
FLOAT32 = Precision(
    id="float32", name="float32", weight_bits=32, cache_bits=32, sources={}, source=""
)


class Order(Struct, frozen=True, kw_only=True):
    """What one process is to do."""

    size: str
    """A key of SHAPES."""
    context: int
    users: int = 1
    step: int = 256
    """Tokens of each user's prompt that pass through at once."""
    held_out: bool = False
    """Measured after the formula and its constants were settled."""


ORDERS = (
    *(Order(size=size, context=context) for size in SHAPES for context in (512, 4096)),
    *(
        Order(size=size, context=2048, users=4, step=64, held_out=True)
        for size in SHAPES
        if size != FITTED
    ),
)


OTHER_ORDERS = (
    *(Order(size=size, context=512) for size in SHAPES if size != FITTED),
    Order(size="20 million", context=4096),
)
"""Of a framework that takes its time."""


class Grown(Struct, frozen=True, kw_only=True):
    """Bytes of one process above those after the import of its framework."""

    framework: str
    order: Order
    imported: int
    """All of the process then, for comparison."""
    loaded: int
    """With its weights, before the first token."""
    peak: int
    """At most, while the cache was filled."""
    steady: int
    """In the end, the cache full."""


class Kept(Struct, frozen=True, kw_only=True):
    measured: date
    machine: str
    versions: dict[str, str]
    seed: int
    grown: tuple[Grown, ...]
    others: tuple[Grown, ...] = ()
    """Of frameworks for which the formula is not promised."""


def kept() -> Kept:
    return msgspec.json.decode(KEPT.read_bytes(), type=Kept)


def predicted(order: Order) -> tuple[Spread, float]:
    """Bytes that a process takes at most, and of these the middle of weights, cache and runtime
    alone, which stay."""
    users, step = order.users, order.users * order.step
    tokens = Spread(step, step, step)
    serving = Serving(
        precision=FLOAT32,
        cache_precision=FLOAT32,
        context=order.context,
        users=users,
        habits=msgspec.structs.replace(PLAIN_PROCESS, step_tokens=tokens),
    )
    need = memory_need(model_of(SHAPES[order.size]), serving)
    assert need is not None
    stays = need.weights + need.cache + need.reserved
    return need.total, stays.middle


def model_of(shape: Shape) -> LanguageModel:
    """The shape as knowledge/models would say it."""
    attention = Attention(
        kind="grouped",
        layers=shape.layers,
        heads=shape.heads,
        kv_heads=shape.kv_heads,
        head_dim=shape.head_dim,
    )
    return LanguageModel(
        id="decoder",
        name="decoder",
        family="decoder",
        organisation="",
        modality=("text",),
        parameters=shape.parameters() / 1e9,
        layers=shape.layers,
        hidden=shape.hidden,
        intermediate=shape.intermediate,
        vocabulary=shape.vocabulary,
        tied=shape.tied,
        attention=(attention,),
        sources={},
        size_sources=(),
    )
