"""Advice is worked out anew only where something that it rests on has changed."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from advisor.model.machine import Fact
from advisor.model.need import Need
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.gather import Gathered
from advisor.usecases.ranking.unchanged import advice_unchanged
from tests import small_world

BEFORE = small_world.gathered()
DAY = date(2026, 11, 23)


def with_fact(name: str, value: object) -> Gathered:
    others = tuple(fact for fact in BEFORE.machine.facts if fact.name != name)
    return replace(
        BEFORE,
        machine=replace(BEFORE.machine, facts=(*others, Fact(name=name, value=value, source="x"))),
    )


def holds(now: Gathered, need: Need | None = None) -> bool:
    need = need or Need(as_of=DAY)
    return advice_unchanged(
        advise(need, BEFORE.knowledge, BEFORE.machine, BEFORE.runs), BEFORE, now
    )


def test_advice_holds_when_nothing_but_free_memory_changed() -> None:
    assert holds(with_fact("memory.available_bytes", 1))


@pytest.mark.parametrize(
    "now",
    [
        with_fact("python.interpreters", ({"version": "3.9.1", "path": "/usr/bin/python3.9"},)),
        with_fact("cpu.arch", "aarch64"),
        with_fact("libc.version", "2.17"),
        with_fact("network.index_reachable", False),
        replace(BEFORE, machine=replace(BEFORE.machine, fingerprint="another")),
        replace(BEFORE, runs=small_world.RUNS),
        replace(BEFORE, knowledge=replace(BEFORE.knowledge, hash="another")),
    ],
    ids=["pythons", "architecture", "C library", "network", "another machine", "runs", "knowledge"],
)
def test_advice_does_not_hold_when_what_decides_changed(now: Gathered) -> None:
    assert not holds(now)


def test_advice_of_yesterday_does_not_hold_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.usecases.day.today", lambda: DAY)
    advice = advise(Need(), BEFORE.knowledge, BEFORE.machine, BEFORE.runs)
    assert advice_unchanged(advice, BEFORE, BEFORE)
    monkeypatch.setattr("advisor.usecases.day.today", lambda: date(2026, 11, 24))
    assert not advice_unchanged(advice, BEFORE, BEFORE)
