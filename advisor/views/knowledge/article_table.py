"""The article's table with this machine's figures in it, and what others published, each with its
conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from advisor.evidence.limit import Limit
from advisor.evidence.results import best_tuning
from advisor.messages import Say
from advisor.model.knowledge import Knowledge
from advisor.model.run import Run
from advisor.model.surroundings import Benchmark, Figure, LocalMetric
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.measurements.peak import limit_line
from advisor.views.measurements.run_reason import run_reason
from advisor.views.measurements.tables import OUTCOMES, bound_text, share_text
from advisor.views.numbers import figure


def article_tables(
    runs: tuple[Run, ...], knowledge: Knowledge, limits: Mapping[str, Limit], machine: str, say: Say
) -> tuple[Table, ...]:
    """Each published table that names what stands beside it here: one row for a framework, one more
    when it is tuned.

    Args:
        runs: all; those of other machines are left out.
        machine: the fingerprint of the one whose figures are shown.
    """
    here = tuple(run for run in runs if run.machine == machine)
    return tuple(
        _table(benchmark, here, knowledge, limits, machine, say)
        for benchmark in knowledge.benchmarks.values()
        if benchmark.here
    )


class _Line(Struct, frozen=True, kw_only=True):
    """One row: a framework as it is installed, or as it is tuned."""

    framework: str
    name: str
    tuned: bool
    runs: tuple[Run, ...]

    def of(self, workload: str) -> tuple[Run, ...]:
        """Its runs of one workload."""
        return tuple(run for run in self.runs if run.workload == workload)


class _Column(Struct, frozen=True, kw_only=True):
    """One column: what it is called, and what it says of a line."""

    title: str
    cell: Callable[[_Line], Cell]


def _table(
    benchmark: Benchmark,
    here: tuple[Run, ...],
    knowledge: Knowledge,
    limits: Mapping[str, Limit],
    machine: str,
    say: Say,
) -> Table:
    lines = _lines(benchmark, here, knowledge, say)
    columns = []
    for metric, counterpart in benchmark.here.items():
        runs = [run for run in here if run.workload == counterpart.workload]
        columns.append(_figure_column(counterpart, runs, limits, say))
        if any(run.demand.flops for run in runs):
            columns.append(_share_column(counterpart, limits, say))
        published = {one.framework: one for one in benchmark.figures if one.metric == metric}
        if published:
            columns.append(_published_column(benchmark, published, say))
    rows = []
    for line in lines:
        cells = [column.cell(line) for column in columns]
        rows.append(Row(id=line.framework, cells=(Cell(text=line.name), *cells)))
    return Table(
        title=benchmark.title.said_in(say.lang),
        columns=(
            Column(title=say("framework"), shrinks=True),
            *(Column(title=column.title, right=True) for column in columns),
        ),
        rows=tuple(rows),
        notes=(
            _here(benchmark, here, say),
            limit_line(limits, machine, say),
            *_reasons(benchmark, lines, limits, say),
            benchmark.conditions.said_in(say.lang),
        ),
    )


def _lines(
    benchmark: Benchmark, here: tuple[Run, ...], knowledge: Knowledge, say: Say
) -> tuple[_Line, ...]:
    """Every framework as installed, and those of which something was measured tuned."""
    workloads = _workloads(benchmark)
    lines = []
    for framework in knowledge.frameworks:
        own = [run for run in here if run.framework == framework]
        name = names.framework(knowledge, framework, say)
        stock = tuple(run for run in own if run.tuning == "stock")
        lines.append(_Line(framework=framework, name=name, tuned=False, runs=stock))
        tuned = tuple(run for run in own if run.tuning != "stock")
        if any(run.workload in workloads for run in tuned):
            name = say("{framework}, tuned", framework=name)
            lines.append(_Line(framework=framework, name=name, tuned=True, runs=tuned))
    return tuple(lines)


def _figure_column(
    counterpart: LocalMetric, runs: Sequence[Run], limits: Mapping[str, Limit], say: Say
) -> _Column:
    """The figure of this machine; the bounds or the outcome where there is none."""
    label = counterpart.label.said_in(say.lang)
    measure = counterpart.measure or (runs[-1].measure if runs else None)

    def cell(line: _Line) -> Cell:
        of = line.of(counterpart.workload)
        found = best_tuning(of, counterpart.measure, limits)
        if found is not None:
            return Cell(text=figure(found.estimate.middle), tone="strong")
        if not of:
            return Cell(text=say("not measured"), tone="dim")
        newest = max(of, key=lambda run: run.started)
        bounds = bound_text(newest, counterpart.measure or newest.measure, say)
        return Cell(text=bounds or say(OUTCOMES[newest.outcome]), tone="bad")

    return _Column(title=f"{label} {measure.unit}" if measure is not None else label, cell=cell)


def _share_column(counterpart: LocalMetric, limits: Mapping[str, Limit], say: Say) -> _Column:
    """How much of this machine that is."""

    def cell(line: _Line) -> Cell:
        found = best_tuning(line.of(counterpart.workload), counterpart.measure, limits)
        return Cell(text=share_text(found.share if found is not None else None, say))

    return _Column(title=say("of peak"), cell=cell)


def _published_column(benchmark: Benchmark, published: Mapping[str, Figure], say: Say) -> _Column:
    """What was published of the framework, which nobody tuned as it is tuned here."""
    title = say("article") if benchmark.grade == "article" else names.grade(benchmark.grade, say)

    def cell(line: _Line) -> Cell:
        entry = published.get(line.framework)
        if entry is None or line.tuned:
            return Cell(text="", tone="dim")
        return Cell(text=f"{figure(entry.value, 4)} {entry.unit}", tone="dim")

    return _Column(title=title, cell=cell)


def _reasons(
    benchmark: Benchmark, lines: tuple[_Line, ...], limits: Mapping[str, Limit], say: Say
) -> Iterator[str]:
    """Why there is no figure, where something was tried."""
    for line in lines:
        for counterpart in benchmark.here.values():
            of = line.of(counterpart.workload)
            if not of or best_tuning(of, counterpart.measure, limits) is not None:
                continue
            newest = max(of, key=lambda run: run.started)
            why = run_reason(newest, say)
            if why:
                yield f"{line.name}, {counterpart.label.said_in(say.lang)}: {why}"


def _workloads(benchmark: Benchmark) -> set[str]:
    return {counterpart.workload for counterpart in benchmark.here.values()}


def _here(benchmark: Benchmark, here: tuple[Run, ...], say: Say) -> str:
    """How the figures of this machine came about, where there are any."""
    runs = [run for run in here if run.workload in _workloads(benchmark)]
    batches = {run.demand.batch for run in runs if run.demand.batch}
    if not runs:
        return say(
            "Nothing of this table was measured on this machine yet: `fwadvisor measure` does."
        )
    if not batches:
        return say("Here: float32, this machine, the best of each framework's modes.")
    return say(
        "Here: batch {batch}, float32, this machine, the best of each framework's modes.",
        batch=", ".join(str(batch) for batch in sorted(batches)),
    )


def published_tables(
    knowledge: Knowledge, frameworks: tuple[str, ...], say: Say
) -> tuple[Table, ...]:
    """What others published, each table with its conditions: shown, never scored."""
    tables = []
    for benchmark in knowledge.benchmarks.values():
        rows = tuple(
            Row(
                id=entry.framework,
                cells=(
                    Cell(text=names.framework(knowledge, entry.framework, say)),
                    Cell(text=entry.metric),
                    Cell(text=f"{figure(entry.value, 4)} {entry.unit}"),
                    Cell(text=entry.conditions),
                ),
            )
            for entry in benchmark.figures
            if entry.framework in frameworks
        )
        if rows:
            title = say(
                "{title}: {hardware}, {precision}, batch {batch}, {published} ({grade})",
                title=benchmark.title.said_in(say.lang),
                hardware=benchmark.hardware,
                precision=benchmark.precision,
                batch=benchmark.batch,
                published=benchmark.published,
                grade=names.grade(benchmark.grade, say),
            )
            tables.append(
                Table(
                    title=title,
                    columns=(
                        Column(title=say("framework")),
                        Column(title=say("metric")),
                        Column(title=say("figure"), right=True),
                        Column(title=say("conditions"), shrinks=True),
                    ),
                    rows=rows,
                    notes=(benchmark.conditions.said_in(say.lang),),
                )
            )
    return tuple(tables)
