"""Who would choose another: what people value who put it first, by family of criteria."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.explanation.advice import Advice

if TYPE_CHECKING:
    from advisor.explanation.certainty import Certainty

SELDOM = 0.02
"""One that is first more seldom has too few samples to say what its friends value."""
MORE = 0.02
"""So much more of the weight than everybody gives on average is worth saying: two points of a
hundred."""


class Chooser(Struct, frozen=True, kw_only=True):
    """People who put this framework first, and what they value more than others do."""

    framework: str
    share: float
    """In how many of the samples it is first."""
    family: str
    """To which they give most beyond what is given on average; empty where nothing stands out."""
    central: float
    """How much of the weight they give that family, on average."""
    mean: float
    """How much everybody gives it."""
    confidence: float
    """Share of the samples in which it is first with just their weights."""


def choosers(advice: Advice, certainty: Certainty) -> tuple[Chooser, ...]:
    """Of everybody who is not first, most often first first (Lahdelma & Salminen 2001: central
    weights and confidence factors)."""
    robustness = certainty.robustness
    if robustness is None or advice.ranking is None:
        return ()
    families: dict[str, list[str]] = {}
    for criterion in advice.knowledge.criteria.values():
        families.setdefault(criterion.group, []).append(criterion.id)
    shares = {weight.criterion: weight.share for weight in advice.weights}
    mean = {family: _sum(shares, ids) for family, ids in families.items()}
    found = []
    for place in advice.ranking.places:
        central = robustness.central_weights[place.alternative]
        share = robustness.first(place.alternative)
        if place.rank == 1 or central is None or share < SELDOM:
            continue
        own = {family: _sum(central, ids) for family, ids in families.items()}
        family = max(sorted(own), key=lambda id: own[id] - mean[id])
        stands_out = own[family] - mean[family] >= MORE
        chooser = Chooser(
            framework=place.alternative,
            share=share,
            family=family if stands_out else "",
            central=own[family],
            mean=mean[family],
            confidence=robustness.confidence[place.alternative] or 0.0,
        )
        found.append(chooser)
    return tuple(sorted(found, key=lambda one: (-one.share, one.framework)))


def _sum(weights: dict[str, float], criteria: list[str]) -> float:
    return math.fsum(weights.get(id, 0.0) for id in criteria)
