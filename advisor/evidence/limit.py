"""What this machine can do at most: measured for shares, theoretical for what cannot be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from advisor.evidence.interference import busy
from advisor.model.run import Demand, Measure, Run

UNIT = "%"

HIGHEST_CLOCK = 6.2e9
"""Cycles a second: no processor on sale clocks higher, and a virtual machine does not say what its
own reaches."""

FLOPS_PER_CYCLE = {"avx512f": 64, "avx2": 32}
"""float32, of one core: two fused multiply-adds of sixteen, or of eight, numbers; the widest that
it has counts."""

MOST_FLOPS_PER_CYCLE = 64
"""Of any core, where its extensions are not among those above."""

BYTES_PER_CYCLE = 128
"""Of one core, from its nearest cache: two loads of 64 bytes."""

NARROWER = 64.0
"""Numbers narrower than float32 may go through matrix units: 4096 operations a cycle instead of
64."""


class Limit(Struct, frozen=True, kw_only=True):
    """A machine's limits."""

    flops_per_second: float
    bytes_per_second: float
    busy: bool = False
    """Measured only while others used the machine: it can do more."""

    def seconds(self, demand: Demand) -> float:
        """The least time for this work: the roofline (Williams, Waterman & Patterson 2009, CACM
        52(4):65-76)."""
        return max(demand.flops / self.flops_per_second, demand.bytes / self.bytes_per_second)


def attained(runs: Iterable[Run], machine: str) -> Limit | None:
    """The best that the limit's own workloads ever reached on that machine; None until both were
    measured.

    They are run by the reference alone and compare nobody, so no framework's coming or going moves
    the limit. It is no bound: a kernel that is better tuned stands above 100 %.
    """
    best = {"flops": 0.0, "bytes": 0.0}
    quiet = set()
    for run in runs:
        if run.demand.limit and run.machine == machine and run.outcome == "ok" and run.samples:
            best[run.demand.limit] = max(
                best[run.demand.limit], run.measure.work / min(run.samples)
            )
            if not busy(run):
                quiet.add(run.demand.limit)
    if not all(best.values()):
        return None
    return Limit(
        flops_per_second=best["flops"], bytes_per_second=best["bytes"], busy=len(quiet) < len(best)
    )


def limits_of(runs: Sequence[Run]) -> dict[str, Limit]:
    """The limits of every machine among the runs on which both were measured, by its
    fingerprint."""
    return {
        machine: limit
        for machine in {run.machine for run in runs}
        if (limit := attained(runs, machine))
    }


def theoretical(cores: int, extensions: Iterable[str]) -> Limit:
    """What no float32 kernel on such processors can exceed, whatever their clock."""
    widths = [FLOPS_PER_CYCLE[name] for name in extensions if name in FLOPS_PER_CYCLE]
    return Limit(
        flops_per_second=cores * HIGHEST_CLOCK * (max(widths) if widths else MOST_FLOPS_PER_CYCLE),
        bytes_per_second=cores * HIGHEST_CLOCK * BYTES_PER_CYCLE,
    )


def as_share(run: Run, limits: Mapping[str, Limit]) -> Measure | None:
    """How a run's seconds become a percentage of its machine's limit.

    None where that is not known, or where the run has none: it is itself a limit, its work was not
    counted, or it ran on another device than the processors whose limit was measured.
    """
    limit, demand = limits.get(run.machine), run.demand
    if limit is None or demand.limit or run.device != "cpu" or not demand.flops:
        return None
    return Measure(kind="rate", unit=UNIT, scale=100.0, work=limit.seconds(demand))
