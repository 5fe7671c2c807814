"""What goes together now beside what did before the last choice."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from advisor.messages import Say
from advisor.model.stack import Resolution, Stack
from advisor.views.figures import Cell, Column, Table
from advisor.views.installing.stacks import answer_grade

BEHIND_VERSION = 2
"""The place of the column, after the version."""


def changed(answers: Mapping[str, Resolution], before: Mapping[str, Resolution]) -> tuple[str, ...]:
    """Frameworks whose version, or how it is known, is another than before."""
    return tuple(
        id for id, answer in answers.items() if id in before and _gist(answer) != _gist(before[id])
    )


def with_before(
    table: Table, answers: Mapping[str, Resolution], before: Mapping[str, Resolution], say: Say
) -> Table:
    """A table of stacks with what stood there before, in the rows that changed."""
    ids = changed(answers, before)
    rows = []
    for row in table.rows:
        text = _other(before[row.id], answers[row.id], say) if row.id in ids else ""
        cell = Cell(text=text, tone="doubt")
        cells = (*row.cells[:BEHIND_VERSION], cell, *row.cells[BEHIND_VERSION:])
        rows.append(replace(row, cells=cells))
    column = Column(title=say("before"))
    columns = (*table.columns[:BEHIND_VERSION], column, *table.columns[BEHIND_VERSION:])
    return replace(table, columns=columns, rows=tuple(rows))


def _gist(answer: Resolution) -> tuple[str, str]:
    return answer.version if isinstance(answer, Stack) else "", answer_grade(answer)[0]


def _other(before: Resolution, now: Resolution, say: Say) -> str:
    """What was otherwise: the version, or how the same one was known."""
    version, grade = _gist(before)
    return version if version and version != _gist(now)[0] else say(grade)
