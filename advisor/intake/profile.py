"""A saved need: YAML that a person can read and edit; the app keeps the last one beside the
runs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.model.need import Need

LAST = "last"


def last_profile(data: Path) -> Path:
    """Where the app keeps the need of its last use."""
    return data / "need.yaml"


def read_profile(name: str, data: Path) -> Need:
    """Read a profile file; `last` is the one that the app saved.

    Raises:
        AdvisorError: no such file, or a field that a need does not have.
    """
    import yaml

    path = last_profile(data) if name == LAST else Path(name)
    try:
        document: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return msgspec.convert(document or {}, Need)
    except FileNotFoundError as error:
        hint = N_("open the app once, it saves the need") if name == LAST else N_("check the path")
        raise AdvisorError(
            "no-profile",
            told("There is no profile at {path}.", path=path),
            hint=hint,
            exit_code=ExitCode.USAGE,
        ) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise AdvisorError(
            "bad-profile",
            told("The profile {path} cannot be used.", path=path),
            why=str(error).replace("\n", " "),
            hint="its fields are those of knowledge/schema/need.json; all are optional",
            exit_code=ExitCode.USAGE,
        ) from error


def profile_text(need: Need) -> str:
    """A need as YAML, without what it leaves open."""
    import yaml

    document = {
        name: value
        for name, value in msgspec.to_builtins(need).items()
        if value not in (None, {}, (), False, 0)
    }
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
