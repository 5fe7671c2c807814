"""Figures of the report beyond scores: how far each weight may move, and what was measured side by
side."""

from __future__ import annotations

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.explanation.change import changes
from advisor.messages import Say
from advisor.model.criterion import Criterion
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
        cells = _measured_cells(advice, criterion)
        largest = max((cell.end for cell in cells), default=0.0)
        if largest > 0:
            figures.append(_measured_figure(advice, criterion, cells, largest, say))
    return tuple(figures)


class _Measured(Struct, frozen=True, kw_only=True):
    """A measured cell as a bar draws it."""

    framework: str
    value: float
    low: float | None
    high: float | None

    @property
    def end(self) -> float:
        """The right end of what is drawn."""
        return self.value if self.high is None else self.high


def _measured_cells(advice: Advice, criterion: Criterion) -> list[_Measured]:
    """The measured cells of a criterion, the best first."""
    if criterion.measured_by is None:
        return []
    cells = []
    for id in advice.book.frameworks:
        cell = advice.book.cell(id, criterion.id)
        if cell.grade in MEASURED and isinstance(cell.value, int | float):
            value = float(cell.value)
            cells.append(_Measured(framework=id, value=value, low=cell.low, high=cell.high))
    sign = -1.0 if _more_is_better(advice, criterion.id) else 1.0
    return sorted(cells, key=lambda cell: (sign * cell.value, cell.framework))


def _measured_figure(
    advice: Advice, criterion: Criterion, cells: list[_Measured], largest: float, say: Say
) -> Bars:
    title = _measured_title(advice, criterion, say)
    # A share ends at what the machine can do, so that bars of two criteria can be compared by eye.
    full = max(largest, 100.0) if _is_share(criterion) else largest
    bars = []
    for cell in cells:
        bars.append(
            Bar(
                label=names.framework(advice.knowledge, cell.framework, say),
                value=cell.value / full,
                low=None if cell.low is None else cell.low / full,
                high=None if cell.high is None else cell.high / full,
                text=with_unit(cell.value, say(criterion.unit)),
            )
        )
    said = say("; ").join(f"{bar.label} {bar.text}" for bar in bars)
    return Bars(title=title, bars=tuple(bars), alt=f"{title}: {said}")


def _measured_title(advice: Advice, criterion: Criterion, say: Say) -> str:
    label = names.criterion(advice.knowledge, criterion.id, say)
    if _is_share(criterion):
        return say("{label}: per cent of what this machine can do", label=label)
    more = _more_is_better(advice, criterion.id)
    better = say("more is better") if more else say("less is better")
    return f"{label} ({better})"


def _is_share(criterion: Criterion) -> bool:
    return criterion.measured_by is not None and criterion.measured_by.reading == "share"


def _more_is_better(advice: Advice, criterion: str) -> bool:
    return reaches(advice.knowledge.criteria[criterion], 2.0, "1")
