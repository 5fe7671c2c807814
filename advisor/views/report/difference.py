"""What changed between two reports, as a table."""

from __future__ import annotations

from advisor.explanation.difference import Difference, ReportChange
from advisor.messages import N_, Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import figure, percent

KINDS = {
    "version": N_("version"),
    "need": N_("need"),
    "weight": N_("weight"),
    "evidence": N_("evidence"),
    "gate": N_("admission"),
    "rank": N_("rank"),
    "score": N_("score"),
    "verdict": N_("verdict"),
}

WORDS = {
    "gate": {
        "feasible": N_("feasible"),
        "conditional": N_("conditional"),
        "excluded": N_("excluded"),
    },
    "verdict": {
        "clear": N_("a clear verdict"),
        "leaning": N_("a leaning verdict"),
        "close": N_("a close verdict"),
        "none": N_("no verdict"),
    },
}
"""What the documents' own words are called for people."""


def difference_table(difference: Difference, say: Say) -> Table:
    """One row a change: inputs first, then evidence, then what came of them."""
    rows = [
        Row(
            cells=(
                Cell(
                    text=say(KINDS[change.kind]),
                    tone="strong" if change.kind in ("rank", "verdict") else "plain",
                ),
                Cell(text=change.framework),
                Cell(text=change.criterion),
                Cell(text=_shown(change, change.before, say)),
                Cell(text=_shown(change, change.after, say)),
            )
        )
        for change in difference.changes
    ]
    return Table(
        columns=(
            Column(title=say("what")),
            Column(title=say("framework")),
            Column(title=say("criterion or field")),
            Column(title=say("before"), shrinks=True),
            Column(title=say("after"), shrinks=True),
        ),
        rows=tuple(rows),
        empty=say("Nothing changed."),
    )


def _shown(change: ReportChange, value: object, say: Say) -> str:
    if value is None:
        return "-"
    if change.kind == "weight" and isinstance(value, float):
        return percent(value, say)
    if isinstance(value, dict) and "grade" in value:
        known = value["value"]
        text = (
            say("unknown")
            if known is None
            else figure(known)
            if isinstance(known, float)
            else str(known)
        )
        return f"{text} ({names.grade(value['grade'], say)}, {value['as_of'] or '-'})"
    if change.kind in WORDS:
        return say(WORDS[change.kind][str(value)])
    return _plain(value)


def _plain(value: object) -> str:
    """What a need holds, without the marks of any programming language."""
    if isinstance(value, dict):
        return (
            ", ".join(
                f"{name}={_plain(entry)}" if entry != "" else str(name)
                for name, entry in value.items()
            )
            or "-"
        )
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "-"
    return figure(value) if isinstance(value, float) else str(value)
