"""In which form one engine runs a model on the cards: precision, or method of training, how many
cards, and whether they hold it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from advisor.evidence.large_models.fit import concessions, fewest_cards, splits_into
from advisor.evidence.large_models.need import Holds, MemoryNeed, holds, memory_need
from advisor.evidence.large_models.serving import EngineHabits, Serving
from advisor.evidence.large_models.training import (
    METHODS,
    Training,
    fewest_to_train,
    training_need,
)
from advisor.explanation.large_model import Form, ModelDemand, Split, TargetCard
from advisor.model.engine import EngineSupport
from advisor.model.language_model import LanguageModel, Precision

PLAIN = "bf16"
"""Weights and cache as most models are published, and what every engine keeps them in unless told
otherwise."""
HELD = ("surely", "likely")
CARDS_TRIED = 64


def serving_forms(
    model: LanguageModel,
    habits: EngineHabits,
    place: EngineSupport,
    demand: ModelDemand,
    card: TargetCard,
    precisions: Mapping[str, Precision],
) -> tuple[Form, ...]:
    """The form that is advised, then others that are documented there.

    With a precision that is asked for, that one; otherwise the one with the most bits that the
    cards hold, and where they hold none, or nobody knows how many there are, the makers' own.
    """
    names = _precisions(model, place, demand, precisions)
    every = [
        _serving_form(model, habits, place, precisions[name], demand, card, precisions)
        for name in names
        if name in precisions
    ]
    if demand.precision is not None:
        first = [form for form in every if form.precision == demand.precision]
        return tuple(first + [form for form in every if form not in first])
    return tuple(sorted(every, key=lambda form: form.holds not in (*HELD, None)))


def _precisions(
    model: LanguageModel,
    place: EngineSupport,
    demand: ModelDemand,
    known: Mapping[str, Precision],
) -> tuple[str, ...]:
    """Those that come into question: published, and documented on the chip; where its pages name
    none, those that somebody published; the makers' own first, and of those that must be converted
    the one with the most nearly as many bits."""
    documented = place.precisions
    published = tuple(model.precisions) or (PLAIN,)
    both = tuple(name for name in published if not documented or name in documented)
    further = _nearest(tuple(name for name in documented if name not in published), model, known)
    found = both or further or published
    asked = (demand.precision,) if demand.precision is not None else ()
    return tuple(dict.fromkeys((*asked, *found, *further)))


def _nearest(
    names: tuple[str, ...], model: LanguageModel, known: Mapping[str, Precision]
) -> tuple[str, ...]:
    """In the order of how far their bits are from those of the makers' own."""
    own = known.get(next(iter(model.precisions), PLAIN), known[PLAIN]).weight_bits

    def away(name: str) -> float:
        return abs(known[name].weight_bits - own)

    return tuple(sorted((name for name in names if name in known), key=away))


def _serving_form(
    model: LanguageModel,
    habits: EngineHabits,
    place: EngineSupport,
    precision: Precision,
    demand: ModelDemand,
    card: TargetCard,
    precisions: Mapping[str, Precision],
) -> Form:
    asked = Serving(
        precision=precision,
        cache_precision=precisions[PLAIN],
        context=demand.context,
        users=demand.users,
        habits=habits,
    )
    size = card.bytes
    known = memory_need(model, asked) is not None
    fewest = fewest_cards(model, asked, size) if size and known else None
    cards = _split_over(model, card.count or fewest or 1)
    serving = replace(asked, cards=cards)
    need = memory_need(model, serving)
    fits = _holds(need, size, serving.habits.share)
    documented = {
        name: each
        for name, each in precisions.items()
        if not place.precisions or name in place.precisions
    }
    ways = (
        concessions(model, serving, size, documented)
        if size and need is not None and card.count is not None
        else ()
    )
    return Form(
        precision=precision.id,
        cache_precision=PLAIN,
        checkpoint=model.precisions.get(precision.id, ""),
        cards=cards,
        fewest=fewest,
        split=Split(tensor=cards),
        need=need,
        holds=fits,
        concessions=ways,
    )


def training_forms(
    model: LanguageModel,
    habits: EngineHabits,
    demand: ModelDemand,
    card: TargetCard,
    *,
    whole: bool,
) -> tuple[Form, ...]:
    """One form for each method: all weights, LoRA, QLoRA; first the one that changes most of those
    that the cards hold.

    Args:
        whole: only all weights, as training from nothing needs.
    """
    methods = METHODS[:1] if whole else METHODS
    share = habits.share
    forms = []
    for method in methods:
        training = Training(method=method, context=demand.context, batch=demand.users)
        size = card.bytes
        fewest = fewest_to_train(model, training, size, share) if size else None
        cards = card.count or fewest or 1
        need = training_need(model, replace(training, cards=cards))
        forms.append(
            Form(
                precision=PLAIN,
                cache_precision=PLAIN,
                method=method,
                checkpoint=next(iter(model.precisions.values()), ""),
                cards=cards,
                fewest=fewest,
                split=Split(),
                need=need,
                holds=_holds(need, size, share),
            )
        )
    return tuple(sorted(forms, key=_training_order))


def _training_order(form: Form) -> tuple[bool, float]:
    """Those that are held as they come; of the others first what takes least."""
    if form.holds in (*HELD, None) or form.need is None:
        return False, 0.0
    return True, form.need.total.middle


def _split_over(model: LanguageModel, cards: int) -> int:
    """The most cards, not more than there are, over which engines split the model."""
    counts = (count for count in range(cards, 0, -1) if splits_into(model, count))
    return next(counts, 1)


def _holds(need: MemoryNeed | None, size: int | None, share: float) -> Holds | None:
    return holds(need, size, share) if need is not None and size else None
