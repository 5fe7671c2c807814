"""The plan that is being measured, kept until it is done: what was stopped, or killed, can go on
where it was."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.benchmarking.plan import Step
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


class Unfinished:
    """A plan with the runs that it has already."""

    def __init__(self, id: str, request: MeasureRequest, runs: tuple[Run, ...] = ()) -> None:
        self.id = id
        self.request = request
        self.runs = list(runs)
        self._lock: int | None = None

    def add(self, run: Run) -> None:
        """One more is done."""
        self.runs.append(run)

    def settled(self, step: Step, workload: str, number: int) -> bool:
        """It was measured in this round, or in another one it went wrong: doing that again would
        tell nothing new.

        A trial, which is round 0, tells about itself alone.
        """
        return any(
            run.round == number or (number and run.round and run.outcome != "ok")
            for run in self.runs
            if run.outcome != "cancelled"
            and (run.framework, run.workload, run.mode, run.tuning)
            == (step.framework, workload, step.mode, step.tuning)
        )

    def keep(self, data: Path) -> None:
        """Remember it; a folder that cannot be written is found out by the store."""
        file = data / NAME
        making = file.with_name(f".{NAME}.making")
        with contextlib.suppress(OSError):
            making.write_bytes(msgspec.json.encode(_Kept(id=self.id, request=self.request)))
            making.replace(file)
        self._lock = take(data / LOCK, what="fwadvisor")

    def forget(self, data: Path) -> None:
        """It is done."""
        with contextlib.suppress(OSError):
            (data / NAME).unlink(missing_ok=True)

    def leave(self) -> None:
        """Nobody measures it any more; a process that dies leaves it, too."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def unfinished(data: Path, *, say: Say) -> Unfinished | None:
    """The plan that was not finished, with its runs; None where every plan came to its end, or goes
    on just now."""
    kept = _read(data / NAME)
    if kept is None or _measured_by(data):
        return None
    runs = tuple(run for run in read_runs(data, say=say) if run.plan == kept.id)
    return Unfinished(kept.id, kept.request, runs)


def take_up(data: Path, *, say: Say) -> Unfinished:
    """The plan that was not finished, with its runs.

    Raises:
        AdvisorError: `nothing-to-resume`.
    """
    found = unfinished(data, say=say)
    if found is None:
        raise AdvisorError(
            "nothing-to-resume",
            say("A plan is being measured just now, by {who}.", who=who)
            if (who := _measured_by(data))
            else say("No plan was stopped before its end."),
            hint="fwadvisor measure",
            exit_code=ExitCode.USAGE,
        )
    return found


def _measured_by(data: Path) -> str:
    """Who measures the plan just now; empty where nobody does."""
    return holder(data / LOCK)


def _read(file: Path) -> _Kept | None:
    return read_kept(file, _Kept)
