"""Frameworks side by side, criterion by criterion; the best of each row is marked."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.scoring.decision import belief
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import percent
from advisor.views.ranking.table import with_stack
from advisor.views.why.contributions import value_text

BEST = "*"
"""Marks the best of a row; a tie marks all of them, a row in which nothing is known marks none."""


def comparison_table(advice: Advice, ids: tuple[str, ...], say: Say) -> Table:
    """Two to four frameworks; rows by falling weight."""
    shares = {weight.criterion: weight.share for weight in advice.weights}
    rows = []
    for criterion in sorted(advice.book.criteria, key=lambda id: (-shares[id], id)):
        cells = [advice.book.cell(id, criterion) for id in ids]
        worths = [
            belief(cell, advice.knowledge.criteria[criterion], advice.audited) for cell in cells
        ]
        known = [worth.central for worth in worths if worth.known]
        best = max(known) if len(set(known)) > 1 else None
        rows.append(
            Row(
                id=criterion,
                cells=(
                    Cell(text=names.criterion(advice.knowledge, criterion, say)),
                    Cell(text=percent(shares[criterion], say)),
                    *(
                        Cell(
                            text=value_text(advice, cell, say, interval=False)
                            + (
                                f" {BEST}"
                                if best is not None and worth.known and worth.central == best
                                else ""
                            ),
                            tone="dim"
                            if cell.value is None
                            else "good"
                            if worth.central == best
                            else "plain",
                        )
                        for cell, worth in zip(cells, worths, strict=True)
                    ),
                ),
            )
        )
    return Table(
        title=say("Side by side; {mark} is the best of a row", mark=BEST),
        columns=(
            Column(title=say("criterion"), shrinks=True),
            Column(title=say("weight"), right=True),
            *(Column(title=names.framework(advice.knowledge, id, say), shrinks=True) for id in ids),
        ),
        rows=tuple(rows),
        notes=tuple(with_stack(advice, id, say) for id in ids if id in advice.stacks),
    )
