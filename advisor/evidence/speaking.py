"""Which runs speak: those of one session, in one environment, on one machine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from advisor.model.run import Run

SESSION_HOURS = 24
"""Runs of one environment within a day are taken together; older ones are kept, and compared on request."""


def by_mode(runs: Iterable[Run]) -> tuple[tuple[Run, ...], ...]:
    """Runs of one framework, workload and tuning, mode by mode, oldest first; those that were stopped are left out."""
    kept = [run for run in runs if run.outcome != "cancelled"]
    return tuple(
        tuple(sorted((run for run in kept if run.mode == mode), key=lambda run: run.started))
        for mode in sorted({run.mode for run in kept})
    )


def speaking(of_mode: tuple[Run, ...]) -> tuple[Run, ...]:
    """The good runs that belong with the newest: nothing when the newest attempt did not succeed."""
    newest = of_mode[-1]
    if newest.outcome != "ok":
        return ()
    return tuple(
        run
        for run in of_mode
        if run.outcome == "ok"
        and run.environment == newest.environment
        and run.machine == newest.machine
        and run.demand == newest.demand
        and (_moment(newest) - _moment(run)).total_seconds() <= SESSION_HOURS * 3600
    )


def _moment(run: Run) -> datetime:
    return datetime.fromisoformat(run.started)
