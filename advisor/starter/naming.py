"""Decides whether a project can bear a name: as a distribution, as an import package, as a folder
on any system."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Collection
from dataclasses import dataclass

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import Say

LONGEST = 30
"""Characters; with more, the import lines of the project would outgrow its own line length."""

_DISTRIBUTION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
# https://packaging.python.org/en/latest/specifications/name-normalization/

_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Names that Windows keeps for devices: a repository that holds such a folder cannot be checked out
there."""

_FOLDERS = {"src", "test", "tests", "runs", "build", "dist", "venv", "site"}
"""Folders that a project has, or that tools make, under their own meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectNames:
    """The name of the project, and of the package that it holds."""

    distribution: str
    package: str


def names_for(wanted: str, *, taken: Collection[str], say: Say) -> ProjectNames:
    """The names of a project, or an error that says why it cannot be called so.

    Args:
        wanted: what the person typed, or the last part of the folder's path.
        taken: import names of the project's own dependencies, which it must not hide.
    """
    package = re.sub(r"[-_.]+", "_", wanted).lower()
    reason = _objection(wanted, package, {name.lower() for name in taken}, say)
    if not reason:
        return ProjectNames(distribution=wanted, package=package)
    raise AdvisorError(
        "name-refused",
        say("A project cannot be called {name}.", name=repr(wanted)),
        why=reason,
        hint=say(
            "choose another, for example `--name {name}`", name=_suggestion(wanted, taken, say)
        ),
        exit_code=ExitCode.USAGE,
    )


def _objection(wanted: str, package: str, taken: Collection[str], say: Say) -> str:
    if not wanted:
        return say("It is empty.")
    if len(wanted) > LONGEST:
        return say("It is {n} characters long; {most} are the most.", n=len(wanted), most=LONGEST)
    if not _DISTRIBUTION.fullmatch(wanted):
        return say(
            "A Python package's name consists of ASCII letters, digits, and '-', '_' or '.' "
            "between them; "
            "{offending} is none of these.",
            offending=repr(_offending(wanted)),
        )
    if not package.isidentifier():
        return say(
            "Its package would be called {package}, which cannot be imported.", package=package
        )
    if keyword.iskeyword(package):
        return say("{package} is a keyword of Python.", package=package)
    if package in _DEVICES:
        return say(
            "Windows keeps {package} for a device, so the project could not be checked out there.",
            package=package,
        )
    if package in sys.stdlib_module_names or package in _FOLDERS:
        return say("{package} already means something to Python or to its tools.", package=package)
    if package in taken:
        return say("It would hide {package}, which the project itself imports.", package=package)
    return ""


def _offending(wanted: str) -> str:
    """The first character, or run of characters, that no distribution's name may have at its
    place."""
    found = re.search(r"[^A-Za-z0-9._-]+|^[._-]+|[._-]+$", wanted)
    return found[0] if found else wanted


def _suggestion(wanted: str, taken: Collection[str], say: Say) -> str:
    words = re.findall(r"[a-z0-9]+", wanted.lower())
    for candidate in ("_".join(words), "_".join(["my", *words]), "my_project"):
        near = candidate[:LONGEST].strip("_")
        if near and not _objection(near, near, taken, say):
            return near
    return "my_project"
