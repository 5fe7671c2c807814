"""The machine, as far as it bears on the advice."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.model.fact_names import FACTS
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.machine.facts import fact_text
from advisor.views.report.parts import Section


def machine(advice: Advice, say: Say) -> Section:
    """Every fact with where it was read and the command that shows the same."""
    rows = []
    for fact in advice.machine.facts:
        text = fact_text(fact, say) or say("present")
        if fact.corrected:
            text += say(" (corrected by hand)")
        known = FACTS.get(fact.name)
        rows.append(
            Row(
                id=fact.name,
                cells=(
                    Cell(text=f"{fact.name}: {say(known.label)}" if known else fact.name),
                    Cell(text=text),
                    Cell(text=fact.source),
                    Cell(text=fact.command),
                ),
            )
        )
    return Section(
        id="machine",
        heading=say("The machine"),
        tables=(
            Table(
                columns=(
                    Column(title=say("fact")),
                    Column(title=say("value")),
                    Column(title=say("source")),
                    Column(title=say("command that shows the same")),
                ),
                rows=tuple(rows),
            ),
        ),
    )
