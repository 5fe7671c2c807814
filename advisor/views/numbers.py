"""The only place where numbers are rounded and units written."""

from __future__ import annotations

import datetime

from advisor.messages import N_, Say

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English only: Chinese numbers its months."""

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


ONE = {
    "architectures": N_("1 architecture"),
    "commits": N_("1 commit"),
    "families": N_("1 family"),
    "libraries": N_("1 library"),
    "months": N_("1 month"),
    "releases": N_("1 release"),
    "stars": N_("1 star"),
    "strategies": N_("1 strategy"),
}
"""How one of them is said."""

WHOLE = tuple(unit for unit in COUNTED if unit != "months")
"""Those of them that come whole."""


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


def amount(value: float, unit: str, say: Say) -> str:
    """A number and a criterion's unit in the reader's language; one thing is not said in the
    plural."""
    text = figure(value)
    return say(ONE[unit]) if text == "1" and unit in ONE else f"{text} {say(unit)}".strip()


def percent(share: float, say: Say) -> str:
    """A share as a whole percentage; small but not zero is said so. Chinese sets the sign close to
    the number."""
    number = "<1" if 0 < share < 0.005 else ">99" if 0.995 < share < 1 else str(round(100 * share))
    return f"{number}%" if say.lang == "zh" else f"{number} %"


def day(date: datetime.date, say: Say) -> str:
    """A day in a sentence, as each language writes it; tables hold ISO 8601, which both countries'
    standards share."""
    if say.lang == "zh":
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def difference(value: float) -> str:
    """A difference of scores with its sign: three decimals, a fourth where there would be nothing
    but zeros."""
    text = f"{value:+.3f}"
    if text.strip("+-0.") or value == 0:
        return text
    text = f"{value:+.4f}"
    return text if text.strip("+-0.") else "0"


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
