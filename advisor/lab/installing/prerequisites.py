"""What a framework needs before anything is downloaded: a Python, programs, shared libraries, room
on the disk."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.lab.heads import AdapterHead, SystemPackage
from advisor.lab.installing.build_failure import BuildFailure
from advisor.lab.installing.interpreters import Interpreter
from advisor.lab.installing.uv_program import uv_program
from advisor.messages import Say
from advisor.model.reason import Reason

PACKAGES = {
    "g++": SystemPackage(deb="g++", rpm="gcc-c++"),
    "python-config": SystemPackage(deb="python3-dev", rpm="python3-devel"),
    "libGL.so.1": SystemPackage(deb="libgl1", rpm="mesa-libGL"),
    "libgthread-2.0.so.0": SystemPackage(deb="libglib2.0-0", rpm="glib2"),
    "libgomp.so.1": SystemPackage(deb="libgomp1", rpm="libgomp"),
}
"""The package that has a program or a library; a head may name it for a thing that is not here."""
PYTHON_CONFIG = "python-config"
LOAD = (
    "import ctypes, sys\nfor name in sys.argv[1:]:\n"
    "    try: ctypes.CDLL(name)\n    except OSError: print(name)\n"
)
MARGIN = 1.1
OLDEST = (3, 8)
"""What the guest code is written for."""


def package_of(thing: str, head: AdapterHead) -> SystemPackage:
    """The distribution's package of a program or library; where nobody says, the thing's name."""
    known = head.packages.get(thing) or PACKAGES.get(thing)
    return known or SystemPackage(deb=thing, rpm=thing)


def choose(
    head: AdapterHead,
    interpreters: tuple[Interpreter, ...],
    *,
    wanted: str = "",
    python: Path | None = None,
    say: Say,
) -> Interpreter:
    """The interpreter to build with: the wanted version, the preferred one, otherwise the newest
    that the head admits.

    Args:
        wanted: a minor version, `3.11`; empty for the head's own preference.
        python: take this one, if the head admits it.

    Raises:
        AdvisorError: `no-python` or `missing-program`.
    """
    if python is not None:
        given = os.path.realpath(python)
        interpreters = tuple(found for found in interpreters if found.path == given)
    able = fitting(head, interpreters, wanted)
    if not able and not admitted_pythons(head, interpreters, wanted):
        raise _no_python(head, interpreters, python, say, wanted)
    if not able:
        raise _missing(head, (*missing_programs(head), PYTHON_CONFIG), (), say)
    order = (wanted, *head.preferred_python)
    preferred = [found for minor in order for found in able if found.minor == minor]
    return (preferred or able)[0]


def admitted_pythons(
    head: AdapterHead, interpreters: tuple[Interpreter, ...], wanted: str = ""
) -> tuple[Interpreter, ...]:
    """Those that the head admits, in the same order.

    Args:
        wanted: a minor version that a stack asks for. What a head admits is what the version that
            it was verified with has wheels for; another version may have others, and the guest code
            runs on any Python from `OLDEST` on.
    """
    from packaging.specifiers import SpecifierSet

    admitted = SpecifierSet(head.requires_python)
    return tuple(
        found
        for found in interpreters
        if admitted.contains(found.text, prereleases=True)
        or (found.minor == wanted and found.version >= OLDEST)
    )


def fitting(
    head: AdapterHead, interpreters: tuple[Interpreter, ...], wanted: str = ""
) -> tuple[Interpreter, ...]:
    """Those that the head admits, or a stack wants, and that have what it needs of a Python."""
    needs_config = PYTHON_CONFIG in head.needs
    return tuple(
        found
        for found in admitted_pythons(head, interpreters, wanted)
        if found.config or not needs_config
    )


def check(
    head: AdapterHead,
    interpreter: Interpreter,
    folder: Path,
    *,
    needed: float | None = None,
    say: Say,
) -> None:
    """Programs, shared libraries, room; of what is missing everything is named at once.

    Args:
        needed: bytes on the disk; None for what the head says.

    Raises:
        AdvisorError: `missing-program`, `missing-library` or `disk-full`.
    """
    programs, libraries = missing_programs(head), _missing_libraries(head, interpreter)
    if programs or libraries:
        raise _missing(head, programs, tuple(libraries), say)
    existing = folder
    while not existing.exists():
        existing = existing.parent
    free = shutil.disk_usage(existing).free
    needed = (head.disk_megabytes * 1e6 if needed is None else needed) * MARGIN
    if free < needed:
        raise disk_full(head.framework, folder, free, say, needed=needed)


def disk_full(
    framework: str, folder: Path, free: float, say: Say, *, needed: float = 0.0
) -> AdvisorError:
    """There is too little room."""
    return AdvisorError(
        "disk-full",
        say("There is too little room on the disk for {framework}.", framework=framework),
        why=say(
            "{needed} MB are needed and {free} MB are free at {folder}.",
            needed=round(needed / 1e6),
            free=round(free / 1e6),
            folder=folder,
        )
        if needed
        else say("{free} MB are free at {folder}.", free=round(free / 1e6), folder=folder),
        hint=say("make room, or give a folder on another disk with --data DIR"),
    )


def missing_programs(head: AdapterHead) -> tuple[str, ...]:
    """The programs that a head needs and that are not there; a Python's own is another matter."""
    return tuple(
        program
        for program in head.needs
        if program != PYTHON_CONFIG and shutil.which(program) is None
    )


def _missing(
    head: AdapterHead, programs: tuple[str, ...], libraries: tuple[str, ...], say: Say
) -> AdvisorError:
    """Programs or libraries are not there."""
    things = (*programs, *libraries)
    values = {"framework": head.framework}
    if len(things) > 1:
        reason = Reason(code="missing_things", values={**values, "things": ", ".join(things)})
    elif programs:
        reason = Reason(code="missing_program", values={**values, "program": programs[0]})
    else:
        reason = Reason(code="missing_library", values={**values, "library": libraries[0]})
    return BuildFailure(
        "missing-program" if programs else "missing-library",
        reason,
        hint=_install(things, head, say),
        say=say,
    )


def _missing_libraries(head: AdapterHead, interpreter: Interpreter) -> list[str]:
    if not head.libraries:
        return []
    try:
        # Only the loader itself knows; a process of its own, since a library may do anything when
        # it is loaded.
        asked = subprocess.run(
            [interpreter.path, "-I", "-S", "-c", LOAD, *head.libraries],
            capture_output=True,
            text=True,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return asked.stdout.split()


def _install(things: tuple[str, ...], head: AdapterHead, say: Say) -> str:
    packages = [package_of(thing, head) for thing in things]
    debs = " ".join(dict.fromkeys(package.deb for package in packages))
    rpms = " ".join(dict.fromkeys(package.rpm for package in packages))
    for tool, names in (("apt-get", debs), ("dnf", rpms), ("yum", rpms)):
        if shutil.which(tool):
            return f"sudo {tool} install {names}"
    return say("install {package} with the package manager", package=debs)


def _no_python(
    head: AdapterHead,
    interpreters: tuple[Interpreter, ...],
    python: Path | None,
    say: Say,
    wanted: str,
) -> AdvisorError:
    found = ", ".join(dict.fromkeys(interpreter.minor for interpreter in interpreters))
    version = wanted or next(iter(head.preferred_python), "") or f"'{head.requires_python}'"
    values = {"framework": head.framework, "range": head.requires_python, "found": found}
    if python is None:
        reason = Reason(code="no_python", values=values)
    else:
        reason = Reason(code="python_does_not_fit", values={**values, "python": str(python)})
    uv = uv_program() or "uv"
    hint = f"{uv} python install {version}"
    return BuildFailure("no-python", reason, hint=hint, say=say)
