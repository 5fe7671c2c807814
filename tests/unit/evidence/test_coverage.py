"""A seeded sample of the simulation in tests/benchmarks/coverage.py: do intervals reach their
level?"""

import pytest

from tests.benchmarks.coverage import KINDS, ROUNDS, coverage

WORLDS = 60
"""Cells of one world hang together, so a share of these is off by up to 6 points: the benchmark has
2,000 worlds."""


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_95_percent_interval_covers_what_it_says(kind: str, rounds: int) -> None:
    found = coverage(kind, rounds, WORLDS)
    least = 0.87 if kind == "in the model" else 0.82
    for covered in (found.cells, found.chosen, found.ratios):
        assert least <= covered.share <= 1.0
