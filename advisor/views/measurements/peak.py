"""How much of this machine each framework uses: shares of the measured limit, as text and as
bars."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from advisor.evidence.limit import Limit, as_share
from advisor.evidence.speaking import by_mode, estimate_of, speaking
from advisor.evidence.statistics import Estimate
from advisor.messages import Say
from advisor.model.knowledge import Knowledge
from advisor.model.run import Measure, Run
from advisor.views import names
from advisor.views.figures import Bar, Bars
from advisor.views.numbers import figure, percent, with_unit


class Best(Struct, frozen=True, kw_only=True):
    """The better of a framework's modes in one workload with one tuning."""

    runs: tuple[Run, ...]
    estimate: Estimate
    """In the measure's unit."""

    @property
    def run(self) -> Run:
        return self.runs[-1]


def limit_line(limits: Mapping[str, Limit], machine: str, say: Say) -> str:
    """What 100 % is on this machine."""
    limit = limits.get(machine)
    if limit is None:
        return say(
            "What this machine can do at most was not measured yet: `fwadvisor measure` does."
        )
    line = say(
        "100 % is what tuned kernels get out of this machine: {flops} GFLOP/s and {bytes} GB/s.",
        flops=figure(limit.flops_per_second / 1e9),
        bytes=figure(limit.bytes_per_second / 1e9),
    )
    if limit.busy:
        line += " " + say("Others used it meanwhile: on a quiet machine shares are smaller.")
    return line


def best(runs: tuple[Run, ...], measure: Measure | None = None) -> Best | None:
    """The better mode of these runs of one framework, workload and tuning; None when none
    succeeded."""
    found = []
    for of_mode in by_mode(runs):
        together = tuple(run for run in speaking(of_mode) if run.samples)
        if together:
            estimate = estimate_of(together, measure)
            assert estimate is not None
            found.append(Best(runs=together, estimate=estimate))
    if not found:
        return None
    more = (measure or found[0].run.measure).kind == "rate"
    return (max if more else min)(found, key=lambda one: one.estimate.middle)


def peak_bars(
    runs: tuple[Run, ...], knowledge: Knowledge, limits: Mapping[str, Limit], say: Say
) -> tuple[Bars, ...]:
    """One picture for each workload whose work is known: every framework in per cent of the
    machine's limit.

    Bars end at 100 %, or at the largest where a kernel is better tuned than the one that the limit
    was measured with.
    """
    pictures = []
    for workload in dict.fromkeys(run.workload for run in runs):
        shares = []
        for (framework, tuning), of in _subjects(runs, workload).items():
            found = best(of)
            share = as_share(found.run, limits) if found else None
            if found is not None and share is not None:
                estimate = estimate_of(found.runs, share)
                assert estimate is not None
                shares.append((_named(framework, tuning, found, knowledge, say), found, estimate))
        if shares:
            full = max(100.0, *(share.high for _, _, share in shares))
            title = say("{workload}: per cent of what this machine can do", workload=workload)
            bars = tuple(
                Bar(
                    label=label,
                    value=share.middle / full,
                    low=share.low / full,
                    high=share.high / full,
                    text=f"{percent(share.middle / 100, say)} ({_figure(found)})",
                )
                for label, found, share in sorted(shares, key=lambda entry: -entry[2].middle)
            )
            pictures.append(_picture(title, bars))
    return tuple(pictures)


def scaling_bars(runs: tuple[Run, ...], knowledge: Knowledge, say: Say) -> tuple[Bars, ...]:
    """One picture for each family of workloads that differ by their batch: does more at once go
    faster?"""
    pictures = []
    for family in dict.fromkeys(run.demand.family for run in runs if run.demand.family):
        of_family = tuple(run for run in runs if run.demand.family == family)
        points = []
        for workload in dict.fromkeys(run.workload for run in of_family):
            for (framework, tuning), of in _subjects(of_family, workload).items():
                found = best(of)
                if found is not None and found.run.measure.kind == "rate":
                    points.append(
                        (
                            _named(framework, tuning, None, knowledge, say),
                            found.run.demand.batch,
                            found,
                        )
                    )
        batches = {
            label: sorted(batch for other, batch, _ in points if other == label)
            for label, _, _ in points
        }
        points = sorted(
            (point for point in points if len(batches[point[0]]) > 1), key=lambda point: point[:2]
        )
        if points:
            full = max(found.estimate.high for _, _, found in points)
            bars = tuple(
                Bar(
                    label=say("{framework}, batch {batch}", framework=label, batch=batch),
                    value=found.estimate.middle / full,
                    low=found.estimate.low / full,
                    high=found.estimate.high / full,
                    text=_figure(found),
                )
                for label, batch, found in points
            )
            pictures.append(_picture(say("{family}: rate by batch size", family=family), bars))
    return tuple(pictures)


def _subjects(runs: tuple[Run, ...], workload: str) -> dict[tuple[str, str], tuple[Run, ...]]:
    found: dict[tuple[str, str], tuple[Run, ...]] = {}
    for run in runs:
        if run.workload == workload:
            found[run.framework, run.tuning] = (*found.get((run.framework, run.tuning), ()), run)
    return found


def _named(framework: str, tuning: str, found: Best | None, knowledge: Knowledge, say: Say) -> str:
    mode = found.run.mode if found is not None else "eager"
    how = [
        part
        for part in (mode if mode != "eager" else "", tuning if tuning != "stock" else "")
        if part
    ]
    return ", ".join([names.framework(knowledge, framework, say), *how])


def _picture(title: str, bars: tuple[Bar, ...]) -> Bars:
    return Bars(
        title=title,
        bars=bars,
        alt=f"{title}: " + "; ".join(f"{bar.label} {bar.text}" for bar in bars),
    )


def _figure(found: Best) -> str:
    return with_unit(found.estimate.middle, found.run.measure.unit)
