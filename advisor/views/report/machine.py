"""The machine, without what would tell whose it is."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.report.parts import Section

PRIVATE = ("path", "host", "user", "home")
"""Facts with such a word in their name, and whatever is a path, stay out of a report."""


def machine(advice: Advice, say: Say) -> Section:
    rows = []
    for fact in advice.machine.facts:
        text = fact_text(fact.value) if fact.value is not None else say("not known: {why}", why=fact.missing)
        if any(word in fact.name for word in PRIVATE) or "/" in text:
            continue
        if fact.corrected:
            text += say(" (corrected by hand)")
        rows.append(
            Row(
                id=fact.name,
                cells=(
                    Cell(text=fact.name),
                    Cell(text=f"{text} {fact.unit}".strip()),
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


def fact_text(value: object) -> str:
    """A fact's value on one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(fact_text(entry) for entry in value) or "-"
    if isinstance(value, dict):
        return " ".join(f"{key}={fact_text(entry)}" for key, entry in value.items())
    return str(value)
