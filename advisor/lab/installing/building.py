"""Build one environment from the head of its adapter: a failed or interrupted build leaves nothing
half-made.

What uv resolves the first time is recorded with hashes and verified at every build after that. The
first import belongs to the build: it tells whether the installation works here, and some frameworks
compile for minutes at it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from advisor.errors import Cancelled
from advisor.lab.installing.build_failure import BuildFailure
from advisor.lab.installing.choosing import choose_files
from advisor.lab.installing.chosen import ChosenFiles, Means, WantedEnvironment, uv_for
from advisor.lab.installing.environments import (
    EnvironmentPlace,
    Info,
    bytes_on_disk,
    outdated,
    place,
    read_info,
    worker_variables,
)
from advisor.lab.installing.folder import alone, clear, tidy, write_info
from advisor.lab.installing.prerequisites import check, choose
from advisor.lab.process import Command, run
from advisor.lab.store import unwritable
from advisor.model.event import Event, Progressed
from advisor.model.reason import Reason

IMPORT_PATIENCE = 6.0
"""The first import may take this many times what the head says, and two minutes more."""
TOLD_EVERY = 0.5
ALMOST = 0.99
"""What is expected to be over, and is not, is never said to be."""


UNPACKED, UNPACKED_LARGE, LARGE = 3.3, 1.9, 1e9
"""Files are unpacked to about 3.3 times their size (3.1 to 4.4 times in the environments that were
built), those of a gigabyte and more to 1.9 times (1.75 to 2.05): what makes them large is code for
GPUs, which is dense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOrder:
    """What to build, and with what."""

    wanted: WantedEnvironment
    means: Means
    choice: ChosenFiles | None = None
    """What it is made of, where that was found out before."""
    again: bool = False
    """Build it even if it is there."""
    relock: bool = False
    """Resolve anew and record that."""
    on_event: Callable[[Event], None]

    @property
    def place(self) -> EnvironmentPlace:
        return place(self.means.data, self.wanted.head.framework, self.wanted.variant)


def current(order: BuildOrder) -> Info | None:
    """The environment as it is, when it is what the order asks for."""
    info, wanted = read_info(order.place), order.wanted
    if info is None or outdated(info, wanted.head, wanted.variant, wanted.advised):
        return None
    return info


def prerequisites(order: BuildOrder) -> None:
    """Check all that can be known before an index is asked.

    Raises:
        AdvisorError: `no-python`, `missing-program`, `missing-library` or `disk-full`.
    """
    wanted, means = order.wanted, order.means
    advised = wanted.advised
    interpreter = choose(
        wanted.head,
        means.interpreters,
        wanted=advised.python if advised is not None else "",
        python=wanted.python,
        say=means.say,
    )
    check(wanted.head, interpreter, order.place.folder, say=means.say)


def choose_for(order: BuildOrder, *, sizes: bool) -> ChosenFiles:
    """The files of an order, from the record of an earlier build where there is one.

    Raises:
        AdvisorError: as `choose_files`.
    """
    recorded = None if order.relock else order.place.lock
    return choose_files(order.wanted, order.means, recorded=recorded, sizes=sizes)


def disk_bytes(choice: ChosenFiles, order: BuildOrder) -> float:
    """What an environment will take on the disk, about."""
    head = order.wanted.head
    verified = head.asked(order.wanted.variant)
    measured = head.disk_of(order.wanted.variant) * 1e6
    packed = choice.packed
    if packed is None or (measured and verified[0] in choice.dependencies):
        return measured
    return max(min(packed.bytes, LARGE) * UNPACKED, packed.bytes * UNPACKED_LARGE)


def build(order: BuildOrder) -> Info:
    """Build it, unless it is there.

    Raises:
        AdvisorError: what is missing or went wrong, with the next command to type.
        Cancelled: the person stopped it.
    """
    where, say, cancelled = order.place, order.means.say, order.means.cancelled
    try:
        where.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(order.means.data, error.strerror or str(error), say) from error
    with alone(where, say, cancelled):
        info = current(order)
        if info is not None and not order.again and not order.relock:
            return info
        began = time.monotonic()
        try:
            prerequisites(order)
            choice = order.choice
            if choice is None:
                order.on_event(Progressed(task=where.id, message=say("choosing versions")))
                choice = choose_for(order, sizes=False)
            needed = disk_bytes(choice, order)
            check(order.wanted.head, choice.interpreter, where.folder, needed=needed, say=say)
        except BaseException:
            tidy(where)
            raise
        clear(where)
        try:
            info = _Builder(order, where, choice, needed).build(began)
        except BaseException:
            clear(where)
            tidy(where)
            raise
        write_info(where, info)
        return info


class _Builder:
    """One build, from an empty folder to a framework that was imported."""

    def __init__(
        self, order: BuildOrder, where: EnvironmentPlace, choice: ChosenFiles, disk: float
    ) -> None:
        self.order, self.where, self.choice = order, where, choice
        self.head, self.say = order.wanted.head, order.means.say
        self.interpreter = choice.interpreter
        self.disk = disk
        self.uv = uv_for(order.wanted, order.means, besides=choice.besides)
        self._told = 0.0

    def build(self, began: float) -> Info:
        order, where, say = self.order, self.where, self.say
        wanted, choice = order.wanted, self.choice
        where.home.mkdir(parents=True, exist_ok=True)
        self._tell(say("making an environment of Python {version}", version=self.interpreter.text))
        self._uv(
            "venv",
            "-q",
            "--no-project",
            "--python",
            self.interpreter.path,
            str(where.venv),
            packages=False,
        )
        self._record()
        self._tell(say("downloading and installing"))
        self._uv(
            "pip",
            "sync",
            "--python",
            str(where.python),
            "--require-hashes",
            str(where.lock),
            on_tick=self._unpacked,
        )
        import_seconds = self._import()
        where.home_complete.touch()
        return Info(
            framework=self.head.framework,
            variant=wanted.variant,
            python=str(where.python),
            config=self.interpreter.config,
            python_version=self.interpreter.text,
            versions=choice.versions,
            head=self.head.digest(wanted.variant),
            lock=hashlib.sha256(where.lock.read_bytes()).hexdigest(),
            bytes=bytes_on_disk(where.folder),
            seconds=round(time.monotonic() - began, 1),
            import_seconds=round(import_seconds, 2),
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            named=wanted.named,
            advised=wanted.advised,
            why_not=choice.why_not,
        )

    def _uv(
        self, *arguments: str, packages: bool = True, on_tick: Callable[[int], None] | None = None
    ) -> None:
        self.uv(
            *arguments,
            folder=self.where.folder,
            packages=packages,
            on_tick=on_tick,
            cancelled=self.order.means.cancelled,
        )

    def _record(self) -> None:
        """Write down what is to be installed; the same as before stays as it is."""
        lock = self.where.lock
        if not lock.exists() or lock.read_text(encoding="utf-8") != self.choice.lock:
            made = self.where.folder / "lock.making"
            made.write_text(self.choice.lock, encoding="utf-8")
            made.rename(lock)

    def _import(self) -> float:
        """Import it for the first time, as the worker will; returns the seconds."""
        order, where, say = self.order, self.where, self.say
        expected = self.head.first_import_seconds
        compiled = where.home_complete.exists()
        message = (
            say("importing it")
            if compiled or expected < 30
            else say("importing it; it compiles at the first time")
        )
        began = time.monotonic()

        def tick(_pid: int) -> None:
            past = time.monotonic() - began
            self._tell(
                message,
                done=past,
                total=0.0 if compiled else expected,
                left=max(0.0, expected - past),
                often=True,
            )

        self._tell(message)
        names = ", ".join(self.head.imports)
        ended = run(
            Command(
                argv=(str(where.python), "-c", f"import {names}"),
                environment=worker_variables(
                    where, self.head, str(where.python), self.interpreter.config
                ),
                directory=where.home,
                time_limit=expected * IMPORT_PATIENCE + 120,
            ),
            on_tick=tick,
            cancelled=order.means.cancelled,
        )
        if ended.why == "cancelled":
            raise Cancelled
        if not ended.ok:
            last = ended.tail.splitlines()[-1] if ended.tail else ended.said()
            values = {"framework": self.head.framework, "last": last, "how": ended.said()}
            raise BuildFailure(
                "import-failed",
                Reason(code="import_failed", values=values),
                hint=say("`fwadvisor doctor` shows what is missing on this machine"),
                say=say,
            )
        return ended.seconds

    def _unpacked(self, pid: int) -> None:
        """Say how far uv is, by what it has written: that is what it unpacked, in megabytes."""
        try:
            written = int(
                Path(f"/proc/{pid}/io").read_text(encoding="ascii").split("wchar: ")[1].split()[0]
            )
        except (OSError, ValueError, IndexError):
            return
        total = self.disk / 1e6
        self._tell(
            self.say("downloading and installing"),
            done=written / 1e6,
            total=total,
            often=True,
        )

    def _tell(
        self,
        message: str,
        *,
        done: float = 0.0,
        total: float = 0.0,
        left: float | None = None,
        often: bool = False,
    ) -> None:
        now = time.monotonic()
        if often and now - self._told < TOLD_EVERY:
            return
        self._told = now
        self.order.on_event(
            Progressed(
                task=self.where.id,
                message=message,
                done=min(done, ALMOST * total) if total else done,
                total=total,
                seconds_left=left,
            )
        )
