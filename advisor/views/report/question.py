"""What was asked: the need, the must-haves, the weights and who set them."""

from __future__ import annotations

from advisor.explanation.advice import Advice, WeightOrigin
from advisor.explanation.weighing import equal_for_all
from advisor.messages import N_, Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import percent
from advisor.views.ranking.table import headline
from advisor.views.report.parts import Section

WEIGHTIEST = 5
"""Weights named with the question; all of them have a table."""

ORIGINS: dict[WeightOrigin, tuple[str, ...]] = {
    "industry": (N_("industry"),),
    "task": (N_("task"),),
    "both": (N_("industry"), N_("task")),
    "given": (N_("given by hand"),),
    "family": (N_("given to its family"),),
    "learnt": (N_("learnt from answers"),),
    "even": (N_("even"),),
    "team": (N_("the team"),),
}
"""Who set a weight, one by one."""


def question(advice: Advice, say: Say) -> Section:
    """For which machine, in which industry, for what, with which must-haves and weights."""
    knowledge = advice.knowledge
    need = advice.need
    named = names.every_name(advice, say)
    lines = [headline(advice, say)]
    if need.industry:
        industry = knowledge.industries[need.industry]
        lines.append(
            say(
                "Industry: {name}. {matters}",
                name=industry.name.said_in(say.lang),
                matters=industry.matters.said_in(say.lang),
            )
        )
    if need.task:
        task = knowledge.tasks[need.task]
        lines.append(
            say(
                "Task: {name}. {matters}",
                name=task.name.said_in(say.lang),
                matters=task.matters.said_in(say.lang),
            )
        )
    if not need.industry and not need.task and advice.team is None:
        lines.append(
            say(
                "No industry and no task was named, so every criterion weighs the same unless "
                "given."
            )
        )
    if advice.musts:
        musts = ", ".join(
            names.must(knowledge, id, level, say) for id, level in sorted(advice.musts.items())
        )
        lines.append(say("Must-haves: {musts}.", musts=musts))
    if need.waived:
        lines.append(
            say("Waived: {waived}.", waived=", ".join(named.get(id, id) for id in need.waived))
        )
    if need.figures == "all":
        lines.append(say("Measurements on any hardware count, since that was asked for."))
    lines.append(_weightiest(advice, say))
    if not advice.machine.here:
        lines.append(say("The machine was read from a file; nothing was measured on it here."))
    elif advice.elsewhere:
        lines.append(
            say(
                "The machine is described by the options; what was measured here was measured on "
                "another one."
            )
        )
    return Section(id="question", heading=say("The question"), lines=tuple(lines))


def _weightiest(advice: Advice, say: Say) -> str:
    ordered = sorted(advice.weights, key=lambda weight: (-weight.share, weight.criterion))
    parts = say(", ").join(
        f"{names.criterion(advice.knowledge, weight.criterion, say)} {percent(weight.share, say)}"
        for weight in ordered[:WEIGHTIEST]
    )
    origins = dict.fromkeys(
        say(who) for weight in ordered if weight.share > 0 for who in ORIGINS[weight.origin]
    )
    return say(
        "Weightiest: {parts}. Set by: {origins}.", parts=parts, origins=say(", ").join(origins)
    )


def weights(advice: Advice, say: Say) -> Section:
    """Every weight that is not zero, and who set it."""
    rows = [
        Row(
            id=weight.criterion,
            cells=(
                Cell(text=names.criterion(advice.knowledge, weight.criterion, say)),
                Cell(text=percent(weight.share, say)),
                Cell(text=", ".join(say(who) for who in ORIGINS[weight.origin])),
                Cell(text=advice.knowledge.criteria[weight.criterion].question.said_in(say.lang)),
            ),
        )
        for weight in sorted(advice.weights, key=lambda weight: (-weight.share, weight.criterion))
        if weight.share > 0
    ]
    return Section(
        id="weights",
        heading=say("Weights, and who set them"),
        tables=(
            Table(
                columns=(
                    Column(title=say("criterion")),
                    Column(title=say("weight"), right=True),
                    Column(title=say("set by")),
                    Column(title=say("question")),
                ),
                rows=tuple(rows),
                notes=_equal_for_all(advice, say),
            ),
        ),
    )


def _equal_for_all(advice: Advice, say: Say) -> tuple[str, ...]:
    if advice.problem is None:
        return ()
    equal = [names.criterion(advice.knowledge, id, say) for id in equal_for_all(advice.problem)]
    if not equal:
        return ()
    return (
        say(
            "All that are ranked are equal there, so it decides nothing: {criteria}.",
            criteria=say(", ").join(sorted(equal)),
        ),
    )
