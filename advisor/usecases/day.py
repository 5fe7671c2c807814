"""The day that a piece of advice is of where none was given."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """The day, by UTC, so that two people in one team share it."""
    return datetime.now(UTC).date()
