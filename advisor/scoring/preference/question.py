"""A trade-off between two swings, the only kind of question asked: it fixes what a weight means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Answer = Literal["swing", "part", "equal"]


class Question(Struct, frozen=True, kw_only=True):
    """Which would you rather have: the whole swing from worst to best on one criterion, or a part
    of it on another?"""

    swing: str
    """The criterion that goes from its worst to its best reference point."""
    part: str
    """The criterion that goes only part of the way."""
    share: float
    """How far, in worth: 1, 0.5 or 0.25 of the way."""


def questions(
    criteria: Sequence[str], shares: Sequence[float] = (1.0, 0.5, 0.25)
) -> tuple[Question, ...]:
    """Every trade-off between two criteria; two whole swings are asked in one order only. 455 for
    14 criteria."""
    names = sorted(criteria)
    return tuple(
        Question(swing=swing, part=part, share=share)
        for part in names
        for swing in names
        if part != swing
        for share in shares
        if share < 1.0 or part < swing
    )
