"""What `starter --json` prints."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.model.verification import Verification
from advisor.views.documents.report_shape import StackComponent, StackEntry

SCHEMA: Literal["fwadvisor.starter/1"] = "fwadvisor.starter/1"


class StackHere(Struct, frozen=True, kw_only=True):
    """What is had on this machine in place of what is advised."""

    python: str
    components: tuple[StackComponent, ...]
    why: str


class StarterDocument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A project that was written, or would be."""

    schema: Literal["fwadvisor.starter/1"]
    framework: str
    title: str
    name: str
    package: str
    model: str
    parity: bool
    path: str
    files: tuple[str, ...]
    requires_python: str
    dependencies: tuple[str, ...]
    next_steps: tuple[str, ...]
    """Commands to type, in order."""
    written: bool
    target: str = ""
    """The machine that it is for, in one line."""
    stack: StackEntry | None = None
    """What is advised there; null where the project pins what its template was
    verified with."""
    here: StackHere | None = None
    """What this machine reaches instead, which is what the project then pins."""
    device: str = ""
    """`device` of its configuration."""
    verified: tuple[str, ...] = ()
    """What its template was verified with."""
    verification: Verification | None = None
    """With --verify: what was found."""
