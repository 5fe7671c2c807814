"""A PyTorch project, read as text: its Python files become syntax trees, and nothing of it is
imported or run."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from advisor.errors import AdvisorError, ExitCode
from advisor.intake.syntax_names import SyntaxNames, names_of
from advisor.messages import told
from advisor.model.apis import Origin
from advisor.model.migration import Doubtful, Hindrance, Project, Unread, Use
from advisor.reading.regular import Refused, read_regular

LARGEST_BYTES = 2 * 2**20
"""The largest hand-written modules known are a third of this; beyond it a file is data in the shape
of code."""
MOST_FILES = 20_000
PASSED_BY = ("__pycache__", "node_modules", "site-packages")
"""Folders that hold other people's code; hidden ones and virtual environments are passed by too."""


def read_project(
    path: Path, origin: Origin, *, cancelled: Callable[[], bool] = lambda: False
) -> Project:
    """Read a folder, or one file.

    Args:
        origin: the library whose names are looked for.
    Raises:
        AdvisorError: there is nothing there, or no Python file.
    """
    if not path.exists():
        raise _bad("no-project", told("There is no file or folder {path}.", path=path))
    files: list[Path] = []
    doubts: list[Doubtful] = []
    for file in _python_files(path):
        if len(files) == MOST_FILES:
            doubts.append(
                Doubtful(file=file.as_posix(), line=0, kind="too_many_files", about=str(MOST_FILES))
            )
            break
        files.append(file)
    if not files:
        raise _bad("no-python", told("There is no Python file in {path}.", path=path))
    uses: list[Use] = []
    unread: list[Unread] = []
    companions: dict[str, int] = {}
    read = methods = 0
    root = path if path.is_dir() else path.parent
    for file in files:
        if cancelled():
            break
        name = _shown(file.relative_to(root))
        found = _names(file, name, (origin.package, *origin.companions))
        if isinstance(found, Unread):
            unread.append(found)
            continue
        read += 1
        methods += found.methods if origin.package in found.imported else 0
        for package in sorted(found.imported - {origin.package}):
            companions[package] = companions.get(package, 0) + 1
        beginning = (origin.package, f"{origin.package}.")
        uses += [
            Use(name=_spelt(full, origin), file=name, line=line, keywords=keywords)
            for full, line, keywords in found.uses
            if full == beginning[0] or full.startswith(beginning[1])
        ]
        doubts += [
            Doubtful(file=name, line=line, kind="star_import", about=about)
            for about, line in found.stars
        ]
        doubts += [
            Doubtful(file=name, line=line, kind="looked_up", about=about)
            for about, line in found.looked_up
        ]
    return Project(
        files=read,
        uses=tuple(uses),
        unread=tuple(unread),
        doubts=tuple(doubts),
        companions=dict(sorted(companions.items())),
        methods=methods,
    )


def _python_files(path: Path) -> Iterator[Path]:
    """Regular files that end in .py, in the order of names; links to folders are not followed, so
    none leads round."""
    if not path.is_dir():
        yield path
        return
    for folder, inside, names in os.walk(path):
        inside[:] = sorted(name for name in inside if _wanted(os.path.join(folder, name), name))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith((".py", ".pyw")))


def _wanted(folder: str, name: str) -> bool:
    hidden = name.startswith(".") or name in PASSED_BY
    return not hidden and not os.path.exists(os.path.join(folder, "pyvenv.cfg"))


def _names(file: Path, name: str, packages: tuple[str, ...]) -> SyntaxNames | Unread:
    try:
        raw = read_regular(file, largest=LARGEST_BYTES)
    except Refused as refused:
        if refused.kind == "too-large":
            return Unread(file=name, because="too_large")
        return Unread(file=name, because="unreadable", detail=refused.values["reason"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd escapes and `is 1` are the project's own business
            tree = ast.parse(raw)
    except SyntaxError as error:
        encoding = error.msg.startswith(
            ("(unicode error)", "unknown encoding", "encoding problem", "'utf-8' codec")
        )
        because: Hindrance = "encoding" if encoding or "null bytes" in error.msg else "syntax"
        return Unread(file=name, line=max(error.lineno or 0, 0), because=because, detail=error.msg)
    except (UnicodeError, ValueError, LookupError) as error:
        return Unread(file=name, because="encoding", detail=str(error))
    except (RecursionError, MemoryError):
        return Unread(file=name, because="too_deep")
    if not any(package.encode() in raw for package in packages):
        return SyntaxNames(uses=[], stars=[], looked_up=[], imported=set())
    return names_of(tree, packages)


def _spelt(full: str, origin: Origin) -> str:
    """The name as the tables spell it."""
    for beginning in sorted(origin.aliases, key=len, reverse=True):
        if full == beginning or full.startswith(f"{beginning}."):
            return origin.aliases[beginning] + full[len(beginning) :]
    return full


def _shown(path: Path) -> str:
    """A path as text, whatever bytes it is made of."""
    return path.as_posix().encode("utf-8", "replace").decode("utf-8")


def _bad(reference: str, what: str) -> AdvisorError:
    return AdvisorError(
        reference,
        what,
        hint="`fwadvisor migration PATH` takes a folder or a .py file",
        exit_code=ExitCode.USAGE,
    )
