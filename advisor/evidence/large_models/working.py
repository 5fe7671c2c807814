"""Bytes that one card takes while it computes."""

from __future__ import annotations

from advisor.evidence.large_models.serving import NOTHING, Serving, Spread
from advisor.model.language_model import LanguageModel

STREAMS = 4
"""Vectors of the model's width alive at once: residual, normed, attention's and the sum."""
INNER = 3
"""Vectors of the inner width alive at once: gate, up and their product."""


def working_bytes(model: LanguageModel, serving: Serving) -> Spread:
    """The larger of two moments: choosing tokens (sequences x words x bytes per score, on every
    card whole) and one layer over the tokens of a step (tokens x widths x bytes of an element; of
    attention and feed-forward part the wider).

    Engines measure this when they start, with as many sequences as they may ever run.

    Returns:
        Bytes on one card.
    """
    habits, users = serving.habits, serving.users
    scores = model.vocabulary * 1.0
    streams, inner = STREAMS * model.hidden, _inner_width(model, serving.cards)
    looked_at = _scores(model, serving)
    bounds = []
    for bound in ("low", "middle", "high"):
        sequences = max(users, getattr(habits.sequences, bound))
        choosing = sequences * scores * getattr(habits.logit_bytes, bound)
        widest = streams + max(inner, getattr(looked_at, bound))
        layer = getattr(habits.step_tokens, bound) * widest * habits.element_bytes
        bounds.append(max(choosing, layer))
    return Spread(*bounds)


def reserved_bytes(serving: Serving) -> Spread:
    """The runtime's own, and with several cards the buffers for exchange. Bytes on one card."""
    exchange = serving.habits.communication if serving.cards > 1 else NOTHING
    return serving.habits.runtime + exchange


def _inner_width(model: LanguageModel, cards: int) -> float:
    """Elements alive for one token in the widest feed-forward part."""
    dense = INNER * model.intermediate / cards
    routed = model.experts_per_token * (INNER * model.expert_intermediate / cards + model.hidden)
    return max(dense, routed)


def _scores(model: LanguageModel, serving: Serving) -> Spread:
    """Scores alive for one token in the widest attention: heads x tokens looked at x tables."""
    looked_at = 0.0
    for group in model.attention:
        tokens = min(group.window or serving.context, serving.context)
        looked_at = max(looked_at, group.heads / serving.cards * tokens)
    return serving.habits.scores.times(looked_at)
