"""The answer on one page: what it is, why, what to type, how to undo it, what would change it."""

from __future__ import annotations

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Table
from advisor.views.installing.running import PlanLine
from advisor.views.installing.stacks import called, stack_lines, target_line
from advisor.views.large_models.lines import answer_lines
from advisor.views.large_models.table import engines_table
from advisor.views.ranking.table import verdict_lines, with_stack
from advisor.views.report.lead import reason_line
from advisor.views.why.change import what_would_change


class AnswerPart(Struct, frozen=True, kw_only=True):
    """One heading with its lines; lines to type are marked, everything else is a remark."""

    id: str
    heading: str
    lines: tuple[PlanLine, ...] = ()
    tables: tuple[Table, ...] = ()


def answer(advice: Advice, certainty: Certainty, say: Say) -> tuple[AnswerPart, ...]:
    """The parts, the most important first."""
    found = (
        _answer(advice, certainty, say),
        _large_model(advice, say),
        _typed(advice, say),
        _change(advice, say),
    )
    return tuple(part for part in found if part is not None)


def first_of(advice: Advice) -> str | None:
    """Who is advised: of those that share the first place the first."""
    return advice.ranking.first[0] if advice.ranking is not None else None


def runner_up(advice: Advice) -> str | None:
    """Who is next."""
    places = advice.ranking.places if advice.ranking is not None else ()
    return places[1].alternative if len(places) > 1 else None


def _answer(advice: Advice, certainty: Certainty, say: Say) -> AnswerPart:
    named = called(advice.knowledge, advice.compatibility, advice.target, say)
    verdict = verdict_lines(advice, certainty, say)
    lines = [say("For: {target}", target=target_line(advice.target, advice.knowledge, named, say))]
    lines += verdict
    second = runner_up(advice)
    if second is not None:
        lines.append(say("Next: {second}", second=with_stack(advice, second, say)))
        lines.append(reason_line(advice, say))
    return AnswerPart(id="answer", heading=say("The answer"), lines=_plain(lines))


def _large_model(advice: Advice, say: Say) -> AnswerPart | None:
    plan = advice.large_model
    if plan is None:
        return None
    return AnswerPart(
        id="large-model",
        heading=say("The large model: engine, cards, memory"),
        lines=_plain(answer_lines(advice, say)),
        tables=(engines_table(advice, plan, say),) if plan.engines else (),
    )


def _typed(advice: Advice, say: Say) -> AnswerPart | None:
    first = first_of(advice)
    if first is None or first not in advice.stacks:
        return None
    named = called(advice.knowledge, advice.compatibility, advice.target, say)
    run = advice.starts.get(first)
    found = stack_lines(advice.knowledge, first, advice.stacks[first], named, say, run=run)
    return AnswerPart(
        id="commands", heading=say("What to type, and how to undo it"), lines=tuple(found)
    )


def _change(advice: Advice, say: Say) -> AnswerPart:
    return AnswerPart(
        id="change",
        heading=say("What would change it"),
        lines=_plain(change_lines(advice, say)),
    )


def change_lines(advice: Advice, say: Say) -> tuple[str, ...]:
    """What would change the answer; where nothing is left, what would let something in."""
    first = first_of(advice)
    if first is not None:
        return what_would_change(advice, first, None, say)
    lines = []
    for entry in advice.excluded():
        name = names.framework(advice.knowledge, entry.framework, say)
        options = [gate.lifted_by for gate in entry.shut() if gate.lifted_by]
        if options:
            lines.append(
                say("{name} would come in with {options}", name=name, options=" ".join(options))
            )
    return tuple(lines)


def _plain(lines: list[str] | tuple[str, ...]) -> tuple[PlanLine, ...]:
    return tuple(PlanLine(text=line) for line in lines if line)
