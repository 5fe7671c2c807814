"""Why measuring until sure ended, in a sentence."""

from __future__ import annotations

from typing import Protocol

from advisor.messages import N_, Say
from advisor.views.numbers import percent

WHY = {
    "settled": N_("Settled: {first} is first in {share} of the plausible weights and measurements."),
    "cannot be settled": N_(
        "It cannot be settled by measuring: {first} is first in {share}, {attainable} is the most that more could give."
    ),
    "nothing left to measure": N_("Nothing is left to measure: {first} is first in {share}."),
    "stopped": N_("Stopped. What was finished is kept: {first} is first in {share}."),
    "budget spent": N_("The budget is spent: {first} is first in {share}."),
}


class Ended(Protocol):
    """What measuring until sure answers."""

    @property
    def why(self) -> str: ...
    @property
    def first(self) -> str: ...
    @property
    def share(self) -> float: ...
    @property
    def attainable(self) -> float: ...


def settled_line(ended: Ended, say: Say) -> str:
    """The reason, who is first, and how surely."""
    return say(
        WHY[ended.why],
        first=ended.first or say("nothing"),
        share=percent(ended.share, say),
        attainable=percent(ended.attainable, say),
    )
