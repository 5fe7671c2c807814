"""Weights, cache, work and reservation of one card, together."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.large_models.cache import cache_bytes
from advisor.evidence.large_models.serving import NOTHING, Serving, Spread
from advisor.evidence.large_models.weights import weight_bytes
from advisor.evidence.large_models.working import reserved_bytes, working_bytes
from advisor.model.language_model import LanguageModel

Holds = Literal["surely", "likely", "barely", "no"]
"""Even at the upper bound; at the middle; only at the lower bound; not at all."""


class MemoryNeed(Struct, frozen=True, kw_only=True):
    """Bytes on one card, term by term."""

    weights: Spread
    cache: Spread
    working: Spread
    reserved: Spread
    graphs: Spread
    states: Spread = NOTHING
    """Of training: gradients and what the optimiser keeps."""

    @property
    def in_share(self) -> Spread:
        """What an engine counts against its share of the card."""
        return self.weights + self.states + self.cache + self.working + self.reserved

    @property
    def total(self) -> Spread:
        return self.in_share + self.graphs


def memory_need(model: LanguageModel, serving: Serving) -> MemoryNeed | None:
    """What a model takes on each card; None where its layers, or the bits of the precisions, are
    not known.

    Args:
        serving: context in tokens, at least 1; users and cards at least 1.
    Raises:
        ValueError: context, users or cards below 1.
    """
    if min(serving.context, serving.users, serving.cards) < 1:
        raise ValueError("context, users and cards are at least 1")
    keeps_cache = model.kind in ("decoder", "encoder_decoder")
    if not model.hidden or not model.vocabulary or not serving.precision.weight_bits:
        return None
    if keeps_cache and not (model.attention and serving.cache_precision.cache_bits):
        return None
    return MemoryNeed(
        weights=weight_bytes(model, serving),
        cache=cache_bytes(model, serving),
        working=working_bytes(model, serving),
        reserved=reserved_bytes(serving),
        graphs=serving.habits.graphs,
    )


def holds(need: MemoryNeed, card_bytes: float, share: float) -> Holds:
    """Whether a card holds it: the engine's part in its share, and with the graphs in the card."""
    if _within(need.in_share.high, need.total.high, card_bytes, share):
        return "surely"
    if _within(need.in_share.middle, need.total.middle, card_bytes, share):
        return "likely"
    if _within(need.in_share.low, need.total.low, card_bytes, share):
        return "barely"
    return "no"


def cache_room(need: MemoryNeed, card_bytes: float, share: float) -> Spread:
    """Bytes that an engine leaves for the cache on one card: share x card - all else, not below
    0."""
    rest = need.weights + need.working + need.reserved
    budget = card_bytes * share
    return Spread(
        max(0.0, budget - rest.high), max(0.0, budget - rest.middle), max(0.0, budget - rest.low)
    )


def cache_tokens(need: MemoryNeed, serving: Serving, card_bytes: float) -> Spread:
    """Tokens of all users together for which a card has room. 0 where there is no cache."""
    room = cache_room(need, card_bytes, serving.habits.share)
    asked = serving.users * serving.context
    if not need.cache.low:
        return Spread(0, 0, 0)
    return Spread(
        room.low / need.cache.high * asked,
        room.middle / need.cache.middle * asked,
        room.high / need.cache.low * asked,
    )


def _within(in_share: float, total: float, card_bytes: float, share: float) -> bool:
    return in_share <= share * card_bytes and total <= card_bytes
