"""Why measuring until sure ended, in a sentence."""

from __future__ import annotations

from typing import Protocol

from advisor.messages import N_, Say
from advisor.model.knowledge import Knowledge
from advisor.scoring.next_evidence import EvidenceOption, EvidencePlan
from advisor.views import names
from advisor.views.numbers import duration, percent

WHY = {
    "settled": N_(
        "Settled: {first} is first in {share} of the plausible weights and measurements."
    ),
    "cannot be settled": N_(
        "It cannot be settled by measuring: {first} is first in {share}, {attainable} is the most "
        "that more could give."
    ),
    "nothing left to measure": N_("Nothing is left to measure: {first} is first in {share}."),
    "stopped": N_("Stopped. What was finished is kept: {first} is first in {share}."),
    "budget spent": N_("The budget is spent: {first} is first in {share}."),
}
OUT_OF_REACH = ("cannot be settled", "nothing left to measure")
"""Ends after which a person asks what keeps the share below the target."""


class Capped(Protocol):
    """How often the first meets what it must."""

    @property
    def met(self) -> float: ...
    @property
    def capped(self) -> bool: ...


class StoppedMeasuring(Capped, Protocol):
    """What measuring until sure answers."""

    @property
    def why(self) -> str: ...
    @property
    def first(self) -> str: ...
    @property
    def share(self) -> float: ...
    @property
    def attainable(self) -> float: ...


def cap_line(capped: Capped, say: Say) -> str:
    """That must-haves and gates keep the share below the target; empty where they do not."""
    if not capped.capped:
        return ""
    return say(
        "It meets every must-have and gate in {met}, and is first in no more than that.",
        met=percent(capped.met, say),
    )


def stopping_line(ended: StoppedMeasuring, knowledge: Knowledge, say: Say) -> str:
    """The reason, who is first, and how surely."""
    line = say(
        WHY[ended.why],
        first=names.framework(knowledge, ended.first, say) if ended.first else say("nothing"),
        share=percent(ended.share, say),
        attainable=percent(ended.attainable, say),
    )
    capped = cap_line(ended, say) if ended.why in OUT_OF_REACH else ""
    return f"{line} {capped}" if capped else line


def order_lines(
    plan: EvidencePlan | None,
    options: tuple[EvidenceOption, ...],
    target: float,
    knowledge: Knowledge,
    say: Say,
) -> list[str]:
    """What measuring until sure would do: where the verdict stands, then what it would measure, in
    that order.

    Args:
        options: what is left to measure, the most telling first.
    """
    if plan is None:
        return [say("There is nothing to rank.")]
    share, wanted = percent(plan.share, say), percent(target, say)
    first = names.framework(knowledge, plan.first, say)
    lines = [
        say(
            "{first} is first in {share}; wanted: {wanted}.",
            first=first,
            share=share,
            wanted=wanted,
        )
    ]
    if plan.state == "settled":
        return [*lines, say("Nothing would be measured: that is settled.")]
    if plan.state == "cannot be settled":
        attainable = percent(plan.attainable, say)
        lines.append(
            say(
                "Measuring can hardly settle it: {share} is the most that it could give.",
                share=attainable,
            )
        )
        capped = cap_line(plan, say)
        lines += [capped] if capped else []
    if not options:
        return [*lines, say("Nothing is left to measure.")]
    lines.append(say("The most telling first, and only until that is settled:"))
    for number, option in enumerate(options, start=1):
        framework, criterion = option.cells[0]
        lines.append(
            say(
                "{number}. {criterion} of {framework}, about {time}",
                number=number,
                criterion=names.criterion(knowledge, criterion, say),
                framework=names.framework(knowledge, framework, say),
                time=duration(option.seconds, say),
            )
        )
    return lines
