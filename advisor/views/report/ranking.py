"""What came out: the ranking, why, what would change it, who is out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.scoring.gates import Admission, Gate, Status
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import difference
from advisor.views.ranking.certainty import chooser_lines
from advisor.views.ranking.compare import comparison_table
from advisor.views.ranking.gates import gate_words
from advisor.views.ranking.opinions import opinions_table
from advisor.views.ranking.table import ranking_table, reason, score_bars
from advisor.views.report.charts import stability_bars, stability_table
from advisor.views.report.parts import Section
from advisor.views.report.shares import rank_stacks, rank_table
from advisor.views.why.change import what_would_change
from advisor.views.why.contributions import waterfall

LARGEST_CONTRIBUTIONS = 8
"""Differences named in the text; the rest stand in the tables."""


def shown(advice: Advice) -> tuple[str, ...]:
    """Those that the ranking holds, best first."""
    return tuple(place.alternative for place in advice.ranking.places) if advice.ranking else ()


def ranking(advice: Advice, certainty: Certainty, say: Say, *, brief: bool = False) -> Section:
    """The table, the scores with their ranges, and the shares of every rank."""
    table = ranking_table(advice, certainty, say, bars=False)
    # The reasons of those excluded have a section of their own.
    table = replace(table, title="", notes=())
    figures = (score_bars(advice, say), None if brief else rank_stacks(advice, certainty, say))
    tables = (table, None if brief else rank_table(advice, certainty, say))
    return Section(
        id="ranking",
        heading=say("Ranking"),
        lines=() if brief else chooser_lines(advice, certainty, say),
        figures=tuple(figure for figure in figures if figure is not None),
        tables=tuple(entry for entry in tables if entry is not None),
    )


def why(advice: Advice, say: Say, *, brief: bool = False) -> Section:
    """Why the first is ahead of the second, and what would change it; in brief without the
    workings."""
    if advice.ranking is None:
        return Section(
            id="why",
            heading=say("Why"),
            lines=(say("Nothing is left to explain; see the exclusions."),),
        )
    places = advice.ranking.places
    first = places[0].alternative
    rival = places[1].alternative if len(places) > 1 else None
    heading, lines = (
        say("Why, and what would change it"),
        what_would_change(advice, first, rival, say),
    )
    if brief:
        return Section(id="why", heading=heading, lines=lines)
    figure = waterfall(advice, first, rival, say)
    steps = figure.steps[:LARGEST_CONTRIBUTIONS]
    rest = sum(step.change for step in figure.steps[LARGEST_CONTRIBUTIONS:])
    rows = [Row(cells=(Cell(text=step.label), Cell(text=step.text))) for step in steps]
    if len(figure.steps) > LARGEST_CONTRIBUTIONS:
        rows.append(Row(cells=(Cell(text=say("everything else")), Cell(text=difference(rest)))))
    rows.append(
        Row(
            cells=(
                Cell(text=say("sum"), tone="strong"),
                Cell(text=difference(figure.total), tone="strong"),
            )
        )
    )
    table = Table(
        columns=(
            Column(title=say("criterion")),
            Column(title=say("difference") if rival else say("adds"), right=True),
        ),
        rows=tuple(rows),
    )
    stable = stability_bars(advice, say)
    return Section(
        id="why",
        heading=heading,
        lines=lines,
        figures=(figure, *((stable,) if stable else ())),
        tables=(table, *((stability_table(stable, say),) if stable else ())),
    )


def exclusions(advice: Advice, say: Say) -> Section:
    """Who is out, and what would let each one in."""
    named = names.every_name(advice, say)
    rows = [
        _out(entry, gate, reason(gate.gate, gate_words(gate, say, named), say, named), advice, say)
        for entry in advice.excluded()
        for gate in entry.shut()
    ]
    return Section(
        id="exclusions",
        heading=say("Excluded, and why"),
        tables=(_out_table(say("reason"), rows, say),),
    )


def no_way_known(advice: Advice, say: Say) -> Section:
    """Onto whose machine nothing leads that anybody documents, with what was looked for."""
    return Section(
        id="no_way_known",
        heading=say("No way known"),
        lines=(say("Not found is not the same as impossible: these are not ranked."),),
        tables=(_set_apart(advice.without_way(), "no_way", say("what was found"), advice, say),),
    )


def too_little_known(advice: Advice, say: Say) -> Section:
    """Of whom too little is known to rank them, with what to find out next."""
    return Section(
        id="too_little_known",
        heading=say("Too little known to rank"),
        lines=(say("A place among the others would be a guess: these are not ranked."),),
        tables=(
            _set_apart(advice.too_little_known(), "too_little", say("what is known"), advice, say),
        ),
    )


def _set_apart(
    entries: Iterable[Admission], status: Status, title: str, advice: Advice, say: Say
) -> Table:
    """Those that a gate of this status sets apart, with what it says."""
    named = names.every_name(advice, say)
    rows = [
        _out(entry, gate, gate_words(gate, say, named), advice, say)
        for entry in entries
        for gate in entry.gates
        if gate.status == status
    ]
    return _out_table(title, rows, say)


def _out(entry: Admission, gate: Gate, words: str, advice: Advice, say: Say) -> Row:
    return Row(
        id=entry.framework,
        cells=(
            Cell(text=names.framework(advice.knowledge, entry.framework, say)),
            Cell(text=words),
            Cell(text=gate.lifted_by or "-"),
        ),
    )


def _out_table(title: str, rows: Iterable[Row], say: Say) -> Table:
    columns = (
        Column(title=say("framework")),
        Column(title=title),
        Column(title=say("what would let it in")),
    )
    return Table(columns=columns, rows=tuple(rows))


def second_opinions(advice: Advice, say: Say) -> Section | None:
    """What other methods say of the same decision."""
    table = opinions_table(advice, say)
    if table is None:
        return None
    return Section(id="opinions", heading=say("Second opinions"), tables=(table,))


def side_by_side(advice: Advice, say: Say) -> Section:
    ids = shown(advice)[:4]
    tables = (comparison_table(advice, ids, say),) if ids else ()
    return Section(id="side_by_side", heading=say("The leading ones side by side"), tables=tables)
