"""How sure detection is of each kind of device and each distribution: a statement about us, kept
beside the code."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.messages import N_

FILE = Path(__file__).with_name("coverage.yaml")
WORDS = {
    "real output": N_("real output"),
    "identity only": N_("identified by PCI class and id only"),
    "nothing found": N_("nothing found"),
}
"""The words of the file, and what people read."""


class Coverage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """id: word. What the knowledge base has beyond these ids has `nothing found`."""

    accelerators: dict[str, str]
    distros: dict[str, str]


def read_coverage() -> Coverage:
    """The file's content."""
    import yaml

    return msgspec.convert(yaml.safe_load(FILE.read_text(encoding="utf-8")), Coverage)


def coverage_word(table: dict[str, str], id: str) -> str:
    """The English word for an id, to be said in the reader's language."""
    return WORDS[table.get(id, "nothing found")]
