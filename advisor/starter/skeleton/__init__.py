"""What a new framework's adapter and template begin with: they compute with NumPy, and hold from
the first minute."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent
ADAPTER = _HERE / "adapter.py.skeleton"
TEMPLATE = _HERE / "template"


def filled(file: Path, *, id: str, name: str) -> str:
    """The text of a skeleton, for one framework."""
    text = file.read_text(encoding="utf-8")
    return text.replace("@ID@", id).replace("@NAME@", name)
