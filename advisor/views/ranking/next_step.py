"""The best thing to find out next, as one sentence with the command."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.scoring.next_evidence import EvidencePlan, Prospect
from advisor.views import names
from advisor.views.numbers import duration, percent


def next_step(plan: EvidencePlan | None, advice: Advice, say: Say, *, keys: bool = False) -> str:
    """What to find out next, or that measuring cannot settle it; empty when there is nothing to
    say.

    Args:
        keys: say which keys of the app do it, not which command.
    """
    if plan is None or not plan.prospects or plan.state == "settled":
        return ""
    best = plan.prospects[0]
    if best.bits <= 0 or (plan.state == "cannot be settled" and best.option.kind == "measurement"):
        return say(
            "Measuring can hardly settle it: with everything measured the first would be first in "
            "about {share}.",
            share=percent(plan.attainable, say),
        )
    if best.option.kind == "question":
        return _question(best, advice, say)
    if best.option.kind == "claim":
        return _claim(best, advice, say)
    if best.option.kind == "fact":
        return say(
            "Most telling next: whether {framework} serves this device at all (about {time}); "
            "`fwadvisor explain {id}` says what is documented.",
            framework=names.framework(advice.knowledge, best.option.id, say),
            time=duration(best.option.seconds, say),
            id=best.option.id,
        )
    return _measurement(best, advice, say, keys=keys)


def _question(best: Prospect, advice: Advice, say: Say) -> str:
    question = best.option.question
    assert question is not None
    return say(
        "Most telling next, a question to you (about {time}): which counts for more, all that lies "
        "between the worst and the best in {swing}, or in {part}? `fwadvisor prefer` asks.",
        time=duration(best.option.seconds, say),
        swing=names.criterion(advice.knowledge, question.swing, say),
        part=names.criterion(advice.knowledge, question.part, say),
    )


def _claim(best: Prospect, advice: Advice, say: Say) -> str:
    ((framework, criterion),) = best.option.cells
    evidence = advice.book.cell(framework, criterion)
    values = {
        "criterion": names.criterion(advice.knowledge, criterion, say),
        "framework": names.framework(advice.knowledge, framework, say),
        "time": duration(best.option.seconds, say),
        "id": framework,
    }
    if not evidence.sources:
        return say(
            "Most telling next: look up {criterion} of {framework} (about {time}); nothing is "
            "known of it, and no page is: `fwadvisor explain {id}`.",
            **values,
        )
    return say(
        "Most telling next: look up {criterion} of {framework} (about {time}): {page}.",
        **values,
        page=evidence.sources[0].at,
    )


def _measurement(best: Prospect, advice: Advice, say: Say, *, keys: bool) -> str:
    framework, workload = best.option.id.split("/")
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
