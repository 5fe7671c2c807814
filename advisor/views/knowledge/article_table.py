"""The article's table with this machine's figures in it, and what others published, each with its
conditions."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.evidence.limit import Limit
from advisor.messages import Say
from advisor.model.knowledge import Knowledge
from advisor.model.run import Run
from advisor.model.surroundings import Benchmark, Counterpart
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.measurements.peak import best, limit_line
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


def _table(
    benchmark: Benchmark,
    here: tuple[Run, ...],
    knowledge: Knowledge,
    limits: Mapping[str, Limit],
    machine: str,
    say: Say,
) -> Table:
    said = {(entry.framework, entry.metric): entry for entry in benchmark.figures}
    theirs = {metric for _, metric in said}
    ours = {run.workload: run for run in here if run.workload in _workloads(benchmark)}
    shared = {workload for workload, run in ours.items() if run.demand.flops}
    columns = [Column(title=say("framework"), shrinks=True)]
    for metric, counterpart in benchmark.here.items():
        run = ours.get(counterpart.workload)
        measure = counterpart.measure or (run.measure if run is not None else None)
        label = counterpart.label.said_in(say.lang)
        columns.append(
            Column(title=f"{label} {measure.unit}" if measure is not None else label, right=True)
        )
        if counterpart.workload in shared:
            columns.append(Column(title=say("of peak"), right=True))
        if metric in theirs:
            columns.append(
                Column(
                    title=say("article")
                    if benchmark.grade == "article"
                    else names.grade(benchmark.grade, say),
                    right=True,
                )
            )
    rows, reasons = [], []
    for framework in knowledge.frameworks:
        for tuned in (False, True):
            mine = tuple(
                run
                for run in here
                if run.framework == framework and (run.tuning != "stock") == tuned
            )
            if tuned and not any(run.workload in _workloads(benchmark) for run in mine):
                continue
            name = names.framework(knowledge, framework, say)
            cells = [Cell(text=say("{framework}, tuned", framework=name) if tuned else name)]
            for metric, counterpart in benchmark.here.items():
                of = tuple(run for run in mine if run.workload == counterpart.workload)
                found, share, reason = _figure(of, counterpart, limits, say)
                cells += [found, share] if counterpart.workload in shared else [found]
                if reason:
                    reasons.append(
                        f"{cells[0].text}, {counterpart.label.said_in(say.lang)}: {reason}"
                    )
                if metric in theirs:
                    entry = said.get((framework, metric))
                    text = (
                        f"{figure(entry.value, 4)} {entry.unit}"
                        if entry is not None and not tuned
                        else ""
                    )
                    cells.append(Cell(text=text, tone="dim"))
            rows.append(Row(id=framework, cells=tuple(cells)))
    return Table(
        title=benchmark.title.said_in(say.lang),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            _here(benchmark, here, say),
            limit_line(limits, machine, say),
            *reasons,
            benchmark.conditions.said_in(say.lang),
        ),
    )


def _figure(
    of: tuple[Run, ...], counterpart: Counterpart, limits: Mapping[str, Limit], say: Say
) -> tuple[Cell, Cell, str]:
    """The figure, its share of the limit, and the reason where there is no figure."""
    candidates = [
        found
        for tuning in dict.fromkeys(run.tuning for run in of)
        if (found := best(tuple(run for run in of if run.tuning == tuning), counterpart.measure))
        is not None
    ]
    blank = Cell(text="")
    if candidates:
        more = (counterpart.measure or candidates[0].run.measure).kind == "rate"
        found = (max if more else min)(candidates, key=lambda one: one.estimate.middle)
        return (
            Cell(text=figure(found.estimate.middle), tone="strong"),
            Cell(text=share_text(found.runs, limits, say)),
            "",
        )
    if not of:
        return Cell(text=say("not measured"), tone="dim"), blank, ""
    newest = max(of, key=lambda run: run.started)
    why = run_reason(newest, say)
    bounds = bound_text(newest, counterpart.measure or newest.measure, say)
    return Cell(text=bounds or say(OUTCOMES[newest.outcome]), tone="bad"), blank, why


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
