"""Runs and environments as tables: a figure with its spread, or the outcome and its reason."""

from __future__ import annotations

from advisor.evidence.results import Result
from advisor.evidence.statistics import Estimate
from advisor.messages import N_, Say
from advisor.model.environment import EnvironmentRow, Installed
from advisor.model.run import Measure, Run
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.measurements.advised import environment_line, installed_line, obstacle_line
from advisor.views.measurements.run_reason import run_reason
from advisor.views.numbers import duration, figure, percent, size

OUTCOMES = {
    "ok": N_("ok"),
    "unsupported": N_("unsupported"),
    "no_environment": N_("no environment"),
    "import_failed": N_("import failed"),
    "wrong_result": N_("wrong result"),
    "out_of_memory": N_("out of memory"),
    "timed_out": N_("timed out"),
    "too_slow": N_("too slow"),
    "implausible": N_("implausible"),
    "crashed": N_("crashed"),
    "cancelled": N_("stopped"),
}
STATES = {
    "ready": N_("ready"),
    "adopted": N_("adopted"),
    "out of date": N_("out of date"),
    "absent": N_("absent"),
    "not needed": N_("not needed"),
}


def figures(runs: tuple[Run, ...]) -> tuple[float, ...]:
    """The figures of all good samples."""
    return tuple(
        run.measure.figure(sample) for run in runs if run.outcome == "ok" for sample in run.samples
    )


def share_text(share: Estimate | None, say: Say) -> str:
    """A share of what the machine can do at most; empty where there is none."""
    return percent(share.middle / 100, say) if share is not None else ""


def interval_text(estimate: Estimate | None, say: Say) -> str:
    """From where to where; empty where there is none, or nothing between."""
    if estimate is None or estimate.low == estimate.high:
        return ""
    return say("{low} to {high}", low=figure(estimate.low), high=figure(estimate.high))


def bound_text(run: Run, measure: Measure, say: Say) -> str:
    """Between which figures one lies that was too slow to be sampled; empty where nothing is
    known."""
    if run.outcome != "too_slow" or run.bound is None:
        return ""
    edge = figure(measure.figure(run.bound))
    if run.at_most is not None:
        low, high = sorted((run.bound, run.at_most), key=measure.figure)
        return say(
            "{low} to {high}", low=figure(measure.figure(low)), high=figure(measure.figure(high))
        )
    return f"< {edge}" if measure.kind == "rate" else f"> {edge}"


def way_text(mode: str, tuning: str) -> str:
    """How it was run, where that is not what everybody does."""
    return " ".join(part for part in (mode, tuning) if part not in ("eager", "stock"))


def results(found: tuple[Result, ...], say: Say) -> Table:
    """What was measured, one row for each framework, workload, mode and tuning; one for all of a
    framework that has no environment here."""
    shown = _once_without_environment(found)
    return Table(
        columns=(
            Column(title=say("framework")),
            Column(title=say("workload")),
            Column(title=say("result"), right=True),
            Column(title=say("interval"), right=True, spare=True),
            Column(title=say("of peak"), right=True),
            Column(title=say("differs by"), right=True, spare=True),
            Column(title=say("spread, n"), shrinks=True),
        ),
        rows=tuple(_result_row(result, say) for result in shown),
        empty=say("Nothing was measured yet: `fwadvisor measure` does."),
    )


def _once_without_environment(found: tuple[Result, ...]) -> tuple[Result, ...]:
    kept, seen = [], set()
    for result in found:
        run = result.run
        if _homeless(result):
            if run.framework in seen:
                continue
            seen.add(run.framework)
        kept.append(result)
    return tuple(kept)


def _homeless(result: Result) -> bool:
    failed = result.failed
    return result.estimate is None and failed is not None and failed.outcome == "no_environment"


def _result_row(result: Result, say: Say) -> Row:
    run = result.run
    subject = f"{run.workload} {way_text(run.mode, run.tuning)}".strip()
    if _homeless(result):
        subject = "-"
    agreement = "" if result.agreement is None else f"{result.agreement:.1e}"
    return Row(
        id=f"{run.framework}/{run.workload}",
        cells=(
            Cell(text=run.framework),
            Cell(text=subject),
            _figure_cell(result, say),
            Cell(text=interval_text(result.estimate, say)),
            Cell(text=share_text(result.share, say)),
            Cell(text=agreement),
            _spread_cell(result, say),
        ),
    )


def _figure_cell(result: Result, say: Say) -> Cell:
    """The figure, the bounds of one that was too slow, or what went wrong."""
    if result.estimate is not None:
        unit = result.runs[0].measure.unit
        return Cell(text=f"{figure(result.estimate.middle)} {unit}", tone="strong")
    if result.failed is None:
        return Cell(text=say(OUTCOMES["crashed"]), tone="bad")
    bounds = bound_text(result.failed, result.failed.measure, say)
    if bounds:
        return Cell(text=f"{bounds} {result.failed.measure.unit}", tone="bad")
    return Cell(text=say(OUTCOMES[result.failed.outcome]), tone="bad")


def _spread_cell(result: Result, say: Say) -> Cell:
    """How far samples lie apart, or why there are none."""
    estimate = result.estimate
    if estimate is None:
        return Cell(text=run_reason(result.failed, say) if result.failed else "")
    if estimate.count == 1:
        return Cell(text=say("one sample"), tone="dim")
    spread = percent(estimate.spread, say)
    return Cell(text=say("{spread}, {count}", spread=spread, count=estimate.count))


def run_list(found: tuple[Result, ...], say: Say) -> Table:
    """The store, newest first.

    Args:
        found: each of a single run.
    """
    newest_first = sorted(found, key=lambda one: (one.run.started, one.run.id), reverse=True)
    return Table(
        columns=(
            Column(title=say("run")),
            Column(title=say("framework")),
            Column(title=say("workload")),
            Column(title=say("tuning"), shrinks=True),
            Column(title=say("result"), right=True),
        ),
        rows=tuple(_run_row(result, say) for result in newest_first),
        empty=say("Nothing was measured yet: `fwadvisor measure` does."),
    )


def _run_row(result: Result, say: Say) -> Row:
    run = result.run
    text = say(OUTCOMES[run.outcome])
    if result.estimate is not None:
        text = f"{figure(result.estimate.middle)} {run.measure.unit}"
    return Row(
        id=run.id,
        cells=(
            Cell(text=run.id, tone="dim"),
            Cell(text=run.framework),
            Cell(text=run.workload),
            Cell(text=run.tuning if run.mode == "eager" else f"{run.mode} {run.tuning}"),
            Cell(text=text, tone="plain" if run.outcome == "ok" else "bad"),
        ),
    )


def build_cost(rows: tuple[EnvironmentRow, ...], say: Say) -> str:
    """What building these environments costs."""
    time = duration(sum(row.install_seconds for row in rows), say)
    if any(row.at_least and not row.download_megabytes for row in rows):
        return say("download of unknown size, gigabytes are likely; more than {time}", time=time)
    download = round(sum(row.download_megabytes for row in rows))
    disk = round(sum(row.disk_megabytes for row in rows))
    if any(row.at_least for row in rows):
        return say(
            "download at least {download} MB, at least {disk} MB on disk, more than {time}",
            download=download,
            disk=disk,
            time=time,
        )
    if not download:
        return say("nothing to download, {disk} MB on disk, about {time}", disk=disk, time=time)
    return say(
        "download {download} MB, {disk} MB on disk, about {time}",
        download=download,
        disk=disk,
        time=time,
    )


def build_question(rows: tuple[EnvironmentRow, ...], say: Say) -> str:
    """To ask before building these environments."""
    return say(
        "Build {names}: {cost}?",
        names=", ".join(row.id for row in rows),
        cost=build_cost(rows, say),
    )


def build_lines(
    rows: tuple[EnvironmentRow, ...], unbuildable: tuple[EnvironmentRow, ...], say: Say
) -> tuple[str, ...]:
    """What a dry run says of building: each with its cost and what differs from what is advised,
    then what cannot be built."""
    lines = []
    for row in rows:
        lines.append(say("build    {name}: {cost}", name=row.id, cost=build_cost((row,), say)))
        differs = environment_line(row, say)
        if differs:
            lines.append(f"         {differs}")
    return (*lines, *build_notes(unbuildable, say))


def build_notes(rows: tuple[EnvironmentRow, ...], say: Say) -> tuple[str, ...]:
    """What a person must know before building: what differs from what is advised, and what cannot
    be built."""
    lines = []
    for row in rows:
        if row.obstacle is not None:
            lines.append(obstacle_line(row.id, row.obstacle, say))
        elif differs := environment_line(row, say):
            lines.append(f"{row.id}: {differs}")
    return tuple(lines)


def environments(rows: tuple[EnvironmentRow, ...], say: Say) -> Table:
    """Each framework's environment, or what it would cost."""
    shown = []
    for row in rows:
        there = row.state in ("ready", "adopted", "out of date")
        shown.append(
            Row(
                id=row.id,
                cells=(
                    Cell(text=row.id),
                    Cell(
                        text=say(STATES[row.state]),
                        tone="good" if row.state == "ready" else "plain",
                    ),
                    Cell(text=row.python_version),
                    Cell(text=size(row.bytes) if row.bytes else "", tone="plain"),
                    Cell(text=duration(row.seconds, say) if row.seconds else ""),
                    Cell(
                        text=_environment_text(row, say),
                        tone="plain" if there else "dim",
                    ),
                ),
            )
        )
    return Table(
        columns=(
            Column(title=say("environment")),
            Column(title=say("state")),
            Column(title=say("Python")),
            Column(title=say("size"), right=True),
            Column(title=say("built in"), right=True),
            Column(title="", shrinks=True),
        ),
        rows=tuple(shown),
        notes=build_notes(rows, say),
    )


def _environment_text(row: EnvironmentRow, say: Say) -> str:
    """What is in it, or what it would cost, or that it cannot be built."""
    if row.obstacle is not None:
        return row.obstacle.what
    would_be_built = row.state == "absent" or row.chosen
    if would_be_built:
        return build_cost((row,), say)
    return ", ".join(f"{name} {version}" for name, version in row.versions.items())


def installed(results: tuple[Installed, ...], say: Say) -> Table:
    """What came of an installation."""
    rows = []
    for one in results:
        versions = ", ".join(f"{name} {version}" for name, version in one.versions.items())
        rows.append(
            Row(
                id=one.id,
                cells=(
                    Cell(text=one.id),
                    Cell(
                        text=say("ready") if one.ok else say("failed"),
                        tone="good" if one.ok else "bad",
                    ),
                    Cell(text=one.python_version),
                    Cell(text=size(one.bytes) if one.bytes else ""),
                    Cell(
                        text=duration(one.seconds, say)
                        if one.seconds
                        else (say("was there") if one.ok else "")
                    ),
                    Cell(text=duration(one.import_seconds, say) if one.import_seconds else ""),
                    Cell(text=versions if one.ok else one.what),
                ),
            )
        )
    return Table(
        columns=(
            Column(title=say("environment")),
            Column(title=say("state")),
            Column(title=say("Python")),
            Column(title=say("size"), right=True),
            Column(title=say("built in"), right=True),
            Column(title=say("first import"), right=True),
            Column(title="", shrinks=True),
        ),
        rows=tuple(rows),
        notes=tuple(
            f"{one.id}: {differs}" for one in results if (differs := installed_line(one, say))
        ),
    )
