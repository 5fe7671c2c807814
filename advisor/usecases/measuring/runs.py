"""The store of measurements: list, show, compare, hand out and take in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.lab.foreign_run import NoRun, foreign_run
from advisor.lab.store import Store, read_runs
from advisor.messages import Say, words
from advisor.model.run import Run
from advisor.reading.kept import decoded
from advisor.reading.regular import Refused, read_lines
from advisor.usecases.settings import Settings

FIRST_LINE = {"schema": "fwadvisor.runs/1"}
"""The first line of a file of runs; each line after it is one run."""


class ImportedRuns(Struct, frozen=True, kw_only=True):
    """What came of a file of runs."""

    new: int
    known: int
    """Those that the store had already."""


def list_runs(
    *, settings: Settings, framework: str = "", workload: str = "", last: int = 0
) -> tuple[Run, ...]:
    """Runs, oldest first.

    Args:
        last: only so many of the newest; 0 means all.
    """
    chosen = tuple(
        run
        for run in read_runs(settings.data, say=words(settings.lang))
        if framework in ("", run.framework) and workload in ("", run.workload)
    )
    return chosen[-last:] if last else chosen


def show_run(id: str, *, settings: Settings) -> Run:
    """The run with this id, or the only one whose id begins or ends so; `last` is the newest.

    Raises:
        AdvisorError: `unknown-run`.
    """
    runs = read_runs(settings.data, say=words(settings.lang))
    fitting = [run for run in runs if run.id == id] or [
        run for run in runs if run.id.startswith(id) or run.id.endswith(id)
    ]
    if id == "last":
        fitting = list(runs[-1:])
    if len(fitting) != 1:
        say = words(settings.lang)
        raise AdvisorError(
            "unknown-run",
            say("{count} runs in the store have an id like {id}.", count=len(fitting), id=repr(id)),
            hint="fwadvisor runs list",
            exit_code=ExitCode.USAGE,
        )
    return fitting[0]


def compare_runs(
    one: str, other: str, *, settings: Settings
) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The two sets of runs to lay side by side, each given as a run's id or a framework's.

    Of a framework the newest runs of each workload are taken: those of the same environment within
    a day of the newest. An older version of an environment is named as its runs name it,
    `framework@lock`, or by the beginning of that.

    Raises:
        AdvisorError: `unknown-run`.
    """
    runs = read_runs(settings.data, say=words(settings.lang))
    return _named(one, runs, settings), _named(other, runs, settings)


def _named(name: str, runs: tuple[Run, ...], settings: Settings) -> tuple[Run, ...]:
    good = [run for run in runs if run.outcome == "ok"]
    mine = [
        run
        for run in good
        if run.framework == name or ("@" in name and run.environment.startswith(name))
    ]
    if not mine:
        return (show_run(name, settings=settings),)
    newest: dict[tuple[str, str, str], Run] = {}
    for run in mine:
        newest[run.workload, run.mode, run.tuning] = run
    return tuple(
        run for run in mine if _same_session(run, newest[run.workload, run.mode, run.tuning])
    )


def _same_session(run: Run, newest: Run) -> bool:
    apart = datetime.fromisoformat(newest.started) - datetime.fromisoformat(run.started)
    return (
        run.environment == newest.environment and run.machine == newest.machine and apart.days < 1
    )


def export_runs(file: Path, *, settings: Settings) -> int:
    """Write every run as a line of JSON; the file is replaced whole or not at all. Returns how
    many.

    Raises:
        AdvisorError: `cannot-write`.
    """
    runs = read_runs(settings.data, say=words(settings.lang))
    lines = [msgspec.json.encode(FIRST_LINE), *(msgspec.json.encode(run) for run in runs)]
    making = file.with_name(f".{file.name}.making")
    try:
        making.write_bytes(b"\n".join(lines) + b"\n")
        making.replace(file)
    except OSError as error:
        making.unlink(missing_ok=True)
        raise AdvisorError(
            "cannot-write",
            words(settings.lang)("{file} cannot be written.", file=file),
            why=f"{error.strerror}.",
            hint="fwadvisor runs export FILE",
        ) from error
    return len(runs)


def import_runs(file: Path, *, settings: Settings) -> ImportedRuns:
    """Take in a file of runs, all of it or nothing. A run that is known already stays as it is.

    Raises:
        AdvisorError: `cannot-read`, or `not-runs` with the number of the line.
    """
    say = words(settings.lang)
    taken = 0

    def counted() -> Iterator[Run]:
        nonlocal taken
        for run in _runs_of(file, say):
            taken += 1
            yield run

    # Read through before the store is opened, which a file that holds no runs would leave behind.
    for _ in _runs_of(file, say):
        pass
    with Store(settings.data, say=say) as store:
        new = store.add(counted())
    return ImportedRuns(new=new, known=taken - new)


def _runs_of(file: Path, say: Say) -> Iterator[Run]:
    """The runs of a file, one at a time.

    Raises:
        AdvisorError: `cannot-read`, or `not-runs` with the number of the line.
    """
    number = 0
    try:
        for number, line in enumerate(read_lines(file), 1):
            if number == 1:
                if decoded(line, dict[str, str]) != FIRST_LINE:
                    first = msgspec.json.encode(FIRST_LINE).decode()
                    raise _no_runs(file, 1, say("expected {first}", first=first), say)
            elif line.strip():
                yield foreign_run(line)
    except NoRun as error:
        raise _no_runs(file, number, say(str(error)), say) from error
    except Refused as refused:
        if refused.kind == "too-large" and number:
            raise _no_runs(file, refused.line, say(refused.told).rstrip(".。"), say) from refused
        raise AdvisorError(
            "cannot-read",
            say("{file} cannot be read.", file=file),
            why=say(refused.told),
            hint="`fwadvisor runs export FILE` writes files that can be imported",
            exit_code=ExitCode.USAGE,
        ) from refused
    if not number:
        raise _no_runs(file, 1, say("the file is empty"), say)


def _no_runs(file: Path, line: int, why: str, say: Say) -> AdvisorError:
    return AdvisorError(
        "not-runs",
        say("{file}:{line} is not a run.", file=file, line=line),
        why=f"{why}.",
        hint="`fwadvisor runs export FILE` writes files that can be imported",
        exit_code=ExitCode.USAGE,
    )
