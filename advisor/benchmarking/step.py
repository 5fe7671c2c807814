"""What a plan consists of."""

from __future__ import annotations

from msgspec import Struct


class Step(Struct, frozen=True, kw_only=True):
    """One framework in one mode with one tuning, and what to measure with them."""

    framework: str
    mode: str
    tuning: str
    workloads: tuple[str, ...]
    seconds: float
    """Expected, in one round."""
