"""The only place where numbers are rounded and units written."""

from __future__ import annotations

from advisor.messages import N_, Say

COUNTED = (
    N_("architectures"),
    N_("commits"),
    N_("families"),
    N_("libraries"),
    N_("months"),
    N_("releases"),
    N_("stars"),
    N_("strategies"),
)
"""Units of criteria that are words; signs such as GFLOP/s are the same everywhere."""


def figure(value: float, digits: int = 3) -> str:
    """A number with that many significant digits, no exponent between 0.001 and 10 million."""
    if value == 0:
        return "0"
    if abs(value) >= 10_000_000 or abs(value) < 0.001:
        return f"{value:.{digits - 1}e}"
    whole = len(str(int(abs(value))))
    if abs(value) >= 10 ** (digits - 1):
        return f"{round(value):,}".replace(",", " ") if whole > 4 else str(round(value))
    text = f"{value:.{digits}g}"
    if "e" in text:
        text = f"{value:.6f}".rstrip("0")
    return text


def with_unit(value: float, unit: str) -> str:
    """A number and its unit."""
    return f"{figure(value)} {unit}".strip()


def percent(share: float) -> str:
    """A share as a whole percentage; small but not zero is said so."""
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 < share < 1:
        return ">99 %"
    return f"{round(100 * share)} %"


def score(value: float) -> str:
    """A score in [0, 1]."""
    return f"{value:.2f}"


def size(count: float) -> str:
    """Bytes for people, in binary units."""
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if abs(count) < 1024 or unit == "TiB":
            return f"{figure(count)} {unit}"
        count /= 1024
    return ""


def duration(seconds: float, say: Say) -> str:
    """Seconds for people."""
    if seconds < 1:
        return say("{ms} ms", ms=figure(1000 * seconds))
    if seconds < 90:
        return say("{s} s", s=figure(seconds))
    if seconds < 5400:
        return say("{min} min", min=round(seconds / 60))
    return say("{h} h", h=figure(seconds / 3600, 2))
