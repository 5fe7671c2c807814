"""The ranking in another order, or a part of it: ranks and scores stay what they are, only the rows
move."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import N_, Say
from advisor.scoring.decision import belief
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.need.rows import MenuItem
from advisor.views.why.contributions import GRADE_TONES, value_text

CRITERION = "criterion:"
SORTS = {
    "": N_("rank"),
    "name": N_("name"),
    "sure": N_("score that is sure"),
    "first": N_("first in"),
    "known": N_("how much is known"),
}
HEADERS = ("", "name", "", "sure", "first", "known")
"""By which SORTS a column of the ranking sorts; the last one, of notes and of a criterion's values,
by none."""
SHOWN = {
    "": N_("all frameworks"),
    "ranked": N_("those in the ranking"),
    "out": N_("those that are out"),
    "measured": N_("those measured here"),
    "marked": N_("those that are marked"),
}


class Arrangement(Struct, frozen=True, kw_only=True):
    """How a person wants to see the ranking."""

    sort: str = ""
    """A key of SORTS, or `criterion:ID`."""
    show: str = ""
    """A key of SHOWN."""


def sort_choices(advice: Advice, say: Say) -> tuple[MenuItem, ...]:
    """What the rows can be ordered by: columns, then every criterion, weightiest first."""
    weighty = sorted(advice.weights, key=lambda weight: (-weight.share, weight.criterion))
    return (
        *(MenuItem(id=id, label=say(label)) for id, label in SORTS.items()),
        *(
            MenuItem(
                id=CRITERION + weight.criterion,
                label=say(
                    "criterion: {name}",
                    name=names.criterion(advice.knowledge, weight.criterion, say),
                ),
            )
            for weight in weighty
        ),
    )


def show_choices(say: Say) -> tuple[MenuItem, ...]:
    """Which rows can be asked for."""
    return tuple(MenuItem(id=id, label=say(label)) for id, label in SHOWN.items())


def arranged(
    table: Table,
    advice: Advice,
    certainty: Certainty | None,
    marked: tuple[str, ...],
    how: Arrangement,
    say: Say,
) -> Table:
    """The rows that were asked for, in the order that was asked for; a criterion's values replace
    the notes."""
    kept = _keeper(advice, marked, how.show)
    order = _order(advice, certainty, how.sort, say)
    rows = sorted((row for row in table.rows if kept(row.id)), key=lambda row: order(row.id))
    if not how.sort.startswith(CRITERION):
        return replace(
            table, rows=tuple(rows), empty=say("No framework is of that kind: f shows all again.")
        )
    criterion = how.sort.removeprefix(CRITERION)
    title = Column(title=names.criterion(advice.knowledge, criterion, say), shrinks=True)
    return replace(
        table,
        columns=(*table.columns[:-1], title),
        rows=tuple(
            replace(row, cells=(*row.cells[:-1], _value(advice, row, criterion, say)))
            for row in rows
        ),
        empty=say("No framework is of that kind: f shows all again."),
    )


def arrangement_line(advice: Advice, how: Arrangement, shown: int, say: Say) -> str:
    """What is not as usual, in one line; empty when everything is."""
    parts = []
    if how.sort.startswith(CRITERION):
        criterion = names.criterion(advice.knowledge, how.sort.removeprefix(CRITERION), say)
        parts.append(say("sorted by {what}", what=criterion))
    elif how.sort:
        parts.append(say("sorted by {what}", what=say(SORTS[how.sort])))
    if how.show:
        everyone = len(advice.book.frameworks)
        parts.append(say("{what}: {n} of {all}", what=say(SHOWN[how.show]), n=shown, all=everyone))
    return ", ".join(parts)


def _keeper(advice: Advice, marked: tuple[str, ...], show: str) -> Callable[[str], bool]:
    out = {entry.framework for entry in advice.unranked()}
    measured = {run.framework for run in advice.runs if run.outcome == "ok"}
    return {
        "": lambda _id: True,
        "ranked": lambda id: id not in out,
        "out": lambda id: id in out,
        "measured": lambda id: id in measured,
        "marked": lambda id: id in marked,
    }[show]


def _order(
    advice: Advice, certainty: Certainty | None, sort: str, say: Say
) -> Callable[[str], tuple[float | str, ...]]:
    """Best first; what is not known comes last, and what is equal stays as the ranking has it."""
    places = {place.alternative: place for place in advice.ranking.places} if advice.ranking else {}
    if sort == "name":
        return lambda id: (names.framework(advice.knowledge, id, say).casefold(),)
    if sort == "sure":
        return lambda id: (-places[id].lowest if id in places else inf,)
    if sort == "first":
        return lambda id: (
            -((certainty.share(id) if certainty else None) or 0.0) if id in places else inf,
        )
    if sort == "known":
        return lambda id: (
            sum(advice.book.cell(id, each).grade == "unknown" for each in advice.book.criteria),
        )
    if sort.startswith(CRITERION):
        criterion = advice.knowledge.criteria[sort.removeprefix(CRITERION)]

        def by_worth(id: str) -> tuple[float | str, ...]:
            worth = belief(advice.book.cell(id, criterion.id), criterion, advice.audited)
            return (-worth.central if worth.known else inf,)

        return by_worth
    return lambda _id: ()


def _value(advice: Advice, row: Row, criterion: str, say: Say) -> Cell:
    evidence = advice.book.cell(row.id, criterion)
    grade = names.grade(evidence.grade, say)
    text = value_text(advice, evidence, say)
    if evidence.value is not None:
        text = f"{text} ({grade})"
    return Cell(text=text, tone=GRADE_TONES[evidence.grade])
