"""Bytes that one card keeps of the tokens seen so far."""

from __future__ import annotations

import math

from advisor.evidence.large_models.serving import NOTHING, Serving, Spread
from advisor.model.language_model import Attention, LanguageModel

STATE_BITS = Spread(16, 16, 32)
"""Of a state that does not grow with the context; engines keep it as the weights, or in 32."""


def cache_bytes(model: LanguageModel, serving: Serving) -> Spread:
    """Users x sum over groups of layers: layers x tokens kept x elements on this card x bits / 8.

    Tokens are rounded up to whole pages. Heads of keys and values are divided by the cards, and
    repeated where there are fewer than cards (Ainslie et al. 2023, "GQA"); a latent has no heads
    to divide and is whole on each card (DeepSeek-AI 2024, "DeepSeek-V2", 2.1). A sliding window
    keeps its tokens and those of the step in work; engines that manage all layers alike keep all
    (high), but not of layers that compress: they keep one entry for so many tokens besides.

    Returns:
        Bytes on one card, for all users together.
    """
    total = NOTHING
    for group in model.attention:
        total = total + _group_bytes(group, serving)
    return total.times(serving.users)


def elements_on_card(group: Attention, cards: int) -> int:
    """Of one token in one layer, what one of so many cards keeps, in elements."""
    if group.kind == "none":
        return 0
    if group.kind == "latent":
        return group.elements + group.index_dim
    heads = math.ceil(group.kv_heads / cards)
    return heads * (group.head_dim + (group.value_dim or group.head_dim)) + group.index_dim


def _group_bytes(group: Attention, serving: Serving) -> Spread:
    kept = _tokens_kept(group, serving)
    bits = serving.cache_precision.cache_bits
    token = group.layers * elements_on_card(group, serving.cards) * bits / 8
    states = group.layers * group.state / serving.cards / 8
    growing = kept.times(token)
    return growing + STATE_BITS.times(states)


def _tokens_kept(group: Attention, serving: Serving) -> Spread:
    context, block = serving.context, serving.habits.block
    if not group.window:
        return Spread(
            _pages(context, block.low), _pages(context, block.middle), _pages(context, block.high)
        )
    in_work = group.window + serving.habits.step_tokens.middle
    entries = context / group.compress if group.compress else 0.0
    most = min(context, in_work) if group.compress else context
    return Spread(
        _pages(min(context, group.window), block.low) + entries,
        _pages(min(context, in_work), block.middle) + entries,
        _pages(most, block.high) + entries,
    )


def _pages(tokens: float, block: float) -> float:
    return math.ceil(tokens / block) * block
