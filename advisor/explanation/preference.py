"""What a person's answers came to, as data."""

from __future__ import annotations

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.model.need import Method, Need
from advisor.scoring.preference.question import Answer, Question


class Asked(Struct, frozen=True, kw_only=True):
    """One question with its answer."""

    question: Question
    answer: Answer


class Preferred(Struct, frozen=True, kw_only=True):
    """What the answers came to."""

    asked: tuple[Asked, ...]
    why: str
    """Why it stopped: sure, little to learn, enough, stopped."""
    weights: dict[str, float]
    """The mean weights of the posterior, summing to 1."""
    intervals: dict[str, tuple[float, float]]
    """The central 90 % of each weight."""
    consistency: float | None
    certainty: Certainty
    """Over the weights that the answers leave open: what `rank` says of the need below."""
    advice: Advice
    """The advice on that need."""
    need: Need
    """The need with the answers, to be saved as a profile."""


class WeighedFamilies(Struct, frozen=True, kw_only=True):
    """What the answers came to."""

    method: Method
    weights: dict[str, float]
    """family: weight, summing to 1."""
    unnamed: tuple[str, ...]
    """Families that no answer names: they weigh nothing."""
    consistency_ratio: float | None = None
    """Of comparisons; None where nothing can disagree."""
    deviation: float | None = None
    """Of the best-worst method: the largest miss of a comparison, in weight."""
    consistent: bool = True
    """Comparisons agree well enough to rest weights on."""
    need: Need
    """The need with those weights as points for families."""
