"""Writes a machine so that `--machine FILE` reads it again, without saying whose it is.

Facts hold no host name and no user name but for paths: home folders become `~`, and the names of
the account and of the host are taken out of every path.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from advisor.intake.machine_file import SCHEMA
from advisor.model.machine import Machine

HOMES = re.compile(r"/(?:home|Users)/[^/\s:'\"]+")
HEADER = """\
# A machine as fwadvisor saw it: `fwadvisor rank --machine FILE` advises for it anywhere.
# Every fact may be corrected here; what is left out is not known. Home folders are written as ~.
"""


def document(
    machine: Machine, *, saved: str, program: str, private: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What is written.

    Args:
        saved: the day, as 2026-11-23.
        program: our version.
        private: the home folder first, then words that no path may hold: the account, the host.
    """
    facts = []
    for fact in machine.facts:
        entry = {
            name: value
            for name, value in msgspec.to_builtins(fact).items()
            if value not in ("", None)
        }
        if not fact.corrected:
            del entry["corrected"]
        facts.append(_clean(entry, private))
    return {"schema": SCHEMA, "saved": saved, "program": f"fwadvisor {program}", "facts": facts}


def as_yaml(content: dict[str, Any]) -> str:
    """The document as text, in the order given."""
    import yaml

    return HEADER + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def write(text: str, path: Path) -> None:
    """Write a file in one step, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".saving-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def without_names(text: str, private: tuple[str, ...]) -> str:
    """A text whose paths tell nobody's name."""
    home = private[0] if private else ""
    if len(home) > 1:
        text = re.sub(re.escape(home) + r"(?=[/\s:'\",;)\]]|$)", "~", text)
    text = HOMES.sub("~", text)
    if "/" in text:
        for word in private[1:]:
            # A short or common name would take ordinary words out of paths.
            if len(word) > 2 and word not in ("root", "user", "localhost"):
                text = re.sub(rf"(?<=/){re.escape(word)}(?=[/\s:'\"]|$)", "*", text)
    return text


def _clean(value: Any, private: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return without_names(value, private)
    if isinstance(value, dict):
        return {key: _clean(entry, private) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(entry, private) for entry in value]
    return value
