"""What is not as it was between two reports, as data."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Kind = Literal["need", "weight", "evidence", "gate", "rank", "score", "verdict", "version"]


class ReportChange(Struct, frozen=True, kw_only=True):
    """One thing that is not as it was. `before` and `after` are JSON values; None means: was not
    there."""

    kind: Kind
    framework: str = ""
    criterion: str = ""
    before: Any = None
    after: Any = None


class Difference(Struct, frozen=True, kw_only=True):
    """All changes, inputs first, then evidence, then what came of them."""

    changes: tuple[ReportChange, ...]
