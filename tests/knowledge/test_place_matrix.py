"""Rankings of the shipped base at places as they stand in the field: what is documented there comes
before what is not, and nobody who has a way is missing without a reason."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import NamedTuple

import pytest

from advisor.explanation.advice import Advice
from advisor.model.need import Need
from advisor.stacks.stock import Stock
from advisor.usecases.ranking.advise import advise
from tools import place_matrix
from tools.place_matrix import Place, Way

SEED = 19
NEEDS_OF_A_PLACE = 24
"""Of 72; all of them take three times as long, and `make place-matrix` asks them."""


class Asked(NamedTuple):
    """One advice of the sample, with how every framework gets onto its place."""

    place: Place
    ways: Mapping[str, Way]
    advice: Advice

    @property
    def ranks(self) -> Mapping[str, int]:
        return place_matrix.as_cell(self.place, self.advice).ranks

    def __str__(self) -> str:
        need = self.advice.need
        return f"{self.place.title}; {need.industry}; {need.task}"


@pytest.fixture(scope="module")
def stock() -> Stock:
    return place_matrix.opened()


@pytest.fixture(scope="module")
def asked(stock: Stock) -> list[Asked]:
    chance = random.Random(SEED)
    needs = list(place_matrix.needs(stock.knowledge))
    found = []
    for place in place_matrix.places():
        ways = place_matrix.ways(stock, place)
        for need in chance.sample(needs, NEEDS_OF_A_PLACE):
            advice = advise(need, stock.knowledge, place.machine, (), stock=stock)
            found.append(Asked(place, ways, advice))
    return found


def test_nothing_undocumented_stands_above_what_is_documented(
    asked: list[Asked], stock: Stock
) -> None:
    vendors = {id for id, device in stock.knowledge.accelerators.items() if not device.always}
    judged = [one for one in asked if one.advice.situation.accelerator.id in vendors]
    assert len(judged) > 100
    for one in judged:
        cell = place_matrix.as_cell(one.place, one.advice)
        assert place_matrix.wrongs(cell, one.ways) == [], str(one)


def test_whoever_has_a_documented_way_is_ranked_unless_a_must_keeps_it_out(
    asked: list[Asked],
) -> None:
    for one in asked:
        missing = [id for id, way in one.ways.items() if way.documented and id not in one.ranks]
        for id in missing:
            stack = one.advice.stack(id)
            if one.advice.target.purpose and (stack is None or stack.grade == "metadata"):
                continue  # the way is the framework's alone, and the task takes an engine
            shut = {gate.gate for gate in one.advice.admission(id).shut()}
            assert shut & set(one.advice.musts), f"{one}: {id}"


def test_what_has_no_way_is_not_ranked(asked: list[Asked]) -> None:
    for one in asked:
        grades = {id: one.ways[id].grade for id in one.ranks}
        assert not {place_matrix.NO_WAY, place_matrix.IMPOSSIBLE} & set(grades.values()), str(one)


def test_the_cells_that_are_defended_stand_as_it_is_said(stock: Stock) -> None:
    places = {place.id: place for place in place_matrix.places()}
    as_of = place_matrix.as_of()
    for one in place_matrix.argued().defended:
        need = Need(industry=one.industry or None, task=one.task or None, as_of=as_of)
        cell = place_matrix.ranked(stock, places[one.place], need)
        assert cell.stands(one.framework) == one.stands, one
