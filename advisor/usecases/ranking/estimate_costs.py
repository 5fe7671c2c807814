"""Estimate costs: what the unknown could change, and what finding out and beginning would take."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.costs import Costs, costs_of
from advisor.usecases.installing.environments import list_environments
from advisor.usecases.ranking.next_measurement import options
from advisor.usecases.settings import Settings


def estimate_costs(advice: Advice, settings: Settings) -> Costs:
    """The costs; for another machine nobody here can say what anything costs, so no cost is
    named."""
    if not advice.here:
        return costs_of(advice, (), ())
    return costs_of(advice, options(advice, settings), list_environments(settings=settings))
