"""The fewest cards that hold a model, and what would have to give where they do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from advisor.evidence.large_models.need import holds, memory_need
from advisor.evidence.large_models.serving import Serving
from advisor.model.language_model import LanguageModel, Precision

Gives = Literal["precision", "context", "users", "cards"]
CONTEXT_STEP = 1024
CARDS_AT_MOST = 64


class Concession(Struct, frozen=True, kw_only=True):
    """One thing changed, all else as it was asked: with it the cards hold the model."""

    gives: Gives
    serving: Serving


def splits_into(model: LanguageModel, cards: int) -> bool:
    """Whether engines split it so: every layer's heads divide evenly, and heads of keys and
    values divide or repeat evenly."""
    for group in model.attention:
        if group.heads and group.heads % cards:
            return False
        few, many = sorted((group.kv_heads or cards, cards))
        if many % few:
            return False
    return True


def fits(model: LanguageModel, serving: Serving, card_bytes: float) -> bool:
    """Whether the cards likely hold it, split as an engine can; unknown layers do not fit."""
    need = memory_need(model, serving)
    if need is None or not splits_into(model, serving.cards):
        return False
    return holds(need, card_bytes, serving.habits.share) in ("surely", "likely")


def fewest_cards(
    model: LanguageModel, serving: Serving, card_bytes: float, *, at_most: int = CARDS_AT_MOST
) -> int | None:
    """The smallest number of equal cards that likely hold it; None where not even `at_most` do.

    The count in `serving` plays no part.
    """
    for cards in range(1, at_most + 1):
        if fits(model, msgspec.structs.replace(serving, cards=cards), card_bytes):
            return cards
    return None


def concessions(
    model: LanguageModel,
    serving: Serving,
    card_bytes: float,
    precisions: Mapping[str, Precision],
    *,
    cards_at_most: int = CARDS_AT_MOST,
) -> tuple[Concession, ...]:
    """What makes it fit, nearest of each kind, always in this order: a published precision of
    fewer bits, a shorter context, fewer users, more cards. Empty where it fits as asked, and where
    no single change helps."""
    if fits(model, serving, card_bytes):
        return ()
    found = (
        _lower_precision(model, serving, card_bytes, precisions),
        _shorter_context(model, serving, card_bytes),
        _fewer_users(model, serving, card_bytes),
        _more_cards(model, serving, card_bytes, cards_at_most),
    )
    return tuple(concession for concession in found if concession is not None)


def _lower_precision(
    model: LanguageModel,
    serving: Serving,
    card_bytes: float,
    precisions: Mapping[str, Precision],
) -> Concession | None:
    published = [precisions[name] for name in model.precisions if name in precisions]
    lower = [one for one in published if 0 < one.weight_bits < serving.precision.weight_bits]
    for precision in sorted(lower, key=lambda one: (-one.weight_bits, one.id)):
        changed = msgspec.structs.replace(serving, precision=precision)
        if fits(model, changed, card_bytes):
            return Concession(gives="precision", serving=changed)
    return None


def _shorter_context(
    model: LanguageModel, serving: Serving, card_bytes: float
) -> Concession | None:
    def with_steps(steps: int) -> Serving:
        return msgspec.structs.replace(serving, context=steps * CONTEXT_STEP)

    most = (serving.context - 1) // CONTEXT_STEP
    steps = _most_that(lambda count: fits(model, with_steps(count), card_bytes), most)
    return Concession(gives="context", serving=with_steps(steps)) if steps else None


def _fewer_users(model: LanguageModel, serving: Serving, card_bytes: float) -> Concession | None:
    def with_users(users: int) -> Serving:
        return msgspec.structs.replace(serving, users=users)

    users = _most_that(lambda count: fits(model, with_users(count), card_bytes), serving.users - 1)
    return Concession(gives="users", serving=with_users(users)) if users else None


def _more_cards(
    model: LanguageModel, serving: Serving, card_bytes: float, at_most: int
) -> Concession | None:
    for cards in range(serving.cards + 1, at_most + 1):
        changed = msgspec.structs.replace(serving, cards=cards)
        if fits(model, changed, card_bytes):
            return Concession(gives="cards", serving=changed)
    return None


def _most_that(fitting: Callable[[int], bool], most: int) -> int:
    """The largest count from 1 to `most` that fits, by halving: what fits, fits with fewer; 0
    where none does."""
    least, beyond = 0, most + 1
    while beyond - least > 1:
        half = (least + beyond) // 2
        if fitting(half):
            least = half
        else:
            beyond = half
    return least
