"""What was measured, the failed attempts too, beside what others published."""

from __future__ import annotations

from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.statistics import median_interval
from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.model.run import Run
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import figure, percent, with_unit
from advisor.views.remarks import sentence
from advisor.views.report.charts import measured_bars
from advisor.views.report.parts import Section


def measurements(advice: Advice, say: Say) -> Section:
    """Every run, the failed ones too, with its spread."""
    rows = [_run_row(run, advice, say) for run in sorted(advice.runs, key=lambda run: (run.workload, run.framework))]
    return Section(
        id="measurements",
        heading=say("Measurements"),
        figures=measured_bars(advice, say),
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
                    Column(title=say("doubts")),
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
                blank,
                Cell(text=when),
                Cell(text=run.id),
            ),
        )
    estimate = median_interval(tuple(run.measure.figure(sample) for sample in run.samples))
    found = doubts_about_runs(estimate, (run,), advice.machine.fingerprint)
    doubts = [sentence(doubt, say) for doubt in found]
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
            Cell(text="; ".join(doubts), tone="doubt"),
            Cell(text=when),
            Cell(text=run.id),
        ),
    )


def published(advice: Advice, say: Say) -> Section | None:
    """Published figures with their conditions, the article's table among them: shown, never scored."""
    tables = []
    for benchmark in advice.knowledge.benchmarks.values():
        rows = tuple(
            Row(
                id=entry.framework,
                cells=(
                    Cell(text=names.framework(advice.knowledge, entry.framework, say)),
                    Cell(text=entry.metric),
                    Cell(text=f"{figure(entry.value, 4)} {entry.unit}"),
                    Cell(text=entry.conditions),
                ),
            )
            for entry in benchmark.figures
            if entry.framework in advice.book.frameworks
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
                        Column(title=say("conditions")),
                    ),
                    rows=rows,
                    notes=(benchmark.conditions.said_in(say.lang),),
                )
            )
    if not tables:
        return None
    return Section(
        id="published",
        heading=say("Published figures, shown and never scored"),
        lines=(say("None of these was measured on this machine; compare them only under the same conditions."),),
        tables=tuple(tables),
    )
