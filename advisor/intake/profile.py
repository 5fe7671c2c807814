"""A saved need: YAML that a person can read and edit; the app keeps the last one beside the
runs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.model.need import COUNTS, MOST_POINTS, Need

if TYPE_CHECKING:
    from advisor.reading.document import Document

LAST = "last"


def last_profile(data: Path) -> Path:
    """Where the app keeps the need of its last use."""
    return data / "need.yaml"


def read_profile(name: str, data: Path) -> Need:
    """Read a profile file; `last` is the one that the app saved.

    Raises:
        AdvisorError: no such file, or a field that a need does not have.
    """
    from advisor.reading.document import read
    from advisor.reading.problem import listed

    path = last_profile(data) if name == LAST else Path(name)
    document = read(Path(), str(path), "profile", Need, by_hand=True)
    if document.missing:
        hint = N_("open the app once, it saves the need") if name == LAST else N_("check the path")
        raise AdvisorError(
            "no-profile",
            told("There is no profile at {path}.", path=path),
            hint=hint,
            exit_code=ExitCode.USAGE,
        )
    need: Need = document.value or Need()
    _check_numbers(document, need)
    if document.problems:
        raise AdvisorError(
            "bad-profile",
            told("The profile {path} cannot be used.", path=path),
            why=listed(document.problems),
            hint="its fields are those of knowledge/schema/need.json; all are optional",
            exit_code=ExitCode.USAGE,
        )
    return need


def _check_numbers(document: Document, need: Need) -> None:
    given = [("weights", pair) for pair in need.weights.items()]
    given += [("families", pair) for pair in need.families.items()]
    for field, (id, points) in given:
        if not 0 <= points <= MOST_POINTS:
            message = N_("A weight is a number of points from 0 to {most}; found {found}.")
            document.fault(
                need,
                field,
                "out-of-bounds",
                message,
                item=id,
                found=f"{points:g}",
                most=str(MOST_POINTS),
            )
    for field, most in COUNTS.items():
        given = getattr(need, field)
        if given is not None and not 1 <= given <= most:
            message = N_("This is a whole number from 1 to {most}; found {found}.")
            document.fault(need, field, "out-of-bounds", message, found=str(given), most=str(most))
    for at, each in enumerate(need.answers):
        if not 0 < each.share <= 1:
            message = N_("A trade-off's share is above 0 and at most 1; found {found}.")
            document.fault(
                need, "answers", "out-of-bounds", message, item=at, found=f"{each.share:g}"
            )
    if need.seed < 0:
        message = N_("A seed is a whole number from 0 up; found {found}.")
        document.fault(need, "seed", "out-of-bounds", message, found=str(need.seed))


def profile_text(need: Need) -> str:
    """A need as YAML, without what it leaves open."""
    import yaml

    left_open = msgspec.to_builtins(Need())
    said = msgspec.to_builtins(need)
    document = {name: value for name, value in said.items() if value != left_open[name]}
    text: str = yaml.safe_dump(document, allow_unicode=True, sort_keys=True)
    return text


def write_profile(need: Need, path: Path) -> None:
    """Write a profile in one step, so that a reader never sees half of it."""
    text = profile_text(need)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".need-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
