"""Reckon: what is not known could change, and what finding out and beginning would cost on this
machine."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.outlay import Outlay, outlay
from advisor.usecases.installing.environments import list_environments
from advisor.usecases.ranking.next_measurement import options
from advisor.usecases.settings import Settings


def reckon(advice: Advice, settings: Settings) -> Outlay:
    """The outlay; for another machine nobody here can say what anything costs, so no cost is
    named."""
    if not advice.here:
        return outlay(advice, (), ())
    return outlay(advice, options(advice, settings), list_environments(settings=settings))
