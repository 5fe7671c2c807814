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


def package_of(thing: str, head: AdapterHead) -> SystemPackage:
    """The distribution's package of a program or library; where nobody says, the thing's name."""
    known = head.packages.get(thing) or PACKAGES.get(thing)
    return known or SystemPackage(deb=thing, rpm=thing)


def choose(
    head: AdapterHead,
    interpreters: tuple[Interpreter, ...],
    *,
    python: Path | None = None,
    say: Say,
) -> Interpreter:
    """The interpreter to build with: the preferred version, otherwise the newest that the head
    admits.

    Args:
        python: take this one, if the head admits it.

    Raises:
        AdvisorError: `no-python` or `missing-program`.
    """
    from packaging.specifiers import SpecifierSet

    admitted = SpecifierSet(head.requires_python)
    if python is not None:
        given = os.path.realpath(python)
        interpreters = tuple(found for found in interpreters if found.path == given)
    fitting = [found for found in interpreters if admitted.contains(found.text, prereleases=True)]
    if not fitting:
        raise _no_python(head, interpreters, python, say)
    if PYTHON_CONFIG in head.needs:
        with_config = [found for found in fitting if found.config]
        if not with_config:
            raise missing_program(head, PYTHON_CONFIG, say)
        fitting = with_config
    preferred = [
        found for minor in head.preferred_python for found in fitting if found.minor == minor
    ]
    return (preferred or fitting)[0]


def check(head: AdapterHead, interpreter: Interpreter, folder: Path, *, say: Say) -> None:
    """Programs, shared libraries, room.

    Raises:
        AdvisorError: `missing-program`, `missing-library` or `disk-full`.
    """
    for program in head.needs:
        if program != PYTHON_CONFIG and shutil.which(program) is None:
            raise missing_program(head, program, say)
    missing = _missing_libraries(head, interpreter)
    if missing:
        values = {"framework": head.framework, "library": missing[0]}
        raise BuildFailure(
            "missing-library",
            Reason(code="missing_library", values=values),
            hint=_install(missing[0], head, say),
            say=say,
        )
    existing = folder
    while not existing.exists():
        existing = existing.parent
    free, needed = shutil.disk_usage(existing).free, head.disk_megabytes * MARGIN * 1e6
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


def missing_program(head: AdapterHead, program: str, say: Say) -> AdvisorError:
    """A program is not there."""
    values = {"framework": head.framework, "program": program}
    return BuildFailure(
        "missing-program",
        Reason(code="missing_program", values=values),
        hint=_install(program, head, say),
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


def _install(thing: str, head: AdapterHead, say: Say) -> str:
    package = package_of(thing, head)
    for tool, name in (("apt-get", package.deb), ("dnf", package.rpm), ("yum", package.rpm)):
        if shutil.which(tool):
            return f"sudo {tool} install {name}"
    return say("install {package} with the package manager", package=package.deb)


def _no_python(
    head: AdapterHead, interpreters: tuple[Interpreter, ...], python: Path | None, say: Say
) -> AdvisorError:
    found = ", ".join(dict.fromkeys(interpreter.minor for interpreter in interpreters))
    wanted = head.preferred_python[0] if head.preferred_python else ""
    values = {"framework": head.framework, "range": head.requires_python, "found": found}
    if python is None:
        reason = Reason(code="no_python", values=values)
    else:
        reason = Reason(code="python_does_not_fit", values={**values, "python": str(python)})
    return BuildFailure(
        "no-python",
        reason,
        hint=say(
            "run `uv python install {wanted}`, or `fwadvisor env install {framework} --python "
            "PATH`",
            wanted=wanted or head.requires_python,
            framework=head.framework,
        ),
        say=say,
    )
