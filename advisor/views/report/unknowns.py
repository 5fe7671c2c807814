"""What is not known, what it could change, and what finding out would cost."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.costs import Costs, Unknown
from advisor.messages import Say
from advisor.scoring.next_evidence import Prospect
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import duration, percent
from advisor.views.report.parts import Section

NAMED = 12
"""So many unknowns, and measurements still to make, are named; the rest stands in the evidence."""


def unknowns(advice: Advice, costs: Costs | None, say: Say) -> Section | None:
    """What is not known about those in the ranking, weightiest first; then what measuring would
    make surer."""
    if advice.problem is None or costs is None:
        return None
    found = costs.unknowns
    tables = [
        Table(
            columns=(
                Column(title=say("criterion")),
                Column(title=say("weight"), right=True),
                Column(title=say("for whom")),
                Column(title=say("may put another first"), right=True),
                Column(title=say("how to find out")),
                Column(title=say("what it costs")),
            ),
            rows=tuple(_row(one, advice, say) for one in found[:NAMED]),
            notes=(say("and {count} more in the evidence", count=len(found) - NAMED),)
            if len(found) > NAMED
            else (),
            empty=say("Every cell is known."),
        )
    ]
    prospects = costs.prospects[:NAMED]
    if prospects:
        tables.append(_to_measure(prospects, advice, say))
    lines = (
        say(
            "The share says in how many of the possible answers another would be first most often."
        ),
    )
    return Section(
        id="unknowns",
        heading=say("What is not known"),
        lines=lines if found or prospects else (),
        tables=tuple(tables),
    )


def _row(one: Unknown, advice: Advice, say: Say) -> Row:
    if one.workload:
        way = "fwadvisor measure " + " ".join(one.frameworks) + f" --workload {one.workload}"
        cost = duration(one.seconds, say) if one.seconds is not None else say("not known here")
    else:
        way, cost = say("read, and add a claim"), say("somebody's reading; its time is not known")
    return Row(
        id=one.criterion,
        cells=(
            Cell(text=names.criterion(advice.knowledge, one.criterion, say)),
            Cell(text=percent(one.share, say)),
            Cell(
                text=", ".join(names.framework(advice.knowledge, id, say) for id in one.frameworks)
            ),
            Cell(text=percent(one.change, say)),
            Cell(text=way),
            Cell(text=cost),
        ),
    )


def _to_measure(prospects: tuple[Prospect, ...], advice: Advice, say: Say) -> Table:
    rows = []
    for prospect in prospects:
        framework, workload = prospect.option.id.split("/")
        rows.append(
            Row(
                id=prospect.option.id,
                cells=(
                    Cell(text=workload),
                    Cell(text=names.framework(advice.knowledge, framework, say)),
                    Cell(text=percent(prospect.change, say)),
                    Cell(text=f"fwadvisor measure {framework} --workload {workload}"),
                    Cell(text=duration(prospect.option.seconds, say)),
                ),
            )
        )
    return Table(
        title=say(
            "What could be measured instead of claimed, the most telling for its seconds first"
        ),
        columns=(
            Column(title=say("workload")),
            Column(title=say("framework")),
            Column(title=say("may put another first"), right=True),
            Column(title=say("command")),
            Column(title=say("what it costs")),
        ),
        rows=tuple(rows),
        notes=(
            say(
                "Costs are estimates of the adapters; an environment that is still to be built "
                "counts."
            ),
        ),
    )
