"""How each framework gets onto the machine that the advice is for: its stack with everything that
is typed, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.installing.named_stack import versions_text
from advisor.views.installing.stacks import (
    PlanLine,
    answer_grade,
    gist,
    stack_lines,
    target_line,
)
from advisor.views.report.parts import Section
from advisor.views.report.ranking import shown


def installing(advice: Advice, say: Say) -> Section:
    """The stack of each, those in the ranking first, and what to type for the first."""
    ranked = shown(advice)
    order = (*ranked, *(id for id in advice.book.frameworks if id not in ranked))
    named = names.every_name(advice, say)
    rows = [_row(advice, id, named, say) for id in order if id in advice.stacks]
    columns = (
        Column(title=say("framework")),
        Column(title=say("versions")),
        Column(title=say("known how")),
        Column(title=say("command")),
        Column(title=say("with, if, or why not")),
    )
    target = target_line(advice.target, advice.knowledge, named, say)
    return Section(
        id="installing",
        heading=say("How each one is installed there"),
        lines=(say("For: {target}.", target=target), *_typed(advice, named, say)),
        tables=(Table(columns=columns, rows=tuple(rows)),),
    )


def _row(advice: Advice, id: str, named: dict[str, str], say: Say) -> Row:
    answer = advice.stacks[id]
    stack = advice.stack(id)
    grade, tone = answer_grade(answer)
    return Row(
        id=id,
        cells=(
            Cell(text=names.framework(advice.knowledge, id, say)),
            Cell(text=versions_text(stack, say) if stack else "-"),
            Cell(text=say(grade), tone=tone),
            Cell(text=" && ".join(stack.commands) if stack and stack.commands else "-"),
            Cell(text=gist(answer, named, say)),
        ),
    )


def _typed(advice: Advice, named: dict[str, str], say: Say) -> tuple[str, ...]:
    """Everything to type for the first, in its order."""
    if advice.ranking is None or len(advice.ranking.first) > 1:
        return ()
    id = advice.ranking.first[0]
    answer = advice.stacks.get(id)
    if answer is None:
        return ()
    lines = stack_lines(advice.knowledge, id, answer, named, say)
    return tuple(text for line in lines for text in _written(line))


def _written(line: PlanLine) -> Iterator[str]:
    """A line of a plan; what is typed in several lines stays so, since a shell reads each by
    itself."""
    if not line.typed:
        yield line.text
        return
    yield from (f"`{text}`" for text in line.text.splitlines())
