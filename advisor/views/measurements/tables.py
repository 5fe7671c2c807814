"""Runs and environments as tables: a figure with its spread, or the outcome and its reason."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.evidence.limit import Limit, as_share, limits_of
from advisor.evidence.speaking import by_mode, estimate_of
from advisor.messages import N_, Say
from advisor.model.environment import EnvironmentRow, Installed
from advisor.model.run import Measure, Run
from advisor.views.figures import Cell, Column, Row, Table
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


def together(runs: tuple[Run, ...]) -> dict[tuple[str, str, str, str], tuple[Run, ...]]:
    """Runs of the same framework, workload, mode and tuning, in the order in which they first
    appear."""
    found: dict[tuple[str, str, str, str], tuple[Run, ...]] = {}
    for run in runs:
        key = (run.framework, run.workload, run.mode, run.tuning)
        found[key] = (*found.get(key, ()), run)
    return found


def figures(runs: tuple[Run, ...]) -> tuple[float, ...]:
    """The figures of all good samples."""
    return tuple(
        run.measure.figure(sample) for run in runs if run.outcome == "ok" for sample in run.samples
    )


def share_text(runs: tuple[Run, ...], limits: Mapping[str, Limit], say: Say) -> str:
    """The median share of what the machine can do at most; empty where there is none."""
    share = as_share(runs[-1], limits) if runs else None
    estimate = estimate_of(runs, share) if share else None
    return percent(estimate.middle / 100, say) if estimate else ""


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


def results(runs: tuple[Run, ...], say: Say, limits: Mapping[str, Limit] | None = None) -> Table:
    """What was measured, one row for each framework and workload.

    Args:
        limits: of each machine, for the shares; worked out from these very runs where it is left
            out.
    """
    limits = limits_of(runs) if limits is None else limits
    rows = []
    for (framework, workload, mode, tuning), every in together(runs).items():
        (group,) = by_mode(every) or (every,)
        estimate = estimate_of(group)
        bad = next((run for run in reversed(group) if run.outcome != "ok"), None)
        if bad is not None or estimate is None:
            outcome = bad.outcome if bad is not None else "crashed"
            bounds = bound_text(bad, bad.measure, say) if bad is not None else ""
            result, spread = (
                Cell(
                    text=f"{bounds} {bad.measure.unit}"
                    if bad and bounds
                    else say(OUTCOMES[outcome]),
                    tone="bad",
                ),
                Cell(text=run_reason(bad, say) if bad else ""),
            )
        else:
            result = Cell(text=f"{figure(estimate.middle)} {group[0].measure.unit}", tone="strong")
            few = Cell(text=say("one sample"), tone="dim")
            said = say(
                "{spread}, {count}", spread=percent(estimate.spread, say), count=estimate.count
            )
            spread = Cell(text=said) if estimate.count > 1 else few
        agreement = next((run.agreement for run in group if run.agreement is not None), None)
        how = " ".join(
            part
            for part in (mode if mode != "eager" else "", tuning if tuning != "stock" else "")
            if part
        )
        rows.append(
            Row(
                id=f"{framework}/{workload}",
                cells=(
                    Cell(text=framework),
                    Cell(text=f"{workload} {how}".strip()),
                    result,
                    Cell(
                        text=share_text(
                            tuple(run for run in group if run.outcome == "ok"), limits, say
                        )
                    ),
                    Cell(text=f"{agreement:.1e}" if agreement is not None else ""),
                    spread,
                ),
            )
        )
    return Table(
        columns=(
            Column(title=say("framework")),
            Column(title=say("workload")),
            Column(title=say("result"), right=True),
            Column(title=say("of peak"), right=True),
            Column(title=say("differs by"), right=True, spare=True),
            Column(title=say("spread, n"), shrinks=True),
        ),
        rows=tuple(rows),
        empty=say("Nothing was measured yet: `fwadvisor measure` does."),
    )


def run_list(runs: tuple[Run, ...], say: Say) -> Table:
    """The store, newest first."""
    rows = []
    for run in sorted(runs, key=lambda run: (run.started, run.id), reverse=True):
        estimate = estimate_of((run,))
        result = (
            f"{figure(estimate.middle)} {run.measure.unit}"
            if estimate
            else say(OUTCOMES[run.outcome])
        )
        rows.append(
            Row(
                id=run.id,
                cells=(
                    Cell(text=run.id, tone="dim"),
                    Cell(text=run.framework),
                    Cell(text=run.workload),
                    Cell(text=run.tuning if run.mode == "eager" else f"{run.mode} {run.tuning}"),
                    Cell(text=result, tone="plain" if run.outcome == "ok" else "bad"),
                ),
            )
        )
    return Table(
        columns=(
            Column(title=say("run")),
            Column(title=say("framework")),
            Column(title=say("workload")),
            Column(title=say("tuning"), shrinks=True),
            Column(title=say("result"), right=True),
        ),
        rows=tuple(rows),
        empty=say("Nothing was measured yet: `fwadvisor measure` does."),
    )


def comparison(
    left: tuple[Run, ...], right: tuple[Run, ...], names: tuple[str, str], say: Say
) -> Table:
    """Two sets of runs, workload by workload. A difference that the spreads could explain is said
    to be none."""
    rows = []
    theirs = {key[1:]: group for key, group in together(right).items()}
    for key, group in together(left).items():
        other = theirs.get(key[1:], ())
        one, two = estimate_of(group), estimate_of(other)
        if one is None or two is None:
            continue
        apart = one.low > two.high or two.low > one.high
        ratio = f"{figure(two.middle / one.middle)}x" if one.middle else ""
        unit = group[0].measure.unit
        rows.append(
            Row(
                id=key[1],
                cells=(
                    Cell(text=" ".join(part for part in key[1:] if part not in ("eager", "stock"))),
                    Cell(text=f"{figure(one.middle)} {unit}"),
                    Cell(text=f"{figure(two.middle)} {unit}"),
                    Cell(text=ratio, tone="strong" if apart else "dim"),
                    Cell(
                        text=say("apart") if apart else say("the intervals overlap"),
                        tone="plain" if apart else "dim",
                    ),
                ),
            )
        )
    return Table(
        columns=(
            Column(title=say("workload")),
            Column(title=names[0], right=True),
            Column(title=names[1], right=True),
            Column(title=say("ratio"), right=True),
            Column(title=say("how sure"), shrinks=True),
        ),
        rows=tuple(rows),
        empty=say("The two have no workload in common that went well."),
    )


def build_cost(rows: tuple[EnvironmentRow, ...], say: Say) -> str:
    """What building these environments costs."""
    time = duration(sum(row.install_seconds for row in rows), say)
    if not all(row.download_megabytes for row in rows):
        return say("download of unknown size, gigabytes are likely; more than {time}", time=time)
    return say(
        "download {download} MB, {disk} MB on disk, about {time}",
        download=round(sum(row.download_megabytes for row in rows)),
        disk=round(sum(row.disk_megabytes for row in rows)),
        time=time,
    )


def build_question(rows: tuple[EnvironmentRow, ...], say: Say) -> str:
    """To ask before building these environments."""
    return say(
        "Build {names}: {cost}?",
        names=", ".join(row.id for row in rows),
        cost=build_cost(rows, say),
    )


def environments(rows: tuple[EnvironmentRow, ...], say: Say) -> Table:
    """Each framework's environment, or what it would cost."""
    shown = []
    for row in rows:
        there = row.state in ("ready", "adopted", "out of date")
        versions = ", ".join(f"{name} {version}" for name, version in row.versions.items())
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
                        text=versions
                        if there or row.state == "not needed"
                        else build_cost((row,), say),
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
    )


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
    )
