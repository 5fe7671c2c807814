"""Which ways lead to an installed framework on a given machine, judged as pip would judge its wheel tags there."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.book import Remark
from advisor.model.framework import Package

RouteKind = Literal["plain", "other_index", "distribution", "image", "vendor", "source", "impossible", "unknown"]
"""plain: pip and PyPI; other_index: pip and another index; the rest as they say."""


class Route(Struct, frozen=True, kw_only=True):
    """One way to install, or why there is none."""

    kind: RouteKind
    package: Package | None = None
    python: str = ""
    """The minor version to use, the newest that fits; empty when Python does not matter."""
    python_here: bool = True
    """False when that Python is not among the machine's own."""
    command: str = ""
    because: tuple[Remark, ...] = ()
    """For impossible and unknown: each package's reason. For the others: what is still needed (g++, a Python ...)."""
