"""How much a figure differs from one process to the next, and from one session to the next, on the
log scale.

A figure is log y = log m + session + process + sample. One process, or three, do not tell how far
processes lie apart; all runs of a workload on a machine together tell it better, and the project's
own measurements (knowledge/variation.json) say what to expect before there are any. So the variance
between processes is pooled: of a workload's runs, and of a prior of stated degrees of freedom
(a scaled inverse chi-square; Gelman et al., Bayesian Data Analysis, 3rd ed., sections 2.6 and 5.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.statistics import Variation, median
from advisor.model.run import Run
from advisor.resources import knowledge_dir

FILE = "variation.json"

COUNTS_AS = 0.25
"""So much of an observation is a process that was repeated in a session: what a session has in
common makes its processes more alike than those of two sessions, unseen. With a quarter, 95 %
intervals cover 93 to 97 % where the model holds and at least 88 % where the errors of a session
correlate by a half; with 1 only 84 % there (docs/measured-intervals.md)."""


class Deviation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A standard deviation of logarithms, and how well it is known."""

    standard_deviation: float
    freedom: float


class Expectation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the project's own measurements found; the defaults are for a knowledge base without
    them."""

    source: str = ""
    time: Deviation = Deviation(standard_deviation=0.14, freedom=3.0)
    """Between processes, of seconds and rates: over workloads; `freedom` is how alike they are."""
    size: Deviation = Deviation(standard_deviation=0.005, freedom=3.0)
    """The same of bytes."""
    session: float = 1.25
    """Variance between sessions, as a multiple of the variance between processes."""
    session_freedom: float = 4.0
    """Sessions that it is known from, less one."""
    shared_by_round: float = 0.15
    """Share of the variance between processes that all who were measured in a round have in
    common."""
    shared_by_session: float = 0.5
    """Share of the variance between sessions that all who were measured in one have in common."""
    workloads: dict[str, Deviation] = {}
    """Between processes of one session, pooled over frameworks, modes and tunings."""


Variations = Mapping[tuple[str, str], Variation]
"""By machine and workload, of those with several processes of one kind; others have the prior's."""

Kind = Literal["time", "rate", "size"]


@lru_cache(maxsize=4)
def _read(folder: str) -> Expectation:
    from pathlib import Path

    file = Path(folder, FILE)
    if not file.is_file():
        return Expectation()
    return msgspec.json.decode(file.read_bytes(), type=Expectation)


def prior() -> Expectation:
    """What is expected before anything was measured here."""
    return _read(str(knowledge_dir()))


def expected(workload: str, kind: Kind) -> Variation:
    """Of a workload of which no process was repeated here: what the project's measurements found of
    all, and a part of what they found of it (COUNTS_AS), since it was one machine."""
    known = prior()
    general = known.size if kind == "size" else known.time
    own = known.workloads.get(workload, Deviation(standard_deviation=0.0, freedom=0.0))
    counted = COUNTS_AS * own.freedom
    freedom = general.freedom + counted
    squares = general.freedom * general.standard_deviation**2 + counted * own.standard_deviation**2
    return Variation(
        variance=squares / freedom,
        freedom=freedom,
        session=known.session,
        session_freedom=known.session_freedom,
        shared_by_round=known.shared_by_round,
        shared_by_session=known.shared_by_session,
    )


def pooled(given: Variation, groups: Sequence[Mapping[str, Sequence[float]]]) -> Variation:
    """What is known after seeing groups of processes.

    Within a session the squared deviations of n processes have n - 1 degrees of freedom, of which
    a part counts (COUNTS_AS; a power prior: Ibrahim & Chen 2000, Statistical Science 15(1):46-60).
    What the means of sessions differ by beyond that, by moments, is the variance between sessions;
    all groups met the same sessions, so they count once.

    Args:
        groups: of each framework, mode and tuning: by session, the logarithm of every process's
            figure.
    """
    squares, freedom = given.freedom * given.variance, given.freedom
    for sessions in groups:
        for processes in sessions.values():
            squares += COUNTS_AS * _squares(processes)
            freedom += COUNTS_AS * (len(processes) - 1)
    variance = squares / freedom
    several = [sessions for sessions in groups if len(sessions) > 1]
    if not several or not variance:
        return replace(given, variance=variance, freedom=freedom)
    excess = 0.0
    for sessions in several:
        means = [sum(processes) / len(processes) for processes in sessions.values()]
        of_processes = sum(1.0 / len(processes) for processes in sessions.values()) / len(means)
        found = _squares(means) / (len(means) - 1) / variance - of_processes
        excess += found / len(several)
    seen = len({session for sessions in several for session in sessions}) - 1
    known = given.session_freedom
    return replace(
        given,
        variance=variance,
        freedom=freedom,
        session=(known * given.session + seen * max(0.0, excess)) / (known + seen),
        session_freedom=known + seen,
    )


def _squares(numbers: Sequence[float]) -> float:
    mean = sum(numbers) / len(numbers)
    return sum((one - mean) ** 2 for one in numbers)


def session_of(run: Run) -> str:
    """Which session a run belongs to: its plan, or the hour."""
    return run.plan or run.started[:13]


def variations_of(runs: Iterable[Run]) -> dict[tuple[str, str], Variation]:
    """Pooled over all these runs, by machine and workload."""
    groups: dict[tuple[str, str], dict[tuple[str, ...], list[Run]]] = {}
    for run in runs:
        if run.outcome == "ok" and run.samples:
            way = (run.framework, run.mode, run.tuning, run.environment, run.device)
            of_workload = groups.setdefault((run.machine, run.workload), {})
            of_workload.setdefault(way, []).append(run)
    found = {}
    for where, ways in groups.items():
        repeated = [_sessions(group) for group in ways.values() if len(group) > 1]
        known = [sessions for sessions in repeated if sessions]
        if known:
            (some, *_) = next(iter(ways.values()))
            found[where] = pooled(expected(where[1], some.measure.kind), known)
    return found


def _sessions(group: Sequence[Run]) -> dict[str, list[float]]:
    sessions: dict[str, list[float]] = {}
    for run in group:
        middle = median(run.samples)
        if middle > 0.0:
            sessions.setdefault(session_of(run), []).append(log(middle))
    return sessions


def variation_for(run: Run, known: Variations) -> Variation:
    """What holds for a run's figure."""
    found = known.get((run.machine, run.workload))
    return found if found is not None else expected(run.workload, run.measure.kind)
