"""Build one environment from the head of its adapter: a failed or interrupted build leaves nothing
half-made.

What uv resolves the first time is recorded with hashes and verified at every build after that. The
first import belongs to the build: it tells whether the installation works here, and some frameworks
compile for minutes at it.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from advisor.errors import AdvisorError, Cancelled
from advisor.lab.heads import AdapterHead
from advisor.lab.installing.build_failure import BuildFailure
from advisor.lab.installing.environments import (
    EnvironmentPlace,
    Info,
    bytes_on_disk,
    place,
    read_info,
    worker_variables,
)
from advisor.lab.installing.folder import alone, clear, tidy, write_info
from advisor.lab.installing.indexes import IndexSettings
from advisor.lab.installing.interpreters import Interpreter
from advisor.lab.installing.prerequisites import check, choose
from advisor.lab.installing.uv import Uv
from advisor.lab.process import Command, run
from advisor.lab.store import unwritable
from advisor.messages import Say
from advisor.model.event import Event, Progressed
from advisor.model.reason import Reason

IMPORT_PATIENCE = 6.0
"""The first import may take this many times what the head says, and two minutes more."""
TOLD_EVERY = 0.5
ALMOST = 0.99
"""What is expected to be over, and is not, is never said to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOrder:
    """What to build, and with what."""

    head: AdapterHead
    variant: str = ""
    data: Path
    interpreters: tuple[Interpreter, ...]
    indexes: IndexSettings
    uv: str
    python: Path | None = None
    index: str = ""
    offline: bool = False
    again: bool = False
    """Build it even if it is there."""
    relock: bool = False
    """Resolve anew and record that."""
    say: Say
    on_event: Callable[[Event], None]
    cancelled: Callable[[], bool]

    @property
    def dependencies(self) -> tuple[str, ...]:
        return self.head.asked(self.variant)

    @property
    def digest(self) -> str:
        return self.head.digest(self.variant)


def current(order: BuildOrder) -> Info | None:
    """The environment as it is, when it is what the order asks for."""
    info = read_info(place(order.data, order.head.framework, order.variant))
    return info if info is not None and (info.adopted or info.head == order.digest) else None


def build(order: BuildOrder) -> Info:
    """Build it, unless it is there.

    Raises:
        AdvisorError: what is missing or went wrong, with the next command to type.
        Cancelled: the person stopped it.
    """
    where = place(order.data, order.head.framework, order.variant)
    try:
        where.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(order.data, error.strerror or str(error), order.say) from error
    with alone(where, order.say, order.cancelled):
        info = current(order)
        if info is not None and not order.again and not order.relock:
            return info
        began = time.monotonic()
        try:
            interpreter = choose(order.head, order.interpreters, python=order.python, say=order.say)
            check(order.head, interpreter, where.folder, say=order.say)
        except AdvisorError:
            tidy(where)
            raise
        clear(where)
        try:
            info = _Builder(order, where, interpreter).build(began)
        except BaseException:
            clear(where)
            tidy(where)
            raise
        write_info(where, info)
        return info


class _Builder:
    """One build, from an empty folder to a framework that was imported."""

    def __init__(
        self, order: BuildOrder, where: EnvironmentPlace, interpreter: Interpreter
    ) -> None:
        self.order, self.where, self.interpreter = order, where, interpreter
        variant = order.head.variants[order.variant] if order.variant else None
        indexes = [order.index, variant.index if variant else ""]
        self.uv = Uv(
            program=order.uv,
            data=order.data,
            indexes=order.indexes,
            framework=order.head.framework,
            offline=order.offline,
            say=order.say,
            more_indexes=tuple(index for index in indexes if "://" in index),
            find_links=variant is None,
        )
        self._told = 0.0

    def build(self, began: float) -> Info:
        order, where, say = self.order, self.where, self.order.say
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
        self._lock()
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
            framework=order.head.framework,
            variant=order.variant,
            python=str(where.python),
            config=self.interpreter.config,
            python_version=self.interpreter.text,
            versions=_versions(where.lock, order.dependencies),
            head=order.digest,
            lock=hashlib.sha256(where.lock.read_bytes()).hexdigest(),
            bytes=bytes_on_disk(where.folder),
            seconds=round(time.monotonic() - began, 1),
            import_seconds=round(import_seconds, 2),
            built=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def _uv(
        self, *arguments: str, packages: bool = True, on_tick: Callable[[int], None] | None = None
    ) -> None:
        self.uv(
            *arguments,
            folder=self.where.folder,
            packages=packages,
            on_tick=on_tick,
            cancelled=self.order.cancelled,
        )

    def _lock(self) -> None:
        """Record what is to be installed, unless that was done for the same request and the same
        Python."""
        where = self.where
        title = (
            f"# {self.order.digest} Python {self.interpreter.minor} {self.interpreter.machine}\n"
        )
        if where.lock.exists() and not self.order.relock:
            with where.lock.open(encoding="utf-8") as file:
                if file.readline() == title:
                    return
        self._tell(self.order.say("choosing versions"))
        asked, made = where.folder / "requirements.in", where.folder / "lock.making"
        asked.write_text("\n".join(self.order.dependencies) + "\n", encoding="utf-8")
        constraints = [
            part for file in self.order.indexes.constraints for part in ("--constraints", file)
        ]
        try:
            self._uv(
                *("pip", "compile", "-q", "--python", str(where.python), "--generate-hashes"),
                *(
                    "--no-header",
                    "--no-annotate",
                    "--upgrade",
                    *constraints,
                    "-o",
                    str(made),
                    str(asked),
                ),
            )
            made.write_text(title + made.read_text(encoding="utf-8"), encoding="utf-8")
            made.rename(where.lock)
        finally:
            asked.unlink(missing_ok=True)
            made.unlink(missing_ok=True)

    def _import(self) -> float:
        """Import it for the first time, as the worker will; returns the seconds."""
        order, where, say = self.order, self.where, self.order.say
        expected = order.head.first_import_seconds
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
        names = ", ".join(order.head.imports)
        ended = run(
            Command(
                argv=(str(where.python), "-c", f"import {names}"),
                environment=worker_variables(
                    where, order.head, str(where.python), self.interpreter.config
                ),
                directory=where.home,
                time_limit=expected * IMPORT_PATIENCE + 120,
            ),
            on_tick=tick,
            cancelled=order.cancelled,
        )
        if ended.why == "cancelled":
            raise Cancelled
        if not ended.ok:
            last = ended.tail.splitlines()[-1] if ended.tail else ended.said()
            values = {"framework": order.head.framework, "last": last, "how": ended.said()}
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
        total = self.order.head.disk_megabytes
        self._tell(
            self.order.say("downloading and installing"),
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


def _versions(lock: Path, dependencies: tuple[str, ...]) -> dict[str, str]:
    """What the head names, in the versions that were installed."""
    named = {
        re.split(r"[^A-Za-z0-9_.-]", one, maxsplit=1)[0].lower().replace("_", "-")
        for one in dependencies
    }
    pins = re.findall(r"(?m)^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"))
    return {name: version for name, version in pins if name.lower().replace("_", "-") in named}
