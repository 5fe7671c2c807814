"""Put the app into the desktop's menu: a desktop entry that opens it in the person's terminal, its
icon, its manual."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import Say, words
from advisor.resources import PACKAGE

ENTRY = Path("applications/fwadvisor.desktop")
ICON = Path("icons/hicolor/scalable/apps/fwadvisor.svg")
MANUAL = Path("man/man1/fwadvisor.1")
"""Below the person's XDG data folder, where desktops and man look."""
QUOTED = '"`$\\'
"""Characters that the desktop entry specification escapes inside quotes."""


class Launched(Struct, frozen=True, kw_only=True):
    """What was written or removed."""

    files: tuple[Path, ...]
    command: tuple[str, ...]


def install_launcher(
    command: tuple[str, ...], manual: str, *, folder: Path, lang: str, dry_run: bool
) -> Launched:
    """Write the three files; those of an earlier time are replaced.

    Args:
        command: what opens the app, the program first.
        folder: the person's XDG data folder.
    """
    say = words(lang)
    contents = {
        ENTRY: desktop_entry(command).encode(),
        ICON: (PACKAGE / "tui" / "icon.svg").read_bytes(),
        MANUAL: manual.encode(),
    }
    if not dry_run:
        _write({folder / path: content for path, content in contents.items()}, say)
    return Launched(files=tuple(folder / path for path in contents), command=command)


def remove_launcher(*, folder: Path, lang: str) -> tuple[Path, ...]:
    """Remove what was written; those that are there."""
    there = tuple(
        path for path in (folder / ENTRY, folder / ICON, folder / MANUAL) if path.exists()
    )
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise _refused(path, error, words(lang)) from error
    return there


def desktop_entry(command: tuple[str, ...]) -> str:
    """A freedesktop.org desktop entry; `Terminal=true` leaves it to the desktop which terminal that
    is."""
    say, zh = words("en"), words("zh")
    lines = ["[Desktop Entry]", "Type=Application", "Version=1.0", "Name=fwadvisor"]
    for key, text in (
        ("GenericName", say("Deep-learning framework advisor")),
        ("Comment", say("Choose a deep-learning framework on Linux, on evidence")),
    ):
        lines += [f"{key}={text}", f"{key}[zh_CN]={zh(text)}"]
    return "\n".join(
        (
            *lines,
            f"Exec={' '.join(quoted(part) for part in command)}",
            "Icon=fwadvisor",
            "Terminal=true",
            "Categories=Development;",
            "Keywords=deep learning;framework;benchmark;report;",
            "",
        )
    )


def quoted(argument: str) -> str:
    """An argument of an Exec key: quoted, and the whole value's backslashes doubled, as the
    specification asks."""
    inner = "".join("\\" + each if each in QUOTED else each for each in argument).replace("%", "%%")
    return '"' + inner.replace("\\", "\\\\") + '"'


def _write(contents: Mapping[Path, bytes], say: Say) -> None:
    for path, content in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            beside.write_bytes(content)
            beside.replace(path)
        except OSError as error:
            raise _refused(path, error, say) from error


def _refused(path: Path, error: OSError, say: Say) -> AdvisorError:
    return AdvisorError(
        "launcher-not-written",
        say("{path} cannot be changed.", path=path),
        why=say("The system says: {why}.", why=error.strerror or error),
        hint=say("XDG_DATA_HOME names another folder"),
        exit_code=ExitCode.CANNOT,
    )
