"""Which files an environment is made of: what this machine's stack advises, where it can be had
from here, and otherwise what comes nearest, with the reason. uv's own resolution decides.

In this order: the exact versions from the index that has the build for this accelerator; the same
from the places that pip is configured with, where they have that build; another version of that
build, in the range that the adapter admits; the exact versions in whatever build the primary index
has; at last what the adapter was verified with.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.lab.heads import package_name
from advisor.lab.installing.chosen import (
    WHY,
    ChosenFiles,
    Means,
    WantedEnvironment,
    because,
    combined,
    locked_versions,
    noted,
    reason_of,
    uv_for,
)
from advisor.lab.installing.environments import as_advised
from advisor.lab.installing.file_sizes import (
    locked_files,
)
from advisor.lab.installing.indexes import IndexSettings
from advisor.lab.installing.interpreters import Interpreter
from advisor.lab.installing.prerequisites import choose, fitting
from advisor.lab.installing.uv import Uv
from advisor.model.environment import AdvisedPackages
from advisor.model.reason import Reason
from advisor.stacks import versions
from advisor.stacks.requirements import normal

NOT_HERE = ("no-network", "offline")
NOT_FOUND = ("no-package", "install-failed")
"""What uv may answer where another place or version is tried."""
UNCACHED = re.compile(r"Identified uncached distribution: ([^=\s]+)==")
"""uv 0.13 says so of each file that it would fetch, with `--verbose`."""
PLAIN, BESIDES = "", " besides"
"""In the title of a lock: whether the advised indexes are asked too."""

RETRIES = 1
"""For an index that may be out of reach; nobody waits long for what there is another way for."""


class _Where(NamedTuple):
    """Where uv looks."""

    settings: IndexSettings
    options: tuple[str, ...]


def choose_files(
    wanted: WantedEnvironment, means: Means, *, recorded: Path | None = None, sizes: bool = True
) -> ChosenFiles:
    """The files of an environment.

    Args:
        recorded: the lock of an earlier build, which counts where it is of the same request.
        sizes: find out how large the files are, too.

    Raises:
        AdvisorError: no Python fits, no index has it, no network.
        Cancelled: the person stopped it.
    """
    with tempfile.TemporaryDirectory(prefix="fwadvisor-choosing-") as name:
        chooser = _Chooser(wanted, means, Path(name))
        choice = chooser.recorded(recorded) if recorded is not None else None
        if choice is None:
            choice = noted(chooser.choose())
        return chooser.with_sizes(choice) if sizes else choice


def _label(version: str) -> str:
    """The local version label: what an index adds for its builds."""
    return version.partition("+")[2]


class _Chooser:
    """One choice, in a folder for uv's files."""

    def __init__(self, wanted: WantedEnvironment, means: Means, folder: Path) -> None:
        self.wanted, self.means, self.folder = wanted, means, folder
        self.head = wanted.head

    def recorded(self, file: Path) -> ChosenFiles | None:
        """What an earlier build of the same request recorded."""
        try:
            text = file.read_text(encoding="utf-8")
        except OSError:
            return None
        title = re.compile(
            rf"# {self.wanted.digest} Python (\S+) (\S+)(| besides)\n(?:{WHY}(.*)\n)?"
        )
        found = title.match(text)
        if found is None:
            return None
        able = self._able()
        same = [each for each in able if (each.minor, each.machine) == (found[1], found[2])]
        if not same:
            return None
        advised = self.wanted.advised
        pins = advised.pins if advised is not None else ()
        asked = combined(self.head, advised, pins) if advised is not None else self._asked()
        choice = ChosenFiles(
            interpreter=same[0],
            dependencies=(*asked, *self.head.dependencies),
            besides=found[3] == BESIDES,
            lock=text,
            why_not=reason_of(found[4]),
        )
        return self._told(choice)

    def choose(self) -> ChosenFiles:
        advised = self.wanted.advised
        if advised is None:
            return self._verified(Reason())
        if advised.kind != "index":
            return self._verified(Reason(code="no_environment_kind"))
        newest = next(iter(advised.versions.values()))
        admitted = self.head.admitted
        if admitted and not versions.holds(newest, admitted):
            return self._verified(Reason(code="not_admitted", values={"range": admitted}))
        return self._told(self._as_advised(advised))

    def _as_advised(self, advised: AdvisedPackages) -> ChosenFiles:
        interpreter = self._interpreter()
        why = Reason()
        if advised.indexes:
            why = self._why_not_there(advised, interpreter)
            if not why.code:
                return self._resolved(advised, advised.pins, interpreter, besides=True)
            near = self._same_build(advised, interpreter, why)
            if near is not None:
                return near
            if advised.only_there:
                return self._verified(why)
        try:
            choice = self._resolved(advised, advised.pins, interpreter)
            other = Reason(code=f"{why.code}_other_build", values=why.values)
            return because(choice, other) if why.code else choice
        except AdvisorError as error:
            if error.reference not in NOT_FOUND:
                raise
        if interpreter.minor != advised.python and advised.python:
            why = self._another_python(advised)
        return self._verified(why if why.code else Reason(code="not_found_by_uv"))

    def _why_not_there(self, advised: AdvisedPackages, interpreter: Interpreter) -> Reason:
        """Why the advised index does not give the first package; no reason where it does."""
        index = advised.indexes[0]
        host = urlsplit(index).netloc or index
        try:
            self._version(advised.pins[0], interpreter, self._alone(index))
        except AdvisorError as error:
            if error.reference in NOT_HERE:
                return Reason(code="index_not_reached", values={"index": host})
            if error.reference in NOT_FOUND:
                return Reason(code="not_on_index", values={"index": host})
            raise
        return Reason()

    def _same_build(
        self, advised: AdvisedPackages, interpreter: Interpreter, why: Reason
    ) -> ChosenFiles | None:
        """The build for this accelerator from somewhere else: in the advised version, or in the
        newest that the adapter admits."""
        with self._unless_missing():
            found = self._version(advised.pins[0], interpreter)
            if _label(found) == advised.build:
                return self._resolved(advised, advised.pins, interpreter)
        if len(advised.pins) > 1:
            return None  # what goes together in other versions nobody says
        package = package_name(advised.pins[0])
        asked = f"{package}{self.head.admitted or ''}"
        best: tuple[str, Interpreter] | None = None
        for each in self._able():
            for place in self._others(advised, why):
                with self._unless_missing():
                    found = self._version(asked, each, place)
                    newer = best is None or versions.key(found) > versions.key(best[0])
                    if _label(found) == advised.build and newer:
                        best = found, each
        if best is None:
            return None
        pin = f"{package}=={best[0]}"
        there = why.code == "not_on_index"
        with self._unless_missing():
            return because(self._resolved(advised, (pin,), best[1], besides=there), why)
        return None

    def _others(self, advised: AdvisedPackages, why: Reason) -> Iterator[_Where]:
        """Where another version may be, each asked alone, since a newer version of another build
        hides it elsewhere: the advised index, and what pip has besides its first."""
        if why.code == "not_on_index":
            yield self._alone(advised.indexes[0])
        configured = self.means.indexes
        if configured.find_links:
            files = replace(configured, index="", extra_indexes=(), no_index=False)
            yield _Where(files, ("--no-index",))
        for index in configured.extra_indexes:
            yield self._alone(index)

    def _alone(self, index: str) -> _Where:
        """One index and nothing besides."""
        nothing = replace(
            self.means.indexes, index="", extra_indexes=(), find_links=(), no_index=False
        )
        return _Where(nothing, ("--default-index", index))

    def _version(
        self, requirement: str, interpreter: Interpreter, place: _Where | None = None
    ) -> str:
        """The version that uv takes for one requirement, its dependencies left aside.

        Args:
            place: where to look; None for what pip is configured with.
        """
        uv = uv_for(self.wanted, self.means, besides=False)
        options: tuple[str, ...] = ()
        if place is not None:
            uv = dataclasses.replace(uv, indexes=place.settings, retries=RETRIES)
            options = place.options
        lock = self._compile((requirement,), interpreter, uv, "--no-deps", *options)
        found = locked_versions(lock, (requirement,))
        return next(iter(found.values()), "")

    def _resolved(
        self,
        advised: AdvisedPackages,
        pins: tuple[str, ...],
        interpreter: Interpreter,
        *,
        besides: bool = False,
    ) -> ChosenFiles:
        """Exactly these pins, with what the adapter needs besides."""
        whole = pins == advised.pins and advised.python in ("", interpreter.minor)
        asked = combined(self.head, advised if whole else None, pins)
        uv = uv_for(self.wanted, self.means, besides=besides)
        options = []
        if advised.overrides:
            overridden = self.folder / "overrides.txt"
            overridden.write_text("\n".join(advised.overrides) + "\n", encoding="utf-8")
            options = ["--override", str(overridden)]
        lock = self._compile(asked, interpreter, uv, "--generate-hashes", *options)
        return ChosenFiles(
            interpreter=interpreter,
            dependencies=asked,
            besides=besides,
            lock=self._title(interpreter, BESIDES if besides else PLAIN) + lock,
        )

    def _verified(self, why: Reason) -> ChosenFiles:
        """What the adapter was verified with, or what the person named."""
        wanted = self.wanted
        interpreter = choose(
            self.head, self.means.interpreters, python=wanted.python, say=self.means.say
        )
        uv = uv_for(wanted, self.means, besides=False)
        lock = self._compile(self._asked(), interpreter, uv, "--generate-hashes")
        choice = ChosenFiles(
            interpreter=interpreter,
            dependencies=self._asked(),
            lock=self._title(interpreter, PLAIN) + lock,
            why_not=why,
        )
        return self._told(choice)

    def _compile(
        self, asked: tuple[str, ...], interpreter: Interpreter, uv: Uv, *options: str
    ) -> str:
        requirements, made = self.folder / "asked.in", self.folder / "made.txt"
        requirements.write_text("\n".join(asked) + "\n", encoding="utf-8")
        constraints = [
            part for file in self.means.indexes.constraints for part in ("--constraints", file)
        ]
        made.unlink(missing_ok=True)
        uv(
            *("pip", "compile", "-q", "--python", interpreter.path),
            *("--no-header", "--no-annotate", "--no-emit-index-url", "--upgrade"),
            *(*constraints, *options),
            *("-o", str(made), str(requirements)),
            folder=self.folder,
            cancelled=self.means.cancelled,
        )
        return made.read_text(encoding="utf-8")

    def with_sizes(self, choice: ChosenFiles) -> ChosenFiles:
        """The same, with the sizes of its files; without where uv does not tell."""
        uv = uv_for(self.wanted, self.means, besides=choice.besides)
        lock, sizes = self.folder / "lock.txt", self.folder / "pylock.sizes.toml"
        lock.write_text(choice.lock, encoding="utf-8")
        at = ("--python", choice.interpreter.path)
        said: list[bytes] = []
        try:
            uv(
                *("pip", "compile", "-q", "--no-deps", "--no-header", "--no-annotate", *at),
                *("-o", str(sizes), str(lock)),
                folder=self.folder,
                cancelled=self.means.cancelled,
            )
            files = locked_files(sizes.read_text(encoding="utf-8"), self.folder)
            uv(
                *("pip", "sync", "--verbose", "--dry-run", "--require-hashes", *at),
                *("--target", str(self.folder / "nothing"), str(lock)),
                folder=self.folder,
                on_output=said.append,
                cancelled=self.means.cancelled,
            )
        except (AdvisorError, ValueError):
            return choice
        missing = {
            normal(name) for name in UNCACHED.findall(b"".join(said).decode(errors="replace"))
        }
        cached = frozenset(file.name for file in files if file.name not in missing)
        return dataclasses.replace(choice, files=files, cached=cached)

    def _told(self, choice: ChosenFiles) -> ChosenFiles:
        """The same; without a reason where nothing differs."""
        advised = self.wanted.advised
        if advised is None:
            return choice
        versions_here = choice.versions
        if as_advised(advised, versions_here, choice.interpreter.minor):
            label = _label(next(iter(versions_here.values()), ""))
            meant = choice.besides or not advised.indexes or label == advised.build
            return because(choice, Reason()) if meant else choice
        if not choice.why_not.code and choice.interpreter.minor != advised.python:
            return because(choice, self._another_python(advised))
        return choice

    def _another_python(self, advised: AdvisedPackages) -> Reason:
        """Why it is not the advised Python."""
        if self.wanted.python is not None:
            return Reason(code="asked_otherwise")
        return Reason(code="no_such_python", values={"python": advised.python})

    def _asked(self) -> tuple[str, ...]:
        return self.head.asked(self.wanted.variant)

    def _title(self, interpreter: Interpreter, how: str) -> str:
        return f"# {self.wanted.digest} Python {interpreter.minor} {interpreter.machine}{how}\n"

    def _interpreter(self) -> Interpreter:
        """The advised Python, or the next best."""
        advised = self.wanted.advised
        return choose(
            self.head,
            self.means.interpreters,
            wanted=advised.python if advised is not None else "",
            python=self.wanted.python,
            say=self.means.say,
        )

    def _able(self) -> tuple[Interpreter, ...]:
        """Every interpreter that the adapter admits, the best first."""
        first = self._interpreter()
        able = fitting(self.head, self.means.interpreters)
        preferred = [
            each for minor in self.head.preferred_python for each in able if each.minor == minor
        ]
        by_minor = {each.minor: each for each in reversed([first, *preferred, *able])}
        return tuple(dict.fromkeys(by_minor[each.minor] for each in (first, *preferred, *able)))

    @contextlib.contextmanager
    def _unless_missing(self) -> Iterator[None]:
        """What is not found, or not reached, is passed over."""
        try:
            yield
        except AdvisorError as error:
            if error.reference not in (*NOT_FOUND, *NOT_HERE):
                raise
