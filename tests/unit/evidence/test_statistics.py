"""The interval of a median, against published tables of order-statistic intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.evidence.statistics import median_interval


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        # Order statistics that cover the median with at least 95 %: Conover, Practical Nonparametric Statistics,
        # 3rd ed. 1999, section 3.2, from the binomial distribution with p = 1/2.
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
