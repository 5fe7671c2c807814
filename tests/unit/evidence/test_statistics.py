"""The interval of a median, against published tables of order-statistic intervals."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.evidence.statistics import UNSEEN, interval_over_rounds, median_interval


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        # Order statistics that cover the median with at least 95 %: Conover, Practical
        # Nonparametric Statistics, 3rd ed. 1999, section 3.2, from the binomial distribution with p
        # = 1/2.
        (6, 1, 6),
        (10, 2, 9),
        (15, 4, 12),
        (20, 6, 15),
        (25, 8, 18),
        (50, 18, 33),
    ],
)
def test_the_interval_is_that_of_the_published_table(n: int, low: int, high: int) -> None:
    estimate = median_interval(tuple(float(i) for i in range(1, n + 1)))
    assert (estimate.low, estimate.high) == (low, high)


def test_five_samples_reach_less_than_the_level_asked_for_and_say_so() -> None:
    estimate = median_interval((1.0, 2.0, 3.0, 4.0, 5.0))
    assert (estimate.low, estimate.middle, estimate.high) == (1.0, 3.0, 5.0)
    assert estimate.level == pytest.approx(1 - 2 / 32)


def test_one_sample_has_no_confidence_at_all() -> None:
    estimate = median_interval((7.0,))
    assert (estimate.middle, estimate.low, estimate.high, estimate.level) == (7.0, 7.0, 7.0, 0.0)


def test_no_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="no samples"):
        median_interval(())


@given(st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60))
def test_the_median_lies_in_its_interval_and_order_does_not_matter(samples: list[float]) -> None:
    estimate = median_interval(tuple(samples))
    assert min(samples) <= estimate.low <= estimate.middle <= estimate.high <= max(samples)
    assert median_interval(tuple(reversed(samples))) == estimate


def test_rounds_that_differ_are_what_the_interval_shows() -> None:
    steady = interval_over_rounds([(10.0,) * 9, (10.0,) * 9, (10.0,) * 9])
    apart = interval_over_rounds([(9.0,) * 9, (10.0,) * 9, (12.0,) * 9])
    assert (steady.low, steady.middle, steady.high) == (10.0, 10.0, 10.0)
    assert (apart.low, apart.middle, apart.high) == (9.0, 10.0, 12.0)


def test_one_bad_round_of_seven_is_outvoted() -> None:
    estimate = interval_over_rounds([(10.0,) * 5] * 6 + [(20.0,) * 5])
    assert (estimate.low, estimate.middle, estimate.high) == (10.0, 10.0, 10.0)


def test_the_noise_within_rounds_counts_too() -> None:
    noisy = tuple(float(figure) for figure in range(8, 13)) * 4
    estimate = interval_over_rounds([noisy, noisy])
    assert estimate.low < estimate.middle < estimate.high
    alone = median_interval(noisy)
    assert estimate.high - estimate.low < alone.high - alone.low


def test_one_round_is_the_interval_of_its_samples() -> None:
    samples = tuple(float(figure) for figure in range(1, 21))
    assert interval_over_rounds([samples]) == median_interval(samples)


def test_a_single_sample_is_a_figure_with_an_interval_that_says_how_little_that_is() -> None:
    alone, two = interval_over_rounds([(10.0,)]), interval_over_rounds([(10.0,), (10.0,)])
    assert (alone.low, alone.high) == (
        pytest.approx(10 * (1 - UNSEEN)),
        pytest.approx(10 * (1 + UNSEEN)),
    )
    assert alone.low < two.low < two.high < alone.high


@given(st.lists(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12), min_size=1, max_size=7))
def test_the_median_of_rounds_lies_in_its_interval(rounds: list[list[float]]) -> None:
    estimate = interval_over_rounds([tuple(figures) for figures in rounds])
    assert estimate.low <= estimate.middle <= estimate.high


def test_thousands_of_rounds_and_of_samples_are_reckoned_with_soon() -> None:
    began = time.process_time()
    rounds = [(float(number % 97),) for number in range(4000)]
    estimate = interval_over_rounds(rounds)
    assert estimate.low <= estimate.middle <= estimate.high
    many = median_interval(tuple(float(number % 97) for number in range(10_000)))
    assert 46 <= many.low <= 48 <= many.high <= 50
    assert time.process_time() - began < 2


def test_the_ranks_of_many_rounds_go_on_from_those_of_fewer() -> None:
    def rank(n: int) -> float:
        estimate = interval_over_rounds([(float(number),) for number in range(n)], unseen=0.0)
        return (estimate.middle - estimate.low) / n**0.5

    assert rank(1000) == pytest.approx(rank(1001), rel=0.05)
