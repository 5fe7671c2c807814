"""How much of this machine each framework uses: shares of the measured limit, as text and as
bars."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.evidence.limit import Limit
from advisor.evidence.results import Best, batch_series, best_by_subject
from advisor.messages import Say
from advisor.model.knowledge import Knowledge
from advisor.model.run import Run
from advisor.views import names
from advisor.views.figures import Bar, Bars
from advisor.views.numbers import figure, percent, with_unit


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
        subjects = best_by_subject(runs, workload, limits)
        title = say("{workload}: per cent of what this machine can do", workload=workload)
        bars = _share_bars(subjects, knowledge, say)
        if bars:
            pictures.append(_picture(title, bars))
    return tuple(pictures)


def _share_bars(
    subjects: Mapping[tuple[str, str], Best], knowledge: Knowledge, say: Say
) -> tuple[Bar, ...]:
    """The largest share first."""
    shares = {key: best.share for key, best in subjects.items() if best.share is not None}
    full = max([100.0, *(share.high for share in shares.values())])
    bars = []
    for key, share in sorted(shares.items(), key=lambda entry: -entry[1].middle):
        best = subjects[key]
        bars.append(
            Bar(
                label=_named(*key, best.run.mode, knowledge, say),
                value=share.middle / full,
                low=share.low / full,
                high=share.high / full,
                text=f"{percent(share.middle / 100, say)} ({_figure(best)})",
            )
        )
    return tuple(bars)


def scaling_bars(runs: tuple[Run, ...], knowledge: Knowledge, say: Say) -> tuple[Bars, ...]:
    """One picture for each family of workloads that differ by their batch: does more at once go
    faster?"""
    pictures = []
    for family in dict.fromkeys(run.demand.family for run in runs if run.demand.family):
        named = {
            _named(*key, "eager", knowledge, say): series
            for key, series in batch_series(runs, family).items()
        }
        if named:
            title = say("{family}: rate by batch size", family=family)
            pictures.append(_picture(title, _scaling_bars(named, say)))
    return tuple(pictures)


def _scaling_bars(named: Mapping[str, tuple[Best, ...]], say: Say) -> tuple[Bar, ...]:
    """Framework by framework, the smallest batch first."""
    full = max(best.estimate.high for series in named.values() for best in series)
    bars = []
    for name in sorted(named):
        for best in named[name]:
            batch = best.run.demand.batch
            bars.append(
                Bar(
                    label=say("{framework}, batch {batch}", framework=name, batch=batch),
                    value=best.estimate.middle / full,
                    low=best.estimate.low / full,
                    high=best.estimate.high / full,
                    text=_figure(best),
                )
            )
    return tuple(bars)


def _named(framework: str, tuning: str, mode: str, knowledge: Knowledge, say: Say) -> str:
    how = [part for part in (mode, tuning) if part not in ("eager", "stock")]
    return ", ".join([names.framework(knowledge, framework, say), *how])


def _picture(title: str, bars: tuple[Bar, ...]) -> Bars:
    return Bars(
        title=title,
        bars=bars,
        alt=f"{title}: " + "; ".join(f"{bar.label} {bar.text}" for bar in bars),
    )


def _figure(best: Best) -> str:
    return with_unit(best.estimate.middle, best.run.measure.unit)
