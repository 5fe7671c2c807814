"""Bytes that one card takes while a large model is trained, or adapted to a task."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from advisor.evidence.large_models.need import MemoryNeed, holds
from advisor.evidence.large_models.serving import GIB, NOTHING, Spread
from advisor.evidence.large_models.weights import BILLION
from advisor.model.language_model import LanguageModel

Method = Literal["full", "lora", "qlora"]
METHODS: tuple[Method, ...] = ("full", "lora", "qlora")
"""Of what changes most to what takes least."""
WEIGHT_BYTES = 2
GRADIENT_BYTES = Spread(2, 2, 4)
"""Kept in 16 bits, or gathered in 32 as some trainers do."""
OPTIMISER_BYTES = 12
"""Of Adam in mixed precision: weights, mean and variance in 32 bits (Rajbhandari et al. 2020,
"ZeRO", 3.1: 2 + 2 + 12 = 16 bytes for each parameter)."""
QUANTISED_BITS = 4.127
"""4 bits and constants that are quantised again (Dettmers et al. 2023, "QLoRA", 3)."""
WHOLE_BITS = 16
RANKS = Spread(8, 16, 64)
"""Of LoRA's matrices: what papers and trainers use (Hu et al. 2021, 7.2; QLoRA uses 64)."""
LAYER_BYTES = 34
"""Activations of one layer for each token and element of its width when attention keeps no matrix
of scores (Korthikanti et al. 2022, eq. 1 without its second term)."""
KEPT_BYTES = 2
"""The same with recomputation of whole layers: only what enters each (ibid., 5)."""
LOGIT_BYTES = Spread(2, 10, 14)
"""For each token and word: the score in 16 bits, in 32 and its gradient."""
RUNTIME = Spread(0.3 * GIB, GIB, 3 * GIB)
"""The driver's context, libraries, and what the allocator cannot use."""
EXCHANGE = Spread(0.1 * GIB, GIB, 3 * GIB)
"""Layers that are gathered while several cards share the weights."""
COUNTS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
"""Numbers of cards that are tried: nodes hold powers of two."""


class Training(Struct, frozen=True, kw_only=True):
    """How a model is trained: weights, gradients and the optimiser's states are shared out over
    all cards (stage 3 of ZeRO)."""

    method: Method
    context: int
    """Tokens of one example."""
    batch: int = 1
    """Examples that pass through one card at once."""
    cards: int = 1


def training_need(model: LanguageModel, training: Training) -> MemoryNeed | None:
    """Weights + gradients + optimiser + activations on one card; None where the model's layers are
    not known.

    Low: in-going activations of each layer and one layer recomputed. High: no recomputation.

    Raises:
        ValueError: context, batch or cards below 1.
    """
    if min(training.context, training.batch, training.cards) < 1:
        raise ValueError("context, batch and cards are at least 1")
    if not (model.hidden and model.layers and model.vocabulary):
        return None
    total = model.parameters * BILLION
    changed = total if training.method == "full" else NOTHING
    trained = Spread(total, total, total) if changed is total else _adapters(model)
    several = training.cards > 1
    return MemoryNeed(
        weights=_weights(model, training) + _more(trained, training),
        states=_states(trained, training),
        cache=NOTHING,
        working=_activations(model, training),
        reserved=RUNTIME + (EXCHANGE if several else NOTHING),
        graphs=NOTHING,
    )


def fewest_to_train(
    model: LanguageModel, training: Training, card_bytes: float, share: float
) -> int | None:
    """The fewest of `COUNTS` that likely hold it; None where not even the most do."""
    for cards in COUNTS:
        need = training_need(model, msgspec.structs.replace(training, cards=cards))
        if need is not None and holds(need, card_bytes, share) in ("surely", "likely"):
            return cards
    return None


def _weights(model: LanguageModel, training: Training) -> Spread:
    """What the model itself takes, without what is added to it."""
    total = model.parameters * BILLION
    if training.method != "qlora":
        size = total * WEIGHT_BYTES / training.cards
        return Spread(size, size, size)
    tables = min((1 if model.tied else 2) * model.vocabulary * model.hidden, total)
    bits = (total - tables) * QUANTISED_BITS + tables * WHOLE_BITS
    size = bits / 8 / training.cards
    return Spread(size, size, size)


def _more(trained: Spread, training: Training) -> Spread:
    """Weights that are added; those of the model are counted already."""
    return NOTHING if training.method == "full" else trained.times(WEIGHT_BYTES / training.cards)


def _states(trained: Spread, training: Training) -> Spread:
    per = GRADIENT_BYTES + Spread(OPTIMISER_BYTES, OPTIMISER_BYTES, OPTIMISER_BYTES)
    shared = trained.times(1 / training.cards)
    return Spread(shared.low * per.low, shared.middle * per.middle, shared.high * per.high)


def _adapters(model: LanguageModel) -> Spread:
    """Parameters of LoRA on the matrices of attention and of one feed-forward part in each layer:
    rank x (rows + columns)."""
    heads = [group for group in model.attention if group.layers]
    sides = 0.0
    for group in heads:
        inner = (group.heads or 1) * (group.head_dim or group.latent)
        keys = (group.kv_heads or 1) * (group.head_dim or group.latent)
        sides += group.layers * (2 * (model.hidden + inner) + 2 * (model.hidden + keys))
    width = model.intermediate or model.expert_intermediate
    sides += model.layers * 3 * (model.hidden + width)
    return RANKS.times(sides)


def _activations(model: LanguageModel, training: Training) -> Spread:
    tokens = training.context * training.batch
    elements = float(tokens * model.hidden)
    entering = elements * KEPT_BYTES * model.layers
    one_layer = elements * LAYER_BYTES
    scores = LOGIT_BYTES.times(float(tokens * model.vocabulary))
    recomputed = entering + one_layer
    return Spread(recomputed, recomputed, one_layer * model.layers) + scores
