"""What was asked: the need, the must-haves, the weights and who set them."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import percent
from advisor.views.ranking import headline
from advisor.views.report.parts import Section


def question(advice: Advice, say: Say) -> Section:
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
            say("Task: {name}. {matters}", name=task.name.said_in(say.lang), matters=task.matters.said_in(say.lang))
        )
    if not need.industry and not need.task:
        lines.append(say("No industry and no task was named, so every criterion weighs the same unless given."))
    if advice.musts:
        musts = ", ".join(
            f"{named.get(id, id)}" + (f" ({names.level(knowledge, id, level, say)})" if level else "")
            for id, level in sorted(advice.musts.items())
        )
        lines.append(say("Must-haves: {musts}.", musts=musts))
    if need.waived:
        lines.append(say("Waived: {waived}.", waived=", ".join(named.get(id, id) for id in need.waived)))
    if not advice.machine.here:
        lines.append(say("The machine was read from a file; nothing was measured on it here."))
    return Section(id="question", heading=say("The question"), lines=tuple(lines))


def weights(advice: Advice, say: Say) -> Section:
    set_by = {
        "industry": say("industry"),
        "task": say("task"),
        "both": say("industry and task"),
        "given": say("given by hand"),
        "even": say("even"),
    }
    rows = [
        Row(
            id=weight.criterion,
            cells=(
                Cell(text=names.criterion(advice.knowledge, weight.criterion, say)),
                Cell(text=percent(weight.share)),
                Cell(text=set_by[weight.origin]),
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
            ),
        ),
    )
