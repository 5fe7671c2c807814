"""The shape of knowledge/audits/<id>.yaml: what somebody found who read claims against their
sources."""

from datetime import date
from typing import Literal

from msgspec import Struct

from advisor.model.source import Grade
from advisor.model.text import Text


class Tally(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of the claims of one grade that were drawn at random."""

    right: int = 0
    one_off: int = 0
    """A level, or as little, beside what the source and its rubric give."""
    wrong: int = 0
    """Further off, or not said by the source at all."""
    unchecked: int = 0
    """No source could be opened; it counts for nothing."""


class AuditFinding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One claim that was not right, drawn or met on the way."""

    framework: str
    criterion: str
    grade: Grade
    verdict: Literal["one_off", "wrong"]
    truth: Literal["worse", "better", "open"]
    """Whether what is true is worse or better than what was claimed; open: nobody knows."""
    found: Text


class Answered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something unknown that turned out to be known."""

    framework: str
    criterion: str
    level: str
    """Of an ordinal scale."""


class Audit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reading of claims against their sources. Correcting what it found leaves its counts as
    they are: those that were not drawn are as wrong as before."""

    id: str
    date: date
    by: Text
    """The role of whoever read, never a name."""
    how: Text
    """What was drawn from what, and held against what."""
    drawn: dict[Grade, Tally]
    findings: tuple[AuditFinding, ...] = ()
    answered: tuple[Answered, ...] = ()
