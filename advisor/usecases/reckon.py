"""Reckon: what finding out more and beginning would cost on this machine."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.outlay import Outlay
from advisor.usecases.environments import list_environments
from advisor.usecases.find_out import options
from advisor.usecases.settings import Settings


def reckon(advice: Advice, settings: Settings) -> Outlay:
    """The costs for this machine; for another machine nobody here can say, so there are none."""
    if not advice.machine.here:
        return Outlay()
    return Outlay(options=options(advice, settings), environments=list_environments(settings=settings))
