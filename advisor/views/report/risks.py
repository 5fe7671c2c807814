"""What speaks against the first two of the ranking, what it takes to begin, and what it takes to
leave again."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.costs import Costs
from advisor.messages import Say
from advisor.model.environment import EnvironmentRow
from advisor.scoring.beliefs import Belief
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.measurements.advised import environment_line
from advisor.views.numbers import duration, size
from advisor.views.report.parts import Section
from advisor.views.report.ranking import shown
from advisor.views.why.contributions import remarks_text, value_text

RISKY = 0.5
"""A worth below the middle of its scale speaks against a framework."""

LOOKED_AT = 2
"""The first and its rival."""


def risks(advice: Advice, say: Say) -> Section | None:
    """For the first two of the ranking: all that was looked at, and what of it speaks against them
    or is not known."""
    return _aspect(
        advice,
        "risk",
        heading=say("Risks of the first two"),
        lines=(
            *risk_lines(advice, say),
            say("From public sources with their dates; not legal advice."),
        ),
        say=say,
        judged=True,
    )


def risk_lines(advice: Advice, say: Say) -> tuple[str, ...]:
    """One sentence each: what speaks against it and what is not known, of all that may go wrong."""
    lines = []
    for framework in shown(advice)[:LOOKED_AT]:
        low, unknown = [], []
        looked = _criteria(advice, "risk")
        for criterion in looked:
            worth = _worth(advice, framework, criterion)
            label = names.criterion(advice.knowledge, criterion, say)
            if not worth.known:
                unknown.append(label)
            elif worth.central < RISKY:
                low.append(
                    f"{label} ({value_text(advice, advice.book.cell(framework, criterion), say)})"
                )
        if looked:
            lines.append(
                say(
                    "{name}: of {count} risks looked at, against it: {low}; not known: {unknown}.",
                    name=names.framework(advice.knowledge, framework, say),
                    count=len(looked),
                    low=say(", ").join(low) or say("none"),
                    unknown=say(", ").join(unknown) or say("none"),
                )
            )
    return tuple(lines)


def cost_and_exit(advice: Advice, costs: Costs | None, say: Say) -> tuple[Section | None, ...]:
    """For the first two of the ranking: what it takes to begin, and what it takes to leave
    again."""
    built = tuple(table for table in (_environments(advice, costs, say),) if table.rows)
    return (
        _aspect(advice, "cost", heading=say("What it takes to begin"), more=built, say=say),
        _aspect(
            advice,
            "exit",
            heading=say("What it takes to come from elsewhere, and to leave again"),
            lines=(
                say("What a project of yours would have to change: `fwadvisor migration PATH`."),
            ),
            say=say,
        ),
    )


def _aspect(
    advice: Advice,
    aspect: str,
    *,
    heading: str,
    say: Say,
    lines: tuple[str, ...] = (),
    more: tuple[Table, ...] = (),
    judged: bool = False,
) -> Section | None:
    """Every criterion of that aspect for the first two."""
    criteria = _criteria(advice, aspect)
    if advice.problem is None or not criteria:
        return None
    rows = []
    for framework in shown(advice)[:LOOKED_AT]:
        for criterion in criteria:
            worth = _worth(advice, framework, criterion)
            evidence = advice.book.cell(framework, criterion)
            note = (
                evidence.note.said_in(say.lang)
                if evidence.note
                else remarks_text(advice, evidence, say)
            )
            low = worth.known and worth.central < RISKY
            judgement = (
                (Cell(text=_judgement(worth, say), tone="bad" if low else "plain"),)
                if judged
                else ()
            )
            rows.append(
                Row(
                    id=framework,
                    cells=(
                        Cell(text=names.framework(advice.knowledge, framework, say)),
                        Cell(text=names.criterion(advice.knowledge, criterion, say)),
                        Cell(
                            text=value_text(advice, evidence, say),
                            tone="plain" if worth.known else "dim",
                        ),
                        *judgement,
                        Cell(text=evidence.as_of.isoformat() if evidence.as_of else "-"),
                        Cell(text=note),
                    ),
                )
            )
    table = Table(
        columns=(
            Column(title=say("framework")),
            Column(title=say("criterion")),
            Column(title=say("value")),
            *((Column(title=say("judgement")),) if judged else ()),
            Column(title=say("as of")),
            Column(title=say("remarks")),
        ),
        rows=tuple(rows),
    )
    ids = {"risk": "risks", "cost": "cost", "exit": "exit"}
    return Section(id=ids[aspect], heading=heading, lines=lines, tables=(table, *more))


def _judgement(worth: Belief, say: Say) -> str:
    if not worth.known:
        return say("not known")
    return say("speaks against it") if worth.central < RISKY else say("no objection")


def _criteria(advice: Advice, aspect: str) -> list[str]:
    return [
        entry
        for entry in advice.book.criteria
        if aspect in advice.knowledge.criteria[entry].aspects
    ]


def _worth(advice: Advice, framework: str, criterion: str) -> Belief:
    assert advice.problem is not None
    return advice.problem.belief(framework, criterion)


def _environments(advice: Advice, costs: Costs | None, say: Say) -> Table:
    """What the environments of the first two took on this machine, or what their adapters
    expect."""
    entries = [
        entry
        for framework in shown(advice)[:LOOKED_AT]
        for entry in (costs.environments if costs else ())
        if entry.framework == framework
    ]
    rows = [
        Row(
            id=entry.id,
            cells=(
                Cell(text=names.framework(advice.knowledge, entry.framework, say)),
                Cell(text=entry.variant or "-"),
                *(Cell(text=text) for text in _took(entry, say)),
            ),
        )
        for entry in entries
    ]
    lines = {entry.id: environment_line(entry, say) for entry in entries}
    return Table(
        title=say("Its environment on this machine"),
        columns=(
            Column(title=say("framework")),
            Column(title=say("variant")),
            Column(title=say("known how")),
            Column(title=say("size"), right=True),
            Column(title=say("installed in"), right=True),
            Column(title=say("first import"), right=True),
            Column(title=say("versions")),
        ),
        rows=tuple(rows),
        notes=tuple(f"{id}: {line}" for id, line in lines.items() if line),
    )


def _took(entry: EnvironmentRow, say: Say) -> tuple[str, ...]:
    if entry.bytes and entry.seconds:
        versions = ", ".join(
            f"{name} {version}" for name, version in sorted(entry.versions.items())[:4]
        )
        first = duration(entry.import_seconds, say) if entry.import_seconds else "-"
        return (
            say("measured here"),
            size(entry.bytes),
            duration(entry.seconds, say),
            first,
            versions,
        )
    expected = size(entry.disk_megabytes * 1e6) if entry.disk_megabytes else "-"
    if entry.at_least and entry.disk_megabytes:
        expected = say("at least {size}", size=expected)
    return say("expected, not measured"), expected, duration(entry.install_seconds, say), "-", "-"
