"""What was measured, the failed attempts too, beside what others published."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.hardware.alike import Standing
from advisor.evidence.results import Result, by_environment
from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.installing.named_stack import versions_text
from advisor.views.knowledge.article_table import article_tables, published_tables
from advisor.views.measurements.peak import limit_line, scaling_bars
from advisor.views.measurements.run_reason import run_reason
from advisor.views.measurements.tables import OUTCOMES, share_text
from advisor.views.numbers import percent, with_unit
from advisor.views.remarks import sentence
from advisor.views.report.charts import measured_bars
from advisor.views.report.parts import Section


def measurements(advice: Advice, say: Say) -> Section:
    """Everything that was tried, the failures too, workload by workload."""
    workloads = sorted({run.workload for run in advice.runs})
    empty = say(
        "Nothing was measured on this machine: `fwadvisor measure --dry-run` says what it would "
        "cost."
    )
    return Section(
        id="measurements",
        heading=say("Measurements"),
        lines=(
            *_versions(advice, say),
            *_counted(advice, say),
            limit_line(advice.limits, advice.machine.fingerprint, say),
            say(
                "The interval holds 95 % of what measuring it again another time would find: it "
                "counts what processes and sessions differ by, here and in the project's own "
                "measurements."
            ),
        )
        if workloads
        else (),
        figures=(*measured_bars(advice, say), *scaling_bars(advice.runs, advice.knowledge, say)),
        tables=(
            *article_tables(
                advice.runs, advice.knowledge, advice.limits, advice.machine.fingerprint, say
            ),
            *(_workload(id, advice, say) for id in workloads),
        )
        if workloads
        else (Table(columns=(), rows=(), empty=empty),),
    )


def _workload(workload: str, advice: Advice, say: Say) -> Table:
    """One workload: the fastest, or the smallest, first; runs of one environment and one way of
    running together."""
    runs = [run for run in advice.runs if run.workload == workload]
    found = by_environment(runs, advice.limits, advice.variations)
    return Table(
        title=workload,
        columns=(
            Column(title=say("framework")),
            Column(title=say("mode")),
            Column(title=say("median")),
            Column(title=say("interval")),
            Column(title=say("of peak"), right=True),
            Column(title=say("samples"), right=True),
            Column(title=say("spread"), right=True),
            Column(title=say("against the reference")),
            Column(title=say("newest run")),
            Column(title=say("doubts")),
        ),
        rows=tuple(_row(result, advice, say) for result in found),
    )


def _row(result: Result, advice: Advice, say: Say) -> Row:
    newest = result.run
    figures, remarks = _figures(result, advice, say)
    mode = newest.mode if newest.tuning == "stock" else f"{newest.mode}, {newest.tuning}"
    return Row(
        id=newest.id,
        cells=(
            Cell(text=names.framework(advice.knowledge, newest.framework, say)),
            Cell(text=mode),
            *figures,
            Cell(text=newest.id),
            Cell(text=remarks, tone="doubt"),
        ),
    )


def _figures(result: Result, advice: Advice, say: Say) -> tuple[tuple[Cell, ...], str]:
    """What was found and its doubts, or the outcome and its reason."""
    estimate = result.estimate
    if estimate is None:
        outcome = Cell(text=say(OUTCOMES[result.run.outcome]), tone="bad")
        return (outcome, *(Cell(text="-"),) * 5), run_reason(result.run, say)
    unit = result.run.measure.unit
    agreements = [run.agreement for run in result.runs if run.agreement is not None]
    cells = (
        Cell(text=with_unit(estimate.middle, unit)),
        Cell(text=f"{with_unit(estimate.low, '')} .. {with_unit(estimate.high, '')}"),
        Cell(text=share_text(result.share, say) or "-"),
        Cell(text=str(estimate.count)),
        Cell(text=percent(estimate.spread, say)),
        Cell(text=f"{max(agreements):.1e}" if agreements else "-"),
    )
    named = names.every_name(advice, say)
    doubts = doubts_about_runs(estimate, result.runs, advice.wanted)
    said = [sentence(doubt, say, named) for doubt in doubts]
    if not advice.wanted.counts(result.run):
        said.insert(0, say("does not count"))
    return cells, say("; ").join(said)


def _counted(advice: Advice, say: Say) -> tuple[str, ...]:
    """How many runs count, where some do not."""
    standings = Counter(advice.wanted.standing(run) for run in advice.runs)
    if set(standings) <= {"here"}:
        return ()
    said = say(
        "Of {all} runs {here} were taken on the machine itself, {alike} elsewhere on hardware "
        "alike, {other} on other hardware, {unrecorded} on hardware that was not recorded.",
        all=len(advice.runs),
        **{kind: standings[kind] for kind in get_args(Standing)},
    )
    if not standings["other"] and not standings["unrecorded"]:
        return (said,)
    if advice.wanted.every:
        return (said, say("All of them count, since that was asked for (`--figures all`)."))
    rest = say("The last two are shown and do not count (`--figures all` counts them).")
    return said, rest


def _versions(advice: Advice, say: Say) -> tuple[str, ...]:
    """Which versions were measured; where the version that is recommended is another one, that is
    said."""
    lines = []
    for id in advice.book.frameworks:
        runs = [run for run in advice.runs if run.framework == id and run.versions]
        if not runs:
            continue
        newest = max(runs, key=lambda run: (run.started, run.id))
        versions = ", ".join(
            f"{name} {version}" for name, version in sorted(newest.versions.items())
        )
        values = {"name": names.framework(advice.knowledge, id, say), "versions": versions}
        stack = advice.stack(id)
        measured = [version.split("+")[0] for version in newest.versions.values()]
        if stack is not None and stack.version.split("+")[0] not in measured:
            lines.append(
                say(
                    "{name} was measured with {versions}; what is advised there is {stack}.",
                    stack=versions_text(stack, say),
                    **values,
                )
            )
        else:
            lines.append(say("{name} was measured with {versions}.", **values))
    return tuple(lines)


def published(advice: Advice, say: Say) -> Section | None:
    """Published figures with their conditions, the article's table among them: shown, never
    scored."""
    tables = published_tables(advice.knowledge, advice.book.frameworks, say)
    if not tables:
        return None
    return Section(
        id="published",
        heading=say("Published figures, shown and never scored"),
        lines=(
            say(
                "None of these was measured on this machine; compare them only under the same "
                "conditions."
            ),
        ),
        tables=tables,
    )
