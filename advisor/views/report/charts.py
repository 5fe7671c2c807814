"""Figures of the report beyond scores: how far each weight may move, and what was measured side by
side."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.change import changes
from advisor.messages import Say
from advisor.scoring.decision import MEASURED
from advisor.scoring.gates import reaches
from advisor.views import names
from advisor.views.figures import Bar, Bars, Cell, Column, Row, Table
from advisor.views.numbers import percent, with_unit

WEIGHTS_DRAWN = 8


def stability_bars(advice: Advice, say: Say) -> Bars | None:
    """The weights that decide who is first: each with the range in which the first stays first."""
    if advice.ranking is None:
        return None
    found = changes(advice, advice.ranking.places[0].alternative)
    if found is None or not found.critical_weights:
        return None
    bars = tuple(
        Bar(
            label=names.criterion(advice.knowledge, entry.criterion, say),
            value=entry.weight,
            low=entry.low,
            high=entry.high,
            text=f"{percent(entry.weight, say)} ({percent(entry.low, say)} .. "
            f"{percent(entry.high, say)})",
        )
        for entry in found.critical_weights[:WEIGHTS_DRAWN]
    )
    title = say("Weights that decide, each with the range in which the first stays first")
    return Bars(
        title=title,
        bars=bars,
        alt=f"{title}: " + say("; ").join(f"{bar.label} {bar.text}" for bar in bars),
    )


def stability_table(drawn: Bars, say: Say) -> Table:
    """The same in numbers."""
    return Table(
        title=drawn.title,
        columns=(
            Column(title=say("criterion")),
            Column(title=say("weight"), right=True),
            Column(title=say("from"), right=True),
            Column(title=say("to"), right=True),
        ),
        rows=tuple(
            Row(
                cells=(
                    Cell(text=bar.label),
                    *(
                        Cell(text=percent(share or 0.0, say))
                        for share in (bar.value, bar.low, bar.high)
                    ),
                )
            )
            for bar in drawn.bars
        ),
    )


def measured_bars(advice: Advice, say: Say) -> tuple[Bars, ...]:
    """One figure for each measured criterion: every framework with its interval, as a share of what
    the machine can do, or of the largest figure."""
    figures = []
    for criterion in advice.knowledge.criteria.values():
        if criterion.measured_by is None:
            continue
        cells = [advice.book.cell(id, criterion.id) for id in advice.book.frameworks]
        cells = [
            cell for cell in cells if cell.grade in MEASURED and isinstance(cell.value, int | float)
        ]
        more = _more_is_better(advice, criterion.id)
        cells.sort(
            key=lambda cell: (float(cell.value or 0.0) * (-1 if more else 1), cell.framework)
        )
        ends = [float(cell.high if cell.high is not None else cell.value or 0.0) for cell in cells]
        if not cells or max(ends) <= 0:
            continue
        share = criterion.measured_by.reading == "share"
        # A share ends at what the machine can do, so that bars of two criteria can be compared by
        # eye.
        largest = max(*ends, 100.0) if share else max(ends)
        bars = tuple(
            Bar(
                label=names.framework(advice.knowledge, cell.framework, say),
                value=float(cell.value or 0.0) / largest,
                low=None if cell.low is None else cell.low / largest,
                high=None if cell.high is None else cell.high / largest,
                text=with_unit(float(cell.value or 0.0), say(criterion.unit)),
            )
            for cell in cells
        )
        label = names.criterion(advice.knowledge, criterion.id, say)
        better = say("more is better") if more else say("less is better")
        title = f"{label} ({better})"
        if share:
            title = say("{label}: per cent of what this machine can do", label=label)
        figures.append(
            Bars(
                title=title,
                bars=bars,
                alt=f"{title}: " + say("; ").join(f"{bar.label} {bar.text}" for bar in bars),
            )
        )
    return tuple(figures)


def _more_is_better(advice: Advice, criterion: str) -> bool:
    return reaches(advice.knowledge.criteria[criterion], 2.0, "1")
