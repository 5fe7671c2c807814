"""Samples that others slowed: on a virtual machine, or where two threads share a core, unseen by
the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import exp, inf, log

from advisor.evidence.statistics import median
from advisor.model.run import FASTEST_LOOP, USUAL_SLOWNESS, Run

FASTEST_HOURS = 24.0
"""So long what a loop takes at its fastest is believed."""

UNDISTURBED = 1.3
"""Slowness up to which nobody disturbs: clocks, and what is measured itself, make up to that much
of a difference; a neighbour on one of two cores makes 1.4, on both 1.8."""


BUSIEST_LOAD = 0.5
"""Load per core by others at the start of a run above which its times are those of a shared
machine."""

LEAST_MISSED = 1.1
"""Times as much processor time as it got that a run would have used, up to which that is how
processes differ."""


def number(run: Run, name: str) -> float:
    """A condition as a number; 0 when it is not known, or is no number."""
    value = run.conditions.get(name)
    try:
        return float(value) if value is not None else 0.0
    except ValueError:
        return 0.0


def load_of(run: Run) -> float:
    """Load per core by others when the run began."""
    return number(run, "load_per_core_before")


def busy(run: Run) -> bool:
    """Others used the machine when the run began."""
    return load_of(run) > BUSIEST_LOAD


def times_missed(runs: Sequence[Run]) -> float:
    """How many times as much processor time these runs would have used as they were given.

    A run that waits for a processor takes longer and does not know why. It would have used what it
    asked for where others were seen to use the machine, otherwise as much as its like did at their
    best, and one processor at least. 1 where nothing was missed, and where nobody counted: off the
    processors, and where work is not timed for itself.
    """
    counted = [
        (run, number(run, "cpu_seconds_per_second"), number(run, "threads_asked"))
        for run in runs
        if run.outcome == "ok" and run.samples and run.tolerance is not None and run.device == "cpu"
    ]
    known = [one for one in counted if one[1] > 0.0 and one[2] > 0.0]
    if not known:
        return 1.0
    most = max(used for _, used, _ in known)
    missed = []
    for run, used, asked in known:
        wanted = asked if busy(run) else max(most, min(1.0, asked))
        missed.append(max(0.0, log(wanted / used)))
    return exp(median(missed))


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
