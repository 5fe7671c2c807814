"""The interval of a measured figure: what it must grow with, and what it must not."""

import time
from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from advisor.evidence.statistics import (
    FLOOR,
    Estimate,
    Variation,
    corrected,
    interval_over_rounds,
    median,
    optimism,
    variance_of_median,
)
from advisor.evidence.students_t import t_quantile

USUAL = Variation(
    variance=0.01,
    freedom=3.0,
    session=1.0,
    session_freedom=4.0,
    shared_by_round=0.2,
    shared_by_session=0.5,
)


def half(estimate: Estimate) -> float:
    """Half of the interval's width, in logarithms."""
    return log(estimate.high / estimate.low) / 2


def over(*rounds: tuple[float, ...], between: Variation = USUAL, **more: object) -> Estimate:
    return interval_over_rounds(rounds, between=between, **more)


def test_no_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="no samples"):
        over(())


def test_the_middle_is_the_median_of_the_processes_medians() -> None:
    assert over((9.0,) * 9, (10.0,) * 9, (12.0,) * 9).middle == 10.0
    assert over(*[(10.0,) * 5] * 6, (20.0,) * 5).middle == 10.0, "one bad round is outvoted"


def test_the_interval_is_that_of_student_around_the_middle() -> None:
    estimate = over((10.0,) * 8)
    assert estimate.low * estimate.high == pytest.approx(100.0)
    assert half(estimate) == pytest.approx(estimate.scale * t_quantile(0.975, estimate.freedom))
    assert estimate.level == 0.95


def test_what_one_process_cannot_show_is_in_its_interval_all_the_same() -> None:
    estimate = over((10.0,) * 50)
    assert half(estimate) > 1.96 * sqrt(USUAL.variance * (1 + USUAL.session))


def test_more_rounds_of_one_session_narrow_it_down_to_what_sessions_differ_by() -> None:
    steady = replace(USUAL, session_freedom=30.0)
    halves = [half(over(*[(10.0,) * 9] * rounds, between=steady)) for rounds in (1, 2, 3, 5, 50)]
    assert halves == sorted(halves, reverse=True)
    assert halves[-1] > 1.96 * sqrt(USUAL.variance * USUAL.session)


def test_rounds_of_several_sessions_narrow_it_further() -> None:
    rounds = [(10.0,) * 9] * 4
    assert half(over(*rounds, sessions=(2, 2))) < half(over(*rounds, sessions=(4,)))


def test_what_is_known_better_has_a_narrower_interval() -> None:
    known = replace(USUAL, freedom=60.0, session_freedom=60.0)
    assert half(over((10.0,) * 9, between=known)) < half(over((10.0,) * 9))


def test_the_noise_within_processes_counts_too() -> None:
    noisy = tuple(float(figure) for figure in range(5, 16))
    assert half(over(noisy, noisy)) > half(over((10.0,) * 11, (10.0,) * 11))
    assert half(over((10.0,))) > half(over((10.0,) * 9)), "one sample says less than nine"


def test_what_is_known_to_have_disturbed_it_widens_it() -> None:
    assert half(over((10.0,) * 9, disturbance=1.0)) > 1.96


def test_bytes_that_are_exact_have_no_interval_and_other_bytes_no_floor() -> None:
    exact = over((7.0,), (7.0,), exact=True, size=True)
    assert (exact.low, exact.middle, exact.high, exact.scale) == (7.0, 7.0, 7.0, 0.0)
    steady = replace(USUAL, variance=1e-8)
    assert half(over((7.0,), between=steady, size=True)) < 0.001
    assert half(over((7.0,), between=steady)) > 1.96 * FLOOR


def test_nothing_at_all_has_no_logarithm_and_spans_what_was_seen() -> None:
    estimate = over((0.0,), (1.0,))
    assert (estimate.low, estimate.middle, estimate.high) == (0.0, 0.5, 1.0)


@given(st.lists(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=12), min_size=1, max_size=7))
def test_the_middle_lies_in_its_interval_and_order_does_not_matter(
    rounds: list[list[float]],
) -> None:
    filled = [tuple(figures) for figures in rounds]
    estimate = over(*filled)
    assert 0 < estimate.low <= estimate.middle <= estimate.high
    again = over(*[tuple(reversed(figures)) for figures in reversed(filled)])
    assert again.middle == estimate.middle
    assert (again.low, again.high) == pytest.approx((estimate.low, estimate.high))


@given(st.floats(1e-3, 1e3), st.integers(1, 4))
def test_a_rate_has_the_interval_of_its_time_turned_over(scale: float, rounds: int) -> None:
    times = [(1.0 * scale, 1.1 * scale, 1.3 * scale)] * rounds
    rates = [tuple(5.0 / figure for figure in figures) for figures in times]
    slow, quick = over(*times), over(*rates)
    assert quick.low == pytest.approx(5.0 / slow.high)
    assert quick.high == pytest.approx(5.0 / slow.low)


def test_thousands_of_rounds_and_of_samples_are_reckoned_with_soon() -> None:
    began = time.process_time()
    estimate = over(*[(float(number % 97 + 1),) for number in range(4000)])
    assert estimate.low <= estimate.middle <= estimate.high
    assert median([float(number % 97) for number in range(10_000)]) == 48
    assert time.process_time() - began < 2


def test_the_variance_of_a_median_goes_on_from_the_table() -> None:
    # n = 9, 11: Teichroew 1956; beyond his 20 by its normal limit, pi / 2n.
    assert variance_of_median(9) == pytest.approx(0.1661)
    assert variance_of_median(11) == pytest.approx(0.1372, rel=0.015)
    assert variance_of_median(4000) == pytest.approx(1.5708 / 4000, rel=0.01)


def estimate(middle: float, scale: float = 0.1) -> Estimate:
    return Estimate(
        middle=middle,
        low=middle * exp(-2 * scale),
        high=middle * exp(2 * scale),
        count=5,
        level=0.95,
        spread=0.1,
        freedom=5.0,
        scale=scale,
    )


def test_the_best_of_equals_looks_better_than_it_is_by_what_theory_says() -> None:
    # The mean of the largest of n standard normal variables: Teichroew 1956, table 1.
    for rivals, largest in ((1, 0.56419), (2, 0.84628), (4, 1.16296)):
        others = [estimate(1.0)] * rivals
        assert optimism(estimate(1.0), others, larger_is_better=True) == pytest.approx(
            0.1 * largest, rel=0.002
        )


def test_what_nothing_comes_near_is_not_flattered_by_having_been_chosen() -> None:
    assert optimism(estimate(2.0), [estimate(1.0)], larger_is_better=True) == 0.0
    assert corrected(estimate(2.0), [estimate(1.0)], larger_is_better=True) == estimate(2.0)


def test_having_been_chosen_moves_the_interval_to_the_worse_and_leaves_the_middle() -> None:
    quickest = corrected(estimate(1.0), [estimate(1.02)], larger_is_better=False)
    assert quickest.middle == 1.0
    assert quickest.low > estimate(1.0).low
    assert quickest.high > estimate(1.0).high
    largest = corrected(estimate(1.0), [estimate(0.98)], larger_is_better=True)
    assert largest.high < estimate(1.0).high


def test_what_all_share_chooses_nobody() -> None:
    shared = [replace(estimate(1.0), shared=0.75)] * 2
    assert optimism(shared[0], shared[1:], larger_is_better=True) == pytest.approx(
        0.05 * 0.56419, rel=0.002
    )
