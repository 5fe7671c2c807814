"""What the app remembers between starts: theme, language and the need, as JSON that decodes before
the first paint.

The need is kept a second time as YAML (`--profile last`). When a person edits that file, it wins:
its time of change is remembered, and a different one means that it has to be read.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.intake.profile import last_profile, read_profile, write_profile
from advisor.model.need import Need
from advisor.reading.kept import read_kept


class LastUse(Struct, frozen=True, kw_only=True):
    """The state of the app when it was last left."""

    theme: str = ""
    lang: str = ""
    need: Need | None = None
    """None: nothing was ever changed."""
    profile_changed_ns: int = 0
    """When the YAML was written, as its file says."""


def read_last_use(data: Path) -> LastUse:
    """What was kept; an empty one when nothing was, or when it cannot be read: it is a convenience,
    not evidence.

    Raises:
        AdvisorError: a person edited the saved need, and it is not a need any more.
    """
    kept = read_kept(_file(data), LastUse) or LastUse()
    changed = _changed_ns(data)
    if changed and changed != kept.profile_changed_ns:
        return msgspec.structs.replace(
            kept, need=read_profile("last", data), profile_changed_ns=changed
        )
    return kept if changed else msgspec.structs.replace(kept, need=None)


def write_last_use(data: Path, *, theme: str, lang: str, need: Need | None) -> None:
    """Keep it, each file in one step.

    Raises:
        OSError: the folder cannot be written.
    """
    if need is not None:
        write_profile(need, last_profile(data))
    kept = LastUse(theme=theme, lang=lang, need=need, profile_changed_ns=_changed_ns(data))
    data.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=data, prefix=".app-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(kept))
        os.replace(temporary, _file(data))
    except BaseException:
        os.unlink(temporary)
        raise


def _file(data: Path) -> Path:
    return data / "app.json"


def _changed_ns(data: Path) -> int:
    try:
        return last_profile(data).stat().st_mtime_ns
    except OSError:
        return 0
