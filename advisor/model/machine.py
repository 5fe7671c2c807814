"""Facts of a machine, each with its source and the shell command that shows the same."""

from typing import Any

from msgspec import Struct

Value = str | int | float | bool | tuple[Any, ...] | dict[str, Any]
"""What JSON can say, but never null: what is not known is a reason."""

BY_HAND = "given by the user"
"""The source of a fact that a person wrote or corrected."""


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fact. Exactly one of `value` and `missing` is set."""

    name: str
    """Dotted: `cpu.model`, `memory.total_bytes`, `os.id`, `libc.version`, `python.interpreters`,
    `nvidia.gpus`."""
    value: Value | None = None
    missing: str = ""
    """Why it is not known, in one sentence."""
    unit: str = ""
    source: str
    """Where it was read: `/proc/cpuinfo`, `NVML`, `given by the user`."""
    command: str = ""
    """A shell command that shows the same."""
    corrected: bool = False
    """True when a person set it."""


class Machine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A machine: this one, or one that was saved or written by hand."""

    facts: tuple[Fact, ...]
    fingerprint: str
    """Stable for the same hardware, operating system and limits; says nothing about who owns it."""
    here: bool = True
    """False for a machine read from a file."""

    def get(self, name: str) -> Value | None:
        """The value of a fact, or None when it is not known."""
        for fact in self.facts:
            if fact.name == name:
                return fact.value
        return None

    def text(self, name: str) -> str:
        """The value of a fact as text, empty when it is not known."""
        value = self.get(name)
        return "" if value is None else str(value)
