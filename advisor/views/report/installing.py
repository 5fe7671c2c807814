"""How each framework gets onto the machine that the advice is for: its stack with everything that
is typed, or why there is none."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.installing.named_stack import versions_text
from advisor.views.installing.stacks import answer_grade, gist, stack_lines, target_line
from advisor.views.report.parts import Section
from advisor.views.report.ranking import shown


def installing(advice: Advice, say: Say, *, brief: bool = False) -> Section:
    """What to type for the first, and the stack of each, those in the ranking first; `brief` keeps
    what is typed."""
    named = names.every_name(advice, say)
    target = target_line(advice.target, advice.knowledge, named, say)
    commands = _typed(advice, named, say, brief=brief)
    heading = say("How each one is installed there")
    lines = (say("For: {target}.", target=target),)
    if brief:
        return Section(id="installing", heading=heading, lines=lines, commands=commands)
    ranked = shown(advice)
    order = (*ranked, *(id for id in advice.book.frameworks if id not in ranked))
    rows = [_row(advice, id, named, say) for id in order if id in advice.stacks]
    columns = (
        Column(title=say("framework")),
        Column(title=say("versions")),
        Column(title=say("known how")),
        Column(title=say("command")),
        Column(title=say("with, if, or why not")),
    )
    return Section(
        id="installing",
        heading=heading,
        lines=lines,
        tables=(Table(columns=columns, rows=tuple(rows)),),
        commands=commands,
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


def _typed(advice: Advice, named: dict[str, str], say: Say, *, brief: bool) -> tuple[str, ...]:
    """Everything to type for the first, in its order; what is no command is a comment."""
    if advice.ranking is None or len(advice.ranking.first) > 1:
        return ()
    id = advice.ranking.first[0]
    answer = advice.stacks.get(id)
    if answer is None:
        return ()
    lines = stack_lines(advice.knowledge, id, answer, named, say)
    kept = (line for line in lines if line.typed or not brief)
    return tuple(line.text if line.typed else f"# {line.text}" for line in kept)
