"""What speaks against a choice, what is not known, what the article got wrong, and how to make it all again."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.command_line import as_options
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.installing import ANSWERS
from advisor.views.numbers import percent
from advisor.views.report.parts import Section
from advisor.views.report.ranking import shown
from advisor.views.why import remarks_text, value_text

RISKY = 0.5
"""A worth below the middle of its scale is named as a risk."""

UNKNOWNS_NAMED = 12


def risks(advice: Advice, say: Say) -> Section | None:
    """For the first two of the ranking: what may go wrong, where it is below the middle of its scale or not known."""
    return _aspect(
        advice,
        "risk",
        "risks",
        say("Risks of the first two"),
        say("From public sources with their dates; not legal advice."),
        say("Nothing that speaks of risk is below the middle of its scale."),
        say,
        only_low=True,
    )


def cost_and_exit(advice: Advice, say: Say) -> tuple[Section | None, ...]:
    """For the first two of the ranking: what it takes to begin, and what it takes to leave again."""
    return (
        _aspect(
            advice,
            "cost",
            "cost",
            say("What it takes to begin"),
            say("Sizes of environments and times of installing: `fwadvisor env list`."),
            "",
            say,
        ),
        _aspect(
            advice,
            "exit",
            "exit",
            say("What it takes to come from elsewhere, and to leave again"),
            "",
            "",
            say,
        ),
    )


def _aspect(
    advice: Advice, aspect: str, id: str, heading: str, line: str, empty: str, say: Say, *, only_low: bool = False
) -> Section | None:
    criteria = [entry for entry in advice.book.criteria if aspect in advice.knowledge.criteria[entry].aspects]
    if advice.problem is None or not criteria:
        return None
    rows = []
    for framework in shown(advice)[:2]:
        for criterion in criteria:
            worth = advice.problem.belief(framework, criterion)
            if only_low and worth.known and worth.central >= RISKY:
                continue
            evidence = advice.book.cell(framework, criterion)
            note = evidence.note.said_in(say.lang) if evidence.note else remarks_text(advice, evidence, say)
            rows.append(
                Row(
                    id=framework,
                    cells=(
                        Cell(text=names.framework(advice.knowledge, framework, say)),
                        Cell(text=names.criterion(advice.knowledge, criterion, say)),
                        Cell(text=value_text(advice, evidence, say), tone="doubt" if worth.known else "dim"),
                        Cell(text=note),
                    ),
                )
            )
    table = Table(
        columns=(
            Column(title=say("framework")),
            Column(title=say("criterion")),
            Column(title=say("value")),
            Column(title=say("remarks")),
        ),
        rows=tuple(rows),
        empty=empty,
    )
    return Section(id=id, heading=heading, lines=(line,) if line else (), tables=(table,))


def installing(advice: Advice, say: Say) -> Section:
    """How each one gets onto the machine that the advice is for."""
    rows = []
    for id in advice.book.frameworks:
        best = advice.routes.get(id, ())[:1]
        route = best[0] if best else None
        rows.append(
            Row(
                id=id,
                cells=(
                    Cell(text=names.framework(advice.knowledge, id, say)),
                    Cell(text=say(ANSWERS[route.kind][0]) if route else "-"),
                    Cell(text=route.python or "-" if route else "-"),
                    Cell(text=route.command if route and route.command else "-"),
                ),
            )
        )
    return Section(
        id="installing",
        heading=say("How each one is installed there"),
        tables=(
            Table(
                columns=(
                    Column(title=say("framework")),
                    Column(title=say("way")),
                    Column(title=say("Python")),
                    Column(title=say("command")),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def unknowns(advice: Advice, say: Say) -> Section | None:
    """What is not known about those in the ranking, weightiest first, and how one could find out."""
    if advice.problem is None:
        return None
    shares = {weight.criterion: weight.share for weight in advice.weights}
    found: dict[str, list[str]] = {}
    for id in shown(advice):
        for criterion in advice.book.criteria:
            if advice.book.cell(id, criterion).value is None:
                found.setdefault(criterion, []).append(names.framework(advice.knowledge, id, say))
    rows = []
    for criterion in sorted(found, key=lambda id: (-shares[id], id))[:UNKNOWNS_NAMED]:
        measured_by = advice.knowledge.criteria[criterion].measured_by
        way = f"fwadvisor measure --workload {measured_by.workload}" if measured_by else say("read, and add a claim")
        rows.append(
            Row(
                id=criterion,
                cells=(
                    Cell(text=names.criterion(advice.knowledge, criterion, say)),
                    Cell(text=percent(shares[criterion])),
                    Cell(text=", ".join(found[criterion])),
                    Cell(text=way),
                ),
            )
        )
    return Section(
        id="unknowns",
        heading=say("What is not known"),
        tables=(
            Table(
                columns=(
                    Column(title=say("criterion")),
                    Column(title=say("weight"), right=True),
                    Column(title=say("for whom")),
                    Column(title=say("how to find out")),
                ),
                rows=tuple(rows),
                empty=say("Every cell is known."),
            ),
        ),
    )


def article(advice: Advice, say: Say) -> Section | None:
    """The founding article's statements about those in the ranking or excluded that did not hold."""
    if advice.knowledge.article is None:
        return None
    verdicts = {
        "stale": say("stale"),
        "contradicted": say("contradicted"),
        "unconfirmed": say("unconfirmed"),
    }
    rows = tuple(
        Row(
            id=trial.id,
            cells=(
                Cell(text=trial.quote),
                Cell(text=verdicts[trial.verdict], tone="doubt"),
                Cell(text=trial.finding.said_in(say.lang)),
            ),
        )
        for trial in advice.knowledge.article.trials
        if trial.verdict in verdicts and (not trial.about or set(trial.about) & set(shown(advice)[:2]))
    )
    if not rows:
        return None
    return Section(
        id="article",
        heading=say("The founding article on trial"),
        lines=(say("Statements of the article about the first two, or about all, that are not confirmed."),),
        tables=(
            Table(
                columns=(
                    Column(title=say("the article says")),
                    Column(title=say("verdict")),
                    Column(title=say("finding")),
                ),
                rows=rows,
            ),
        ),
    )


def reproduce(advice: Advice, say: Say) -> Section:
    """The commands that give the same."""
    workloads = sorted({run.workload for run in advice.runs})
    measured = sorted({run.framework for run in advice.runs})
    corrected = {fact.name: str(fact.value) for fact in advice.machine.facts if fact.corrected}
    options = as_options(advice.need, None if advice.machine.here else "MACHINE.yaml", corrected)
    if advice.need.as_of is None:
        options += f" --as-of {advice.as_of.isoformat()}"
    commands = [f"fwadvisor rank {options.strip()}"]
    if measured:
        commands.append("fwadvisor measure " + " ".join(measured) + "".join(f" --workload {id}" for id in workloads))
        commands.append("fwadvisor runs list")
    commands += ["fwadvisor report -o report.json " + options.strip(), "fwadvisor replay report.json"]
    return Section(id="reproduce", heading=say("How to reproduce it"), commands=tuple(commands))
