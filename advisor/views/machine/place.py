"""The place where it shall run as a table whose rows can be chosen: what decides and is not known
first, then the rest with what was detected, then every other fact of the machine."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping

from advisor.evidence.target import INDEXES
from advisor.explanation.place import BEHIND, FIELDS, INDEX, PlaceRow, component_of, row_of
from advisor.messages import Words
from advisor.model.fact_names import group_of
from advisor.model.machine import Fact, Machine
from advisor.model.stack import Resolution, Stack
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table, Tone
from advisor.views.installing.statements import condition
from advisor.views.machine.facts import fact_lines, fact_text
from advisor.views.machine.place_words import PlaceWords, fact_label
from advisor.views.need.rows import MenuItem


def place_table(words: PlaceWords, machine: Machine, *, here: bool) -> Table:
    """Rows that can be chosen, with the ids of advisor.explanation.place; below them the other
    facts, by name.

    Args:
        here: it is this very machine that is decided for.
    """
    say = words.say
    first = [row for row in words.place.rows if row.decides]
    then = [row for row in words.place.rows if not row.decides]
    rows: list[Row] = []
    if first:
        rows.append(_heading("first", say("Not known here, and it decides")))
        rows += [_row(row, words) for row in first]
    rows.append(_heading("place", say("Where it shall run")))
    rows += [_row(row, words) for row in then]
    told = {row.id for row in words.place.rows}
    rows += _fact_rows([fact for fact in machine.facts if fact.name not in told], say)
    return Table(
        title=say("This machine") if here else say("Another machine"),
        columns=(
            Column(title=say("what")),
            Column(title=say("value"), shrinks=True),
            Column(title=say("detected, or a command that shows it"), shrinks=True),
        ),
        rows=tuple(rows),
    )


def value_choices(words: PlaceWords, row: str, values: Iterable[str]) -> tuple[MenuItem, ...]:
    """What can be picked for a row, in words."""
    called = words.choices(row, values)
    return tuple(MenuItem(id=value, label=label) for value, label in called.items())


def place_lines(
    words: PlaceWords, row: PlaceRow, found: Machine, answers: Mapping[str, Resolution]
) -> tuple[str, ...]:
    """Everything about one row: what holds, what was detected and how, what depends on it."""
    say = words.say
    value = words.value(row.id, row.now)
    lines = [say("Chosen: {value}", value=value) if row.said else value]
    if row.said:
        lines.append(_detected(row, words))
    elif row.now.origin == "default":
        lines.append(say("It follows from the release."))
    fact = _fact_behind(row.id, words, found)
    if fact is not None and not (fact.value is None and row.now.known):
        lines += fact_lines(fact, say)[1:] if fact.value is not None else fact_lines(fact, say)
    depending = _depending(row.id, words, answers)
    if depending:
        lines += [say("What depends on it:"), *depending]
    lines.append(say("On the command line: {option}", option=_option(row, words)))
    return tuple(lines)


def _heading(id: str, text: str) -> Row:
    cells = (Cell(text=text, tone="strong"), Cell(text=""), Cell(text=""))
    return Row(id=f"heading:{id}", cells=cells)


def _row(row: PlaceRow, words: PlaceWords) -> Row:
    say = words.say
    if row.said:
        before = Cell(text=_detected(row, words), tone="dim")
    elif row.now.origin == "default":
        before = Cell(text=say("from the release"), tone="dim")
    else:
        before = Cell(text=say("detected") if row.now.known else "", tone="dim")
    tone: Tone = "strong" if row.said else "plain" if row.now.known else "doubt"
    value = Cell(text=words.value(row.id, row.now), tone=tone)
    mark = "* " if row.said else "  "
    return Row(id=row.id, cells=(Cell(text=mark + words.label(row.id)), value, before))


def _detected(row: PlaceRow, words: PlaceWords) -> str:
    if not row.was.known:
        return words.say("not detected")
    return words.say("detected: {value}", value=words.value(row.id, row.was))


def _fact_rows(facts: list[Fact], say: Words) -> list[Row]:
    """The facts under the headings of their groups."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(group_of(fact.name), []).append(fact)
    rows = []
    for group, members in groups.items():
        rows.append(_heading(group, say(group)))
        rows += [_fact_row(fact, say) for fact in members]
    return rows


def _fact_row(fact: Fact, say: Words) -> Row:
    tone: Tone = "dim" if fact.value is None else "strong" if fact.corrected else "plain"
    mark = "* " if fact.corrected else "  "
    cells = (
        Cell(text=mark + fact_label(fact.name, say)),
        Cell(text=fact_text(fact, say), tone=tone),
        Cell(text=fact.command, tone="dim"),
    )
    return Row(id=fact.name, cells=cells)


def _fact_behind(row: str, words: PlaceWords, machine: Machine) -> Fact | None:
    """The fact of the machine that a row is read from."""
    behind = {each: fact for fact, each in BEHIND.items()}
    wanted = {row, behind.get(row, row)}
    for file in words.place.files:
        component = file.components.get(component_of(row))
        if component is not None:
            wanted.add(component.fact)
    return next((fact for fact in machine.facts if fact.name in wanted), None)


def _depending(row: str, words: PlaceWords, answers: Mapping[str, Resolution]) -> list[str]:
    """Every version that needs something of a row, and what."""
    lines = []
    for id, answer in answers.items():
        stacks = (answer, *answer.otherwise) if isinstance(answer, Stack) else ()
        for stack in stacks:
            asked = [
                each for each in stack.conditions if row_of(each.component, words.place) == row
            ]
            for each in asked:
                text = words.say(
                    "{framework} {version} if {condition}",
                    framework=names.framework(words.knowledge, id, words.say),
                    version=stack.version,
                    condition=condition(each, words.named, words.say),
                )
                lines.append(f"- {text}")
    return lines


def _option(row: PlaceRow, words: PlaceWords) -> str:
    """What says the same on the command line."""
    value = row.now.value if row.said else "..."
    if row.id == "distro_release":
        distro = words.place.target.distro.value
        return f"--distro {shlex.quote(f'{distro}@{value}')}"
    if row.id in FIELDS:
        return f"--{row.id} {shlex.quote(value)}"
    if row.id.startswith(INDEX):
        return f"--fact {INDEXES}={row.id.removeprefix(INDEX)}"
    return f"--fact {row.id}={value}"
