"""How often a claim is not right, and what an unknown turned out to be: counts of audits, smoothed
by what was expected before anybody counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from advisor.model.audit import Audit
from advisor.model.source import GRADES, Grade

EXPECTED: dict[Grade, float] = {
    "measured": 0.02,
    "elsewhere": 0.05,
    "published": 0.08,
    "documented": 0.10,
    "reported": 0.15,
    "article": 0.25,
}
"""What share of the claims of a grade is not right, before anybody counted: each weaker grade errs
more often, and one article, which nobody checked, in a quarter."""

COUNTS_AS = 20
"""The expectation weighs as much as so many claims that were checked: less than one audit."""

FURTHER = 0.25
"""Of claims that are not right, so many are further off than a level, before anybody counted."""

WORKED_OUT = 0.02
"""What the program works out from releases and files of an index errs as rarely as a measurement:
their audit, of all releases, found a date or a missing version, hardly ever a wrong level."""

UNKNOWN_COUNTS_AS = 10
"""The prior of an unknown weighs as much as so many unknowns that were answered."""


class ErrorRate(Struct, frozen=True, kw_only=True):
    """How likely a claim of one grade is to be off."""

    one_off: float
    """By a level."""
    wrong: float
    """By anything."""

    @property
    def right(self) -> float:
        """How likely it is to be right."""
        return 1.0 - self.one_off - self.wrong


class Audited(Struct, frozen=True, kw_only=True):
    """What audits tell."""

    rates: dict[Grade, ErrorRate]
    worse: float
    """Of claims that are a level off, the share whose truth is worse."""
    answered: dict[str, dict[str, int]] = {}
    """criterion: level: how many unknowns turned out to be that."""
    checked: int = 0
    """How many claims were drawn and checked."""
    not_right: int = 0
    """How many of those were not right."""

    def rate(self, grade: Grade, *, worked_out: bool = False) -> ErrorRate:
        """Of a claim of that grade, or of what the program worked out."""
        if worked_out:
            return ErrorRate(one_off=WORKED_OUT, wrong=0.0)
        return self.rates[grade]


def audited(audits: Iterable[Audit], *, until: date = date.max) -> Audited:
    """The rates by grade, each a mean of a Beta distribution: expected counts plus counts found.

        rate = (n0 p + errors) / (n0 + checked)

    A weaker grade errs at least as often as a stronger one, whichever of them was counted.

    Args:
        until: audits after that day do not speak.
    """
    heard = [audit for audit in audits if audit.date <= until]
    rates: dict[Grade, ErrorRate] = {}
    least = 0.0
    checked = not_right = 0
    for grade in GRADES[:-1]:
        tallies = [audit.drawn[grade] for audit in heard if grade in audit.drawn]
        one_off = sum(tally.one_off for tally in tallies)
        wrong = sum(tally.wrong for tally in tallies)
        seen = sum(tally.right for tally in tallies) + one_off + wrong
        rate = (COUNTS_AS * EXPECTED[grade] + one_off + wrong) / (COUNTS_AS + seen)
        least = max(least, rate)
        errors = COUNTS_AS * EXPECTED[grade] + one_off + wrong
        further = (COUNTS_AS * EXPECTED[grade] * FURTHER + wrong) / errors
        rates[grade] = ErrorRate(one_off=least * (1.0 - further), wrong=least * further)
        checked += seen
        not_right += one_off + wrong
    findings = [finding for audit in heard for finding in audit.findings]
    worse = sum(finding.truth == "worse" for finding in findings)
    better = sum(finding.truth == "better" for finding in findings)
    answered: dict[str, dict[str, int]] = {}
    for audit in heard:
        for each in audit.answered:
            levels = answered.setdefault(each.criterion, {})
            levels[each.level] = levels.get(each.level, 0) + 1
    return Audited(
        rates=rates,
        worse=(1 + worse) / (2 + worse + better),
        answered=answered,
        checked=checked,
        not_right=not_right,
    )


UNAUDITED = audited(())
"""Before anybody counted."""
