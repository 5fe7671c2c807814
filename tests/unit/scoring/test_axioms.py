"""What the order by expected worth promises, tried on four thousand random problems each."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from advisor.scoring.beliefs import UNKNOWN, Belief, Piece, between, exactly
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import Ranking, rank
from advisor.scoring.shape import TIE

MANY = 4_000


def cell(chance: random.Random) -> Belief:
    """One of every kind."""
    kind = chance.randrange(5)
    if kind == 0:
        return UNKNOWN
    if kind == 1:
        return exactly(chance.random())
    if kind == 2:
        return between(*sorted(chance.random() for _ in range(3)))
    if kind == 3:
        share = chance.uniform(0.05, 0.3)
        worth = chance.choice((0.0, 0.5, 1.0))
        other = 0.5 if worth != 0.5 else 1.0
        low, high = sorted(((worth, 1.0 - share), (other, share)))
        pieces = tuple(Piece(share=part, low=at, high=at) for at, part in (low, high))
        return Belief(low=low[0], central=worth, high=high[0], pieces=pieces)
    draws = tuple(chance.random() for _ in range(5))
    return Belief(low=min(draws), central=sorted(draws)[2], high=max(draws), draws=draws)


def problems(
    seed: int, *, known: bool = False, most: tuple[int, int] = (7, 8)
) -> Iterator[tuple[random.Random, DecisionProblem]]:
    chance = random.Random(seed)
    for _ in range(MANY):
        m, n = chance.randint(2, most[0]), chance.randint(2, most[1])
        beliefs = [
            [exactly(chance.random()) if known else cell(chance) for _ in range(n)]
            for _ in range(m)
        ]
        yield (
            chance,
            DecisionProblem(
                alternatives=tuple(f"a{i}" for i in range(m)),
                criteria=tuple(f"c{j}" for j in range(n)),
                weights=tuple(chance.random() + 0.01 for _ in range(n)),
                beliefs=tuple(map(tuple, beliefs)),
            ),
        )


def ranks(ranking: Ranking) -> dict[str, int]:
    return {place.alternative: place.rank for place in ranking.places}


def order(ranking: Ranking, among: tuple[str, ...]) -> list[str]:
    return [place.alternative for place in ranking.places if place.alternative in among]


def test_who_else_is_compared_reorders_nobody() -> None:
    for chance, problem in problems(1):
        kept = tuple(name for name in problem.alternatives if chance.random() < 0.6)
        if kept:
            assert order(rank(problem), kept) == order(rank(problem.among(kept)), kept)


def test_what_improves_never_loses_a_place() -> None:
    for chance, problem in problems(2):
        name, criterion = chance.choice(problem.alternatives), chance.choice(problem.criteria)
        better = exactly(chance.uniform(problem.belief(name, criterion).mean, 1.0))
        before, after = rank(problem), rank(problem.believing(name, criterion, better))
        assert ranks(after)[name] <= ranks(before)[name]
        others = tuple(other for other in problem.alternatives if other != name)
        assert order(before, others) == order(after, others)


@pytest.mark.parametrize("most", [(7, 8), (7, 40)])
def test_hiding_the_worst_hardly_ever_gains_a_place_and_never_the_first_unremarked(
    most: tuple[int, int],
) -> None:
    gained = 0
    for chance, problem in problems(3, known=True, most=most):
        name = chance.choice(problem.alternatives)
        worst = min(problem.criteria, key=lambda c: problem.belief(name, c).mean)
        before = ranks(rank(problem))[name]
        after = rank(problem.believing(name, worst, UNKNOWN))
        gained += ranks(after)[name] < before
        if before > 1 and name in after.first:
            assert name in {remark.alternative for remark in after.by_unknown}
    assert gained <= 0.03 * MANY


def test_hiding_a_level_that_is_the_worst_hardly_ever_gains_a_place() -> None:
    chance, gained = random.Random(4), 0
    for _ in range(MANY):
        m, n = chance.randint(2, 7), chance.randint(6, 40)
        rows = [[exactly(chance.choice((0.0, 0.5, 1.0))) for _ in range(n)] for _ in range(m)]
        problem = DecisionProblem(
            alternatives=tuple(f"a{i}" for i in range(m)),
            criteria=tuple(f"c{j}" for j in range(n)),
            weights=tuple(chance.random() + 0.01 for _ in range(n)),
            beliefs=tuple(map(tuple, rows)),
        )
        name = chance.choice(problem.alternatives)
        worst = min(problem.criteria, key=lambda c: problem.belief(name, c).mean)
        after = rank(problem.believing(name, worst, UNKNOWN))
        gained += ranks(after)[name] < ranks(rank(problem))[name]
    assert gained <= 0.03 * MANY


def test_contributions_still_sum_to_the_score_whatever_is_believed() -> None:
    for _, problem in problems(5):
        for place in rank(problem).places:
            assert place.score == pytest.approx(sum(place.contributions.values()), abs=1e-12)
            assert place.lowest - TIE <= place.score <= place.highest + TIE


def test_who_more_likely_than_not_misses_a_must_have_stands_behind_all_who_meet_it() -> None:
    of = DecisionProblem(
        alternatives=("good", "unknown", "poor"),
        criteria=("must", "worth"),
        weights=(0.1, 0.9),
        beliefs=(
            (exactly(1.0), exactly(0.6)),
            (UNKNOWN, exactly(0.9)),
            (exactly(1.0), exactly(0.2)),
        ),
        musts=(("must", 1.0),),
    )
    assert [place.alternative for place in rank(of).places] == ["good", "poor", "unknown"]
    alone = rank(of.among(("unknown", "poor")))
    assert [place.alternative for place in alone.places] == ["poor", "unknown"]
    without = rank(replace(of, musts=()))
    assert [place.alternative for place in without.places] == ["unknown", "good", "poor"]
