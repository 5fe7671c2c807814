"""A date that is given makes ages follow it, silences what came later, and widens what is old."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.evidence.doubts import changed_since
from advisor.explanation.advice import Advice
from advisor.model.need import Need
from advisor.scoring.beliefs import Belief
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.known_on import known_on, runs_on
from tests.builders import (
    DAY,
    a_claim,
    a_criterion,
    a_framework,
    a_machine,
    a_measured_criterion,
    a_release,
    a_run,
    some_activity,
    some_knowledge,
)

AGE = a_criterion("age", derived_by="release_age", scale=a_measured_criterion().scale)
ALIVE = a_criterion(
    "alive",
    derived_by="maintained",
    scale=a_criterion().scale.__class__(levels={"no": 0.0, "yes": 1.0}),
)
CRITERIA = (a_criterion("docs"), a_measured_criterion("speed"), ALIVE, AGE)


def advised(day: date) -> Advice:
    alpha = a_framework("alpha", claims=(a_claim(),), activity=some_activity())
    beta = a_framework("beta", claims=(a_claim(value="partial"),), activity=some_activity())
    knowledge = some_knowledge((alpha, beta), CRITERIA)
    need = Need(as_of=day, waived=("known",))
    return advise(need, knowledge, a_machine(), (a_run(),))


def docs(advice: Advice) -> Belief:
    assert advice.problem is not None
    return advice.problem.belief("alpha", "docs")


def test_what_was_read_or_measured_after_the_day_does_not_speak() -> None:
    before = advised(date(2026, 10, 31))
    assert before.book.cell("alpha", "docs").value is None
    assert before.book.cell("alpha", "speed").value is None
    assert advised(DAY).book.cell("alpha", "docs").value == "full"
    assert advised(DAY).book.cell("alpha", "speed").value is not None


def test_the_knowledge_of_its_own_day_is_the_very_same() -> None:
    knowledge = some_knowledge((a_framework(),), CRITERIA)
    assert known_on(knowledge, date(2030, 1, 1)) is knowledge


def test_releases_are_known_from_their_own_day_on() -> None:
    old, new = a_release(version="1.0", date=date(2025, 1, 1)), a_release(date=date(2026, 9, 1))
    knowledge = some_knowledge((a_framework("alpha", releases=(new, old)),), CRITERIA)
    assert known_on(knowledge, date(2026, 1, 1)).frameworks["alpha"].releases == (old,)


def test_runs_count_until_the_end_of_the_day() -> None:
    run = a_run(started="2026-11-01T23:59:00+00:00")
    assert runs_on((run,), date(2026, 11, 1)) == (run,)
    assert runs_on((run,), date(2026, 10, 31)) == ()


def test_the_age_of_a_release_follows_the_day() -> None:
    ages = [advised(day).book.cell("alpha", "age").value for day in (DAY, date(2027, 11, 1))]
    assert all(isinstance(age, float) for age in ages)
    assert float(ages[1] or 0) - float(ages[0] or 0) == pytest.approx(12, abs=0.1)


def test_what_was_alive_when_somebody_last_looked_is_unknown_years_later() -> None:
    assert advised(DAY).book.cell("alpha", "alive").value == "yes"
    later = advised(date(2030, 1, 1)).book.cell("alpha", "alive")
    assert later.value is None
    assert later.missing is not None
    assert later.missing.kind == "not_looked_since"


def test_old_evidence_is_believed_less_the_older_it_is() -> None:
    right = [docs(advised(date(year, 11, 1))).chance(1.0) for year in (2026, 2027, 2029, 2033)]
    assert right == sorted(right, reverse=True)
    assert right[0] == pytest.approx(right[1], abs=0.01)
    assert right[-1] < 0.6


def test_half_has_changed_after_as_long_again() -> None:
    checked = date(2026, 1, 1)
    assert changed_since(checked, 12, date(2026, 12, 31)) == 0.0
    assert changed_since(checked, 12, date(2028, 1, 1)) == pytest.approx(0.5, abs=0.01)
