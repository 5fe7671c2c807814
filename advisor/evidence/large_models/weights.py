"""Bytes of a model's weights on one of several cards."""

from __future__ import annotations

import math

from advisor.evidence.large_models.serving import Serving, Spread
from advisor.model.language_model import LanguageModel

BILLION = 1e9
WHOLE_BITS = 16
"""Of embeddings, the last layer and norms, when the rest is kept in fewer bits."""
LOADED_AT_LEAST = 0.97
"""Some counts of parameters include layers that guess further tokens, which an engine leaves
out unless it is told to use them: 671 of 685 thousand millions in the widest case."""
LOADED_AT_MOST = 1.03
"""Copies with another layout, and scales where matrices are small."""
UNEVEN_PER_DOUBLING = 0.03
"""What a further split in two adds to a card's part at the most: norms, routers and tables that
all cards hold, and rows that are filled up."""
TOWER_AT_MOST = 0.15
"""Of a card's part: an encoder for pictures or sound that is not split."""
WIDTH_STEP = 256
"""Kernels for experts fill their widths up to a multiple of this."""
MATRICES_OF_EXPERT = 3


def weight_bytes(model: LanguageModel, serving: Serving) -> Spread:
    """Parameters x bits / 8 / cards.

    Middle: embeddings and the last layer in 16 bits unless the precision keeps the whole model,
    all else in the precision's own bits (its scales are in them), or in its other bits outside the
    experts where it is for experts alone; each card holds an equal part, and whole what is not
    split: a latent's down-projection, and heads of keys and values where there are fewer than
    cards.
    High: only the experts are kept in the precision, their widths are filled up, and a tower for
    pictures or sound is on every card. Low: without the layers that guess further tokens.

    Returns:
        Bytes on one card.
    """
    bits = serving.precision.weight_bits
    others = _bits_outside_experts(model, serving)
    total = model.parameters * BILLION
    apart = 0.0 if serving.precision.whole else min(_embedding_parameters(model), total)
    outside = _outside_experts(model, apart)
    inner = (total - apart) * bits + outside * (others - bits)
    kept = inner + apart * max(bits, WHOLE_BITS)
    copied = _copied_parameters(model, serving.cards) * others
    middle = (kept / serving.cards + copied) / 8
    only_experts = outside * max(0.0, WHOLE_BITS - others)
    widened = 0.0 if serving.precision.whole else only_experts / serving.cards / 8
    return Spread(
        middle * LOADED_AT_LEAST,
        middle,
        (middle + widened) * _most(model, serving.cards),
    )


def _most(model: LanguageModel, cards: int) -> float:
    uneven = UNEVEN_PER_DOUBLING * math.log2(cards)
    sees = bool({"image", "video", "audio"} & set(model.modality))
    tower = TOWER_AT_MOST if sees and cards > 1 else 0.0
    return (LOADED_AT_MOST + uneven + tower) * _filled_up(model)


def _filled_up(model: LanguageModel) -> float:
    width = model.expert_intermediate
    if not width:
        return 1.0
    return math.ceil(width / WIDTH_STEP) * WIDTH_STEP / width


def _embedding_parameters(model: LanguageModel) -> float:
    tables = 1 if model.tied else 2
    return float(tables * model.vocabulary * model.hidden)


def _bits_outside_experts(model: LanguageModel, serving: Serving) -> float:
    precision = serving.precision
    if model.experts and precision.other_bits:
        return precision.other_bits
    return precision.weight_bits


def _outside_experts(model: LanguageModel, embeddings: float) -> float:
    if not model.experts:
        return 0.0
    expert = MATRICES_OF_EXPERT * model.hidden * model.expert_intermediate
    experts = float(model.layers * model.experts * expert)
    return max(0.0, model.parameters * BILLION - experts - embeddings)


def _copied_parameters(model: LanguageModel, cards: int) -> float:
    """What a card holds beyond its equal part."""
    beyond = 1 - 1 / cards
    copied = 0.0
    for group in model.attention:
        if group.kind == "latent":
            copied += group.layers * model.hidden * (group.latent + group.rope_dim) * beyond
        elif group.kind == "grouped" and cards > group.kv_heads:
            own = 1 - group.kv_heads / cards
            head = group.head_dim + (group.value_dim or group.head_dim)
            copied += group.layers * model.hidden * head * own
    return copied
