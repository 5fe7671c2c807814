"""How many digits a document carries."""

from __future__ import annotations

DIGITS = 9
"""Significant digits of a number: enough to add contributions up to the score, few enough to be the
same everywhere."""
SHARE_DECIMALS = 4
"""Decimals of a sampled share; its standard error is larger than the next one."""


def number(value: float) -> float:
    """A number with nine significant digits."""
    return float(f"{value:.{DIGITS}g}")


def share(value: float) -> float:
    """A sampled share with four decimals."""
    return round(value, SHARE_DECIMALS)
