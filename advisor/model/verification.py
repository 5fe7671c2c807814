"""What proving a starter came to: every step that was tried, and the figures."""

from msgspec import Struct


class VerificationStep(Struct, frozen=True, kw_only=True):
    """One thing that was tried."""

    name: str
    ok: bool
    seconds: float
    said: str = ""
    """How it ended when it failed."""


class Verification(Struct, frozen=True, kw_only=True):
    """What was found, written beside the project as verification.json."""

    framework: str
    package: str
    model: str
    ok: bool
    date: str
    """When, in UTC: 2026-11-22T14:03Z."""
    python: str
    versions: dict[str, str]
    steps: tuple[VerificationStep, ...]
    epochs: int = 0
    first_loss: float | None = None
    last_loss: float | None = None
    held_out: dict[str, float] = {}
    exported: tuple[str, ...] = ()
    figures: dict[str, float] = {}
    """What its tests measured: differences between two ways to the same numbers, by the name that
    the test gives."""
    skipped: dict[str, str] = {}
    """Tests that did not run: the reason."""
    parity: bool = False
    """It begins from the data and the parameters of the measuring workload."""
