"""The people of a team: each one's profile, called after its file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from advisor.errors import AdvisorError, ExitCode
from advisor.intake.profile import read_profile
from advisor.messages import told
from advisor.model.need import Need


def read_people(files: Iterable[str], data: Path) -> dict[str, Need]:
    """Person: their need, in the order of the files.

    Raises:
        AdvisorError: two files have one name, or one of them is no profile.
    """
    people: dict[str, Need] = {}
    for file in files:
        name = Path(file).stem
        if name in people:
            raise AdvisorError(
                "same-name",
                told("Two profiles are called {name}.", name=name),
                why="A person is called after the file.",
                hint="rename one of the files",
                exit_code=ExitCode.USAGE,
            )
        people[name] = read_profile(file, data)
    return people


def one_of_each_name(files: Iterable[Path]) -> tuple[Path, ...]:
    """The first file of each name: two of one name cannot be merged."""
    found: dict[str, Path] = {}
    for file in files:
        found.setdefault(file.stem, file)
    return tuple(found.values())
