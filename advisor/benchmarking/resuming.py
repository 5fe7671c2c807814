"""The plan that is being measured, kept until it is done: what was stopped, or killed, can go on
where it was."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.benchmarking.request import MeasureRequest
from advisor.errors import AdvisorError, ExitCode
from advisor.lab.lock import holder, take
from advisor.lab.store import read_runs
from advisor.messages import Say
from advisor.model.run import Run
from advisor.reading.kept import read_kept

NAME = "plan.json"
LOCK = "plan.lock"
"""Held as long as somebody measures the plan: what is still going on was not stopped."""


class _Kept(Struct, frozen=True, kw_only=True):
    id: str
    request: MeasureRequest


class Unfinished(Struct, frozen=True, kw_only=True):
    """A plan that did not come to its end, with the runs that it has already."""

    id: str
    request: MeasureRequest
    runs: tuple[Run, ...] = ()


@contextlib.contextmanager
def kept(plan: Unfinished, data: Path) -> Iterator[None]:
    """Remember a plan while it is measured. It is forgotten where that comes to its end, and stays
    where it does not.

    A folder that cannot be written is found out by the store.
    """
    file = data / NAME
    making = file.with_name(f".{NAME}.making")
    with contextlib.suppress(OSError):
        making.write_bytes(msgspec.json.encode(_Kept(id=plan.id, request=plan.request)))
        making.replace(file)
    lock = take(data / LOCK, what="fwadvisor")
    try:
        yield
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    finally:  # A process that dies leaves the lock, too.
        if lock is not None:
            os.close(lock)


def unfinished(data: Path, *, say: Say) -> Unfinished | None:
    """The plan that was not finished, with its runs; None where every plan came to its end, or goes
    on just now."""
    plan = _read(data / NAME)
    if plan is None or _measured_by(data):
        return None
    runs = tuple(run for run in read_runs(data, say=say) if run.plan == plan.id)
    return Unfinished(id=plan.id, request=plan.request, runs=runs)


def take_up(data: Path, *, say: Say) -> Unfinished:
    """The plan that was not finished, with its runs.

    Raises:
        AdvisorError: `nothing-to-resume`.
    """
    found = unfinished(data, say=say)
    if found is not None:
        return found
    who = _measured_by(data)
    what = say("No plan was stopped before its end.")
    if who:
        what = say("A plan is being measured just now, by {who}.", who=who)
    raise AdvisorError(
        "nothing-to-resume", what, hint="fwadvisor measure", exit_code=ExitCode.USAGE
    )


def _measured_by(data: Path) -> str:
    """Who measures the plan just now; empty where nobody does."""
    return holder(data / LOCK)


def _read(file: Path) -> _Kept | None:
    return read_kept(file, _Kept)
