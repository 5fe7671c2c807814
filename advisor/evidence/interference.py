"""Samples that others slowed: on a virtual machine, or where two threads share a core, unseen by
the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import inf

from advisor.model.run import FASTEST_LOOP, USUAL_SLOWNESS, Run

FASTEST_HOURS = 24.0
"""So long what a loop takes at its fastest is believed."""

UNDISTURBED = 1.3
"""Slowness up to which nobody disturbs: clocks, and what is measured itself, make up to that much
of a difference; a neighbour on one of two cores makes 1.4, on both 1.8."""


def disturbed(good: Sequence[Run]) -> int:
    """How many samples of these runs others slowed."""
    return sum(slowness > UNDISTURBED for run in good for slowness in run.slowness)


def least_disturbed(runs: Sequence[Run]) -> dict[tuple[str, str], float]:
    """How slow the processors usually were in the quietest session, by machine and workload; what
    is compared was not all measured in one."""
    found: dict[tuple[str, str], float] = {}
    for run in runs:
        if run.outcome == "ok" and run.slowness:
            where = run.machine, run.workload
            found[where] = min(found.get(where, _usual(run)), _usual(run))
    return found


def slowed(good: Sequence[Run], usual_elsewhere: float | None = None) -> float:
    """Times as long as usually in their session that these runs may have taken; below 1 where they
    had a quiet moment.

    What slows everybody alike does not order anybody, so it is not counted.

    Args:
        usual_elsewhere: how slow it usually was where others were measured that these are compared
            with.
    """
    known = [slowness for run in good for slowness in run.slowness]
    sessions = [_usual(run) for run in good]
    if usual_elsewhere is not None:
        sessions.append(usual_elsewhere)
    usual = min(sessions, default=1.0)
    if not known or max(usual, *known) <= UNDISTURBED:
        return 1.0
    return sum(known) / len(known) / usual


def _usual(run: Run) -> float:
    value = run.conditions.get(USUAL_SLOWNESS)
    return max(1.0, value) if isinstance(value, int | float) else 1.0


def fastest_loop(runs: Sequence[Run], machine: str) -> float:
    """Seconds of the monitor's loop at its fastest, as far as the runs of a day know; an older
    one may be of another interpreter. Infinite where none is known."""
    oldest = (datetime.now(UTC) - timedelta(hours=FASTEST_HOURS)).isoformat()
    known = [
        run.conditions.get(FASTEST_LOOP)
        for run in runs
        if run.machine == machine and run.started > oldest
    ]
    return min(
        (seconds for seconds in known if isinstance(seconds, float) and seconds > 0), default=inf
    )
