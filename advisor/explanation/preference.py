"""What a person's answers came to, as data."""

from __future__ import annotations

from msgspec import Struct

from advisor.explanation.certainty import Certainty
from advisor.model.need import Need
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
    """Over the weights that the answers leave open."""
    need: Need
    """The need with those weights as points, to be saved as a profile."""
