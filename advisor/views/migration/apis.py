"""The tables of names as they stand: how many names each framework answers, and each answer."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.explanation.migration import VERDICTS
from advisor.messages import Say
from advisor.model.apis import ApiTable, Counterpart
from advisor.model.knowledge import Knowledge
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.knowledge.tables import source_text
from advisor.views.migration.tables import ANSWERS, tools_lines

KNOWN = VERDICTS[:3]
"""What a table can say of a name; what it does not know is not in it."""


def counts_table(tables: Mapping[str, ApiTable], knowledge: Knowledge, say: Say) -> Table:
    """One row per framework: names the same, differing, missing."""
    rows = []
    for id, table in tables.items():
        rows.append(
            Row(
                id=id,
                cells=(
                    Cell(text=names.framework(knowledge, id, say)),
                    *(
                        Cell(
                            text=str(sum(entry.kind == kind for entry in table.names.values())),
                            tone=ANSWERS[kind][1],
                        )
                        for kind in KNOWN
                    ),
                    Cell(text=table.basis.checked.isoformat()),
                    Cell(text=table.basis.says.said_in(say.lang), tone="dim"),
                ),
            )
        )
    return Table(
        columns=(
            Column(title=say("framework")),
            *(Column(title=say(ANSWERS[kind][0]), right=True) for kind in KNOWN),
            Column(title=say("checked")),
            Column(title=say("rests on"), shrinks=True),
        ),
        rows=tuple(rows),
        empty=say("This knowledge base has no tables of names."),
    )


def table_lines(table: ApiTable, say: Say) -> list[str]:
    """Every name of one table with its counterpart and what to mind, then the tools and the
    sources."""
    lines = []
    for name, counterpart in table.names.items():
        there = f" -> {counterpart.here}" if counterpart.here else ""
        lines.append(f"{say(ANSWERS[counterpart.kind][0])}: {name}{there}")
        lines += [f"    {remark}" for remark in _remarks(table, counterpart, say)]
    lines += ["", *tools_lines(table, say)]
    used = dict.fromkeys(key for bite in table.bites.values() for key in bite.sources)
    return lines + [
        f"- {source_text(table.sources[key])}" for key in used if key not in table.basis.sources
    ]


def _remarks(table: ApiTable, counterpart: Counterpart, say: Say) -> list[str]:
    said = [table.bites[key].says.said_in(say.lang) for key in counterpart.bites]
    said += [
        say("{argument} is {value} unless given", argument=argument, value=value)
        for argument, value in counterpart.defaults.items()
    ]
    if counterpart.renamed:
        said.append(
            ", ".join(f"{argument} -> {there}" for argument, there in counterpart.renamed.items())
        )
    if counterpart.lacks:
        said.append(say("takes no {arguments}", arguments=", ".join(counterpart.lacks)))
    return said
