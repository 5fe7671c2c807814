"""Stores of their own for benchmarks that measure: the environments are shared, the runs are
not."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.cli.session import Session
from advisor.evidence.comparable_runs import estimate_of, span_of
from advisor.evidence.interference import disturbed
from advisor.lab.store import read_runs
from advisor.model.run import Run

Interval = tuple[float, float, float]
"""(low, middle, high), in the workload's unit."""


@contextmanager
def new_store() -> Iterator[Path]:
    """A data folder with nothing measured in it, and with the environments that this user has."""
    with tempfile.TemporaryDirectory() as folder:
        envs = Session().settings.data.absolute() / "envs"
        (Path(folder) / "envs").symlink_to(envs, target_is_directory=True)
        yield Path(folder)


def measure(data: Path, *asked: str) -> tuple[Run, ...]:
    """Measure into that store; what came of it, the machine's limits left out."""
    command = [sys.executable, "-m", "advisor", "measure", *asked]
    done = subprocess.run(
        command, check=False, env={**os.environ, "FWADVISOR_DATA": str(data)}, stdout=sys.stderr
    )
    if done.returncode not in (0, 1):
        raise SystemExit(done.returncode)
    return tuple(run for run in read_runs(data) if not run.demand.limit)


def undisturbed(runs: tuple[Run, ...]) -> str:
    """How quiet the machine was, in a sentence."""
    known = sum(len(run.slowness) for run in runs)
    undisturbed = known - disturbed(runs)
    return f"{undisturbed} of {known} samples were undisturbed by others on the same processors"


def intervals(runs: tuple[Run, ...]) -> dict[tuple[str, str], Interval]:
    """What each framework did in each workload; a bound reaches from nothing, or to no end."""
    found: dict[tuple[str, str], Interval] = {}
    for key in dict.fromkeys((run.framework, run.workload) for run in runs):
        of = [run for run in runs if (run.framework, run.workload) == key]
        estimate, span = estimate_of(of), span_of(of)
        if span is not None:
            low, high = span
            edge = high if of[-1].measure.kind == "rate" else low
            found[key] = (low, edge if estimate is None else estimate.middle, high)
    return found


def order(one: Interval, other: Interval) -> int:
    """-1 or 1 when the two are apart, 0 when they overlap."""
    return (one[0] > other[2]) - (one[2] < other[0])
