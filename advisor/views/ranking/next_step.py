"""The cheapest thing to find out, as one sentence with the command."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.scoring.next_evidence import EvidencePlan
from advisor.views import names
from advisor.views.numbers import duration, percent


def next_step(plan: EvidencePlan | None, advice: Advice, say: Say, *, keys: bool = False) -> str:
    """What to measure next, or that measuring cannot settle it; empty when there is nothing to say.

    Args:
        keys: say which keys of the app do it, not which command.
    """
    if plan is None or not plan.prospects:
        return ""
    if plan.state == "settled":
        return ""
    best = plan.prospects[0]
    framework, workload = best.option.id.split("/")
    if plan.state == "cannot be settled":
        return say(
            "Measuring can hardly settle it: with everything measured the first would be first in "
            "about {share}.",
            share=percent(plan.attainable, say),
        )
    if keys:
        return say(
            "Most telling next: {criterion} of {framework} (about {time}): b, then U.",
            criterion=names.criterion(advice.knowledge, best.option.cells[0][1], say),
            framework=names.framework(advice.knowledge, framework, say),
            time=duration(best.option.seconds, say),
        )
    return say(
        "Most telling next: {workload} in {framework} (about {time}): `fwadvisor measure {id} "
        "--workload {workload}`.",
        workload=workload,
        framework=names.framework(advice.knowledge, framework, say),
        time=duration(best.option.seconds, say),
        id=framework,
    )
