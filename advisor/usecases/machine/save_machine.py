"""Save a machine, or any text about it, without saying whose it is."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.intake.machine_saving import as_yaml, document, without_names, write
from advisor.messages import told
from advisor.model.machine import Machine
from advisor.version import __version__


def save_machine(machine: Machine, path: Path) -> None:
    """Write the machine where `--machine FILE` reads it.

    Raises:
        AdvisorError: `cannot-write`.
    """
    today = datetime.now(UTC).date().isoformat()
    save_text(
        as_yaml(document(machine, saved=today, program=__version__, private=private_words())), path
    )


def save_text(text: str, path: Path) -> None:
    """Write a text in one step.

    Raises:
        AdvisorError: `cannot-write`.
    """
    try:
        write(text, path)
    except OSError as error:
        raise AdvisorError(
            "cannot-write",
            told("{path} could not be written.", path=path),
            why=f"{error.strerror or error}.",
            hint="give another file name",
        ) from error


def cleaned(text: str) -> str:
    """The text without home folders and names in its paths."""
    return without_names(text, private_words())


def private_words() -> tuple[str, ...]:
    """The home folder, the account and the host."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError, ImportError):
        account = ""
    return os.path.expanduser("~"), account, os.uname().nodename
