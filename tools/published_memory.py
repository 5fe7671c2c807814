"""The published cases of tests/data/large_model_memory.yaml, each beside what the formula says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from advisor.catalog.load import open_models
from advisor.evidence.large_models.cache import cache_bytes
from advisor.evidence.large_models.fit import fewest_cards
from advisor.evidence.large_models.need import (
    MemoryNeed,
    cache_room,
    cache_tokens,
    holds,
    memory_need,
)
from advisor.evidence.large_models.serving import GIB, EngineHabits, Serving, Spread
from advisor.model.language_model import LanguageModel, Models

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "data" / "large_model_memory.yaml"
PRINTED = 0.01
"""GiB: engines print two digits, at times of two halves."""


class PublishedServing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    model: str
    precision: str
    cards: int
    context: int
    card_gib: float = 0
    """0: not told."""
    share: float = 0.9
    cache_precision: str = "bf16"


class Reported(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Per card; None where the source does not say it."""

    weights_gib: float | None = None
    working_gib: float | None = None
    reserved_gib: float | None = None
    cache_gib: float | None = None
    cache_tokens: int | None = None
    held_tokens: int | None = None
    held_gib: float | None = None
    fits: bool | None = None


class PublishedSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: str
    at: str
    read: date
    dated: date | None = None


class PublishedCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    engine: str
    serving: PublishedServing
    reported: Reported
    source: PublishedSource
    note: str = ""


class FewestCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many cards a document asks for."""

    model: str
    precision: str
    card_gib: float
    cards: int
    source: PublishedSource


class RefusedCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model in 16 bits that an engine did not start."""

    model: str
    cards: int
    card_gib: float
    why: Literal["split", "memory"]
    source: PublishedSource
    note: str = ""


class PublishedCases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cases: tuple[PublishedCase, ...]
    fewest: tuple[FewestCase, ...]
    refused: tuple[RefusedCase, ...]


class Compared(Struct, frozen=True, kw_only=True):
    """One reported quantity beside the computed one, in the same unit."""

    what: str
    unit: str
    reported: float
    computed: Spread
    inside: bool


def published_cases() -> PublishedCases:
    return msgspec.yaml.decode(CASES.read_bytes(), type=PublishedCases)


def known_models() -> Models:
    return open_models(ROOT / "knowledge")


def serving_of(case: PublishedCase, models: Models) -> Serving:
    asked = case.serving
    return Serving(
        precision=models.precisions[asked.precision],
        cache_precision=models.precisions[asked.cache_precision],
        context=asked.context,
        cards=asked.cards,
        habits=EngineHabits(share=asked.share),
    )


def compare(case: PublishedCase, models: Models) -> tuple[Compared, ...]:
    """Every quantity that the case reports, in the order of the formula."""
    model = models.models[case.serving.model]
    serving = serving_of(case, models)
    need = memory_need(model, serving)
    assert need is not None, case.id
    reported = case.reported
    found = [
        _gib("weights", reported.weights_gib, need.weights),
        _gib("work", reported.working_gib, need.working),
        _gib("reservation", reported.reserved_gib, need.reserved),
        *_room(case, need, serving),
        _held(case, model, serving),
        _started(case, need),
    ]
    return tuple(one for one in found if one is not None)


def _gib(what: str, reported: float | None, computed: Spread) -> Compared | None:
    if reported is None:
        return None
    spread = computed.times(1 / GIB)
    inside = spread.low - PRINTED <= reported <= spread.high + PRINTED
    return Compared(what=what, unit="GiB", reported=reported, computed=spread, inside=inside)


def _room(case: PublishedCase, need: MemoryNeed, serving: Serving) -> list[Compared | None]:
    card = case.serving.card_gib * GIB
    left = cache_room(need, card, case.serving.share)
    room = _gib("room for the cache", case.reported.cache_gib, left)
    if case.reported.cache_tokens is None:
        return [room]
    tokens = cache_tokens(need, serving, card)
    reported = float(case.reported.cache_tokens)
    counted = Compared(
        what="room for the cache",
        unit="tokens",
        reported=reported,
        computed=tokens,
        inside=tokens.holds(reported),
    )
    return [room, counted]


def _held(case: PublishedCase, model: LanguageModel, serving: Serving) -> Compared | None:
    if case.reported.held_tokens is None:
        return None
    full = msgspec.structs.replace(serving, context=case.reported.held_tokens)
    what = f"cache of {case.reported.held_tokens} tokens"
    return _gib(what, case.reported.held_gib, cache_bytes(model, full))


def _started(case: PublishedCase, need: MemoryNeed) -> Compared | None:
    """1 where the card holds it: an engine that did not start contradicts only `surely`."""
    if case.reported.fits is None:
        return None
    verdict = holds(need, case.serving.card_gib * GIB, case.serving.share)
    bounds = {
        "surely": Spread(1, 1, 1),
        "likely": Spread(0, 1, 1),
        "barely": Spread(0, 0, 1),
        "no": Spread(0, 0, 0),
    }
    spread, reported = bounds[verdict], float(case.reported.fits)
    return Compared(
        what="fits",
        unit="yes: 1",
        reported=reported,
        computed=spread,
        inside=spread.holds(reported),
    )


def fewest_of(case: FewestCase, models: Models) -> int | None:
    """The computed number of cards for one user with 8192 tokens."""
    serving = Serving(
        precision=models.precisions[case.precision],
        cache_precision=models.precisions["bf16"],
        context=8192,
    )
    return fewest_cards(models.models[case.model], serving, case.card_gib * GIB)
