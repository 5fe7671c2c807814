"""The report's sections as figures and sentences, the same for every format: short at the top, checkable below."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.statistics import median_interval
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.model.run import Run
from advisor.version import __version__
from advisor.views import names
from advisor.views.change import what_would_change
from advisor.views.command_line import as_options
from advisor.views.compare import comparison_table
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import percent, with_unit
from advisor.views.ranking import headline, ranking_table, reason, verdict_lines
from advisor.views.remarks import sentence
from advisor.views.why import GRADE_TONES, remarks_text, value_text, waterfall

LARGEST_CONTRIBUTIONS = 8
"""Differences named in the text; the rest stand in the tables."""


class Section(Struct, frozen=True, kw_only=True):
    """One part of the report."""

    heading: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    commands: tuple[str, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """The whole, ready for any format."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    colophon: tuple[str, ...]


def report(advice: Advice, certainty: Certainty, say: Say, *, brief: bool = False) -> Report:
    """Everything that a team decides with; `brief` keeps the first page."""
    sections = [_question(advice, say), _ranking(advice, certainty, say), _why(advice, say)]
    if advice.excluded():
        sections.append(_exclusions(advice, say))
    if not brief:
        sections += [_weights(advice, say), _measurements(advice, say), _side_by_side(advice, say)]
        sections += [_evidence(advice, framework, say) for framework in _shown(advice)]
        sections += [_machine(advice, say), _sources(advice, say)]
    sections.append(_reproduce(advice, say))
    return Report(
        title=say("Which deep-learning framework? A recommendation"),
        lead=verdict_lines(advice, certainty, say),
        sections=tuple(sections),
        colophon=(
            say(
                "fwadvisor {version}; knowledge {knowledge} ({hash}); as of {day}; "
                "seed {seed}; {samples} samples; NumPy {numpy}.",
                version=__version__,
                knowledge=advice.knowledge.version,
                hash=advice.knowledge.hash[:12],
                day=advice.as_of.isoformat(),
                seed=certainty.seed,
                samples=certainty.robustness.samples if certainty.robustness else 0,
                numpy=certainty.numpy or "-",
            ),
            say(
                "The tool advises, the team decides. A share is one of plausible weights and measurements, "
                "never a probability of being right."
            ),
        ),
    )


def _shown(advice: Advice) -> tuple[str, ...]:
    return tuple(place.alternative for place in advice.ranking.places) if advice.ranking else ()


def _question(advice: Advice, say: Say) -> Section:
    knowledge = advice.knowledge
    need = advice.need
    named = names.every_name(advice, say)
    lines = [headline(advice, say)]
    if need.industry:
        industry = knowledge.industries[need.industry]
        lines.append(
            say(
                "Industry: {name}. {matters}",
                name=industry.name.said_in(say.lang),
                matters=industry.matters.said_in(say.lang),
            )
        )
    if need.task:
        task = knowledge.tasks[need.task]
        lines.append(
            say("Task: {name}. {matters}", name=task.name.said_in(say.lang), matters=task.matters.said_in(say.lang))
        )
    if not need.industry and not need.task:
        lines.append(say("No industry and no task was named, so every criterion weighs the same unless given."))
    if advice.musts:
        musts = ", ".join(
            f"{named.get(id, id)}" + (f" ({names.level(knowledge, id, level, say)})" if level else "")
            for id, level in sorted(advice.musts.items())
        )
        lines.append(say("Must-haves: {musts}.", musts=musts))
    if need.waived:
        lines.append(say("Waived: {waived}.", waived=", ".join(named.get(id, id) for id in need.waived)))
    if not advice.machine.here:
        lines.append(say("The machine was read from a file; nothing was measured on it here."))
    return Section(heading=say("The question"), lines=tuple(lines))


def _ranking(advice: Advice, certainty: Certainty, say: Say) -> Section:
    table = ranking_table(advice, certainty, say, bars=False)
    # The reasons of those excluded have a section of their own.
    return Section(heading=say("Ranking"), tables=(replace(table, title="", notes=()),))


def _why(advice: Advice, say: Say) -> Section:
    if advice.ranking is None:
        return Section(heading=say("Why"), lines=(say("Nothing is left to explain; see the exclusions."),))
    places = advice.ranking.places
    first = places[0].alternative
    rival = places[1].alternative if len(places) > 1 else None
    figure = waterfall(advice, first, rival, say)
    steps = figure.steps[:LARGEST_CONTRIBUTIONS]
    rest = sum(step.change for step in figure.steps[LARGEST_CONTRIBUTIONS:])
    rows = [Row(cells=(Cell(text=step.label), Cell(text=step.text))) for step in steps]
    if len(figure.steps) > LARGEST_CONTRIBUTIONS:
        rows.append(Row(cells=(Cell(text=say("everything else")), Cell(text=f"{rest:+.3f}"))))
    rows.append(Row(cells=(Cell(text=say("sum"), tone="strong"), Cell(text=f"{figure.total:+.3f}", tone="strong"))))
    table = Table(
        title=figure.title,
        columns=(Column(title=say("criterion")), Column(title=say("difference") if rival else say("adds"), right=True)),
        rows=tuple(rows),
    )
    return Section(
        heading=say("Why, and what would change it"),
        lines=what_would_change(advice, first, rival, say),
        tables=(table,),
    )


def _exclusions(advice: Advice, say: Say) -> Section:
    named = names.every_name(advice, say)
    rows = [
        Row(
            id=entry.framework,
            cells=(
                Cell(text=names.framework(advice.knowledge, entry.framework, say)),
                Cell(text=reason(gate.gate, sentence(gate.because, say, named), say, named)),
                Cell(text=gate.lifted_by or "-"),
            ),
        )
        for entry in advice.excluded()
        for gate in entry.shut()
    ]
    return Section(
        heading=say("Excluded, and why"),
        tables=(
            Table(
                columns=(
                    Column(title=say("framework")),
                    Column(title=say("reason")),
                    Column(title=say("what would let it in")),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def _weights(advice: Advice, say: Say) -> Section:
    set_by = {
        "industry": say("industry"),
        "task": say("task"),
        "both": say("industry and task"),
        "given": say("given by hand"),
        "even": say("even"),
    }
    rows = [
        Row(
            id=weight.criterion,
            cells=(
                Cell(text=names.criterion(advice.knowledge, weight.criterion, say)),
                Cell(text=percent(weight.share)),
                Cell(text=set_by[weight.origin]),
                Cell(text=advice.knowledge.criteria[weight.criterion].question.said_in(say.lang)),
            ),
        )
        for weight in sorted(advice.weights, key=lambda weight: (-weight.share, weight.criterion))
        if weight.share > 0
    ]
    return Section(
        heading=say("Weights, and who set them"),
        tables=(
            Table(
                columns=(
                    Column(title=say("criterion")),
                    Column(title=say("weight"), right=True),
                    Column(title=say("set by")),
                    Column(title=say("question")),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def _measurements(advice: Advice, say: Say) -> Section:
    """Every run, the failed ones too, with its spread."""
    rows = [_run_row(run, advice, say) for run in sorted(advice.runs, key=lambda run: (run.workload, run.framework))]
    return Section(
        heading=say("Measurements"),
        tables=(
            Table(
                columns=(
                    Column(title=say("workload")),
                    Column(title=say("framework")),
                    Column(title=say("mode")),
                    Column(title=say("median")),
                    Column(title=say("95 % interval")),
                    Column(title=say("samples"), right=True),
                    Column(title=say("spread"), right=True),
                    Column(title=say("against the reference")),
                    Column(title=say("when")),
                    Column(title=say("run")),
                ),
                rows=tuple(rows),
                empty=say(
                    "Nothing was measured on this machine: `fwadvisor measure --dry-run` says what it would cost."
                ),
            ),
        ),
    )


def _run_row(run: Run, advice: Advice, say: Say) -> Row:
    framework = names.framework(advice.knowledge, run.framework, say)
    when = run.started[:16].replace("T", " ")
    if run.outcome != "ok" or not run.samples:
        said = f"{run.outcome}: {run.reason}"
        blank = Cell(text="-")
        return Row(
            id=run.id,
            cells=(
                Cell(text=run.workload),
                Cell(text=framework),
                Cell(text=run.mode),
                Cell(text=said, tone="bad"),
                blank,
                blank,
                blank,
                blank,
                Cell(text=when),
                Cell(text=run.id[:8]),
            ),
        )
    estimate = median_interval(tuple(run.measure.figure(sample) for sample in run.samples))
    agreement = "-" if run.agreement is None else f"{run.agreement:.1e}"
    return Row(
        id=run.id,
        cells=(
            Cell(text=run.workload),
            Cell(text=framework),
            Cell(text=run.mode if run.tuning == "stock" else f"{run.mode}, {run.tuning}"),
            Cell(text=with_unit(estimate.middle, run.measure.unit)),
            Cell(text=f"{with_unit(estimate.low, '')} .. {with_unit(estimate.high, '')}"),
            Cell(text=str(estimate.count)),
            Cell(text=percent(estimate.spread)),
            Cell(text=agreement),
            Cell(text=when),
            Cell(text=run.id[:8]),
        ),
    )


def _side_by_side(advice: Advice, say: Say) -> Section:
    ids = _shown(advice)[:4]
    tables = (comparison_table(advice, ids, say),) if ids else ()
    return Section(heading=say("The leading ones side by side"), tables=tables)


def _evidence(advice: Advice, framework: str, say: Say) -> Section:
    rows = []
    for criterion in advice.book.criteria:
        evidence = advice.book.cell(framework, criterion)
        note = evidence.note.said_in(say.lang) if evidence.note else ""
        remarks = "; ".join(part for part in (remarks_text(advice, evidence, say), note) if part)
        rows.append(
            Row(
                id=criterion,
                cells=(
                    Cell(text=names.criterion(advice.knowledge, criterion, say)),
                    Cell(text=value_text(advice, evidence, say)),
                    Cell(text=names.grade(evidence.grade, say), tone=GRADE_TONES[evidence.grade]),
                    Cell(text=evidence.as_of.isoformat() if evidence.as_of else "-"),
                    Cell(text="; ".join(source.title for source in evidence.sources) or "-"),
                    Cell(text=remarks),
                ),
            )
        )
    return Section(
        heading=say("Evidence: {name}", name=names.framework(advice.knowledge, framework, say)),
        tables=(
            Table(
                columns=(
                    Column(title=say("criterion")),
                    Column(title=say("value")),
                    Column(title=say("known how")),
                    Column(title=say("as of")),
                    Column(title=say("sources")),
                    Column(title=say("remarks")),
                ),
                rows=tuple(rows),
            ),
        ),
    )


PRIVATE = ("path", "host", "user", "home")
"""Facts with such a word in their name, and whatever is a path, stay out of a report."""


def _machine(advice: Advice, say: Say) -> Section:
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


def _sources(advice: Advice, say: Say) -> Section:
    cited = {
        (source.title, source.at, source.read.isoformat())
        for framework in _shown(advice)
        for criterion in advice.book.criteria
        for source in advice.book.cell(framework, criterion).sources
    }
    rows = [Row(cells=tuple(Cell(text=part) for part in entry)) for entry in sorted(cited)]
    return Section(
        heading=say("Sources"),
        tables=(
            Table(
                columns=(Column(title=say("title")), Column(title=say("where")), Column(title=say("read"))),
                rows=tuple(rows),
            ),
        ),
    )


def _reproduce(advice: Advice, say: Say) -> Section:
    options = as_options(advice.need)
    workloads = sorted({run.workload for run in advice.runs})
    measured = sorted({run.framework for run in advice.runs})
    commands = [f"fwadvisor rank {options}".strip()]
    if advice.need.as_of is None:
        commands[0] += f" --as-of {advice.as_of.isoformat()}"
    if measured:
        commands.append("fwadvisor measure " + " ".join(measured) + "".join(f" --workload {id}" for id in workloads))
    commands.append("fwadvisor runs list")
    return Section(heading=say("How to reproduce it"), commands=tuple(commands))
