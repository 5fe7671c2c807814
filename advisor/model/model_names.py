"""Large models by the names that people write."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.model.language_model import LanguageModel, Precision

NEAR = 5
"""Names that a hint offers."""


def key(text: str) -> str:
    """A name without what people write differently: letter case, spaces and signs."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def spellings(model: LanguageModel) -> frozenset[str]:
    """Keys of every name of a model: its id, its name, what else it is called, its checkpoints with
    their owners and without."""
    repositories = tuple(model.precisions.values())
    bare = (repository.rpartition("/")[2] for repository in repositories)
    written = (model.id, model.name, *model.also, *repositories, *bare)
    return frozenset(key(name) for name in written)


def named(models: Mapping[str, LanguageModel], text: str) -> LanguageModel | None:
    """The model that is called so; None when none is, or when several are."""
    if text in models:
        return models[text]
    wanted = key(text)
    found = [model for model in models.values() if wanted in spellings(model)]
    return found[0] if len(found) == 1 else None


def near(models: Mapping[str, LanguageModel], text: str) -> tuple[str, ...]:
    """Names of models that may be meant, best first: those in which every word stands, otherwise
    those that are spelt almost so."""
    words = [key(word) for word in re.split(r"[^\w.]+|_", text) if key(word)]
    holding = [
        model.name
        for model in models.values()
        if words and any(all(word in name for word in words) for name in spellings(model))
    ]
    if holding:
        return tuple(sorted(holding, key=len)[:NEAR])
    from difflib import get_close_matches

    by_spelling = {name: model.name for model in models.values() for name in spellings(model)}
    close = get_close_matches(key(text), list(by_spelling), n=2 * NEAR, cutoff=0.6)
    return tuple(dict.fromkeys(by_spelling[name] for name in close))[:NEAR]


def named_precision(precisions: Mapping[str, Precision], text: str) -> Precision | None:
    """The precision that is called so; None when none is, or when several are."""
    wanted = key(text)
    found = [each for each in precisions.values() if wanted in _written(each)]
    return found[0] if len(found) == 1 else None


def near_precisions(precisions: Mapping[str, Precision], text: str) -> tuple[str, ...]:
    """Ids of precisions that may be meant, best first; all where none is spelt almost so."""
    from difflib import get_close_matches

    ids = {name: each.id for each in precisions.values() for name in _written(each)}
    close = get_close_matches(key(text), list(ids), n=NEAR, cutoff=0.6)
    return tuple(dict.fromkeys(ids[name] for name in close)) or tuple(precisions)


def _written(precision: Precision) -> frozenset[str]:
    return frozenset(key(name) for name in (precision.id, *precision.also))
