"""Quantiles of Student's t, against published tables."""

import pytest

from advisor.evidence.students_t import figures_at, normal_quantile, t_points, t_quantile


@pytest.mark.parametrize(
    ("freedom", "p90", "p95", "p975", "p995"),
    [
        # Fisher & Yates, Statistical Tables, table III: both tails .2, .1, .05, .01.
        (1, 3.078, 6.314, 12.706, 63.657),
        (2, 1.886, 2.920, 4.303, 9.925),
        (3, 1.638, 2.353, 3.182, 5.841),
        (4, 1.533, 2.132, 2.776, 4.604),
        (5, 1.476, 2.015, 2.571, 4.032),
        (7, 1.415, 1.895, 2.365, 3.499),
        (10, 1.372, 1.812, 2.228, 3.169),
        (20, 1.325, 1.725, 2.086, 2.845),
        (30, 1.310, 1.697, 2.042, 2.750),
        (120, 1.289, 1.658, 1.980, 2.617),
        (float("inf"), 1.282, 1.645, 1.960, 2.576),
    ],
)
def test_the_quantiles_are_those_of_the_published_table(
    freedom: float, p90: float, p95: float, p975: float, p995: float
) -> None:
    found = [t_quantile(p, freedom) for p in (0.9, 0.95, 0.975, 0.995)]
    assert found == pytest.approx([p90, p95, p975, p995], abs=6e-4)


def test_any_real_degrees_of_freedom_give_what_scipy_gives() -> None:
    stats = pytest.importorskip("scipy.stats")
    for freedom in (2.0, 2.5, 3.0, 3.7, 4.9, 6.2, 11.3, 48.0, 1e4):
        for p in (0.5005, 0.6, 0.9, 0.975, 0.9995):
            assert t_quantile(p, freedom) == pytest.approx(stats.t.ppf(p, freedom), rel=1e-3)
    for p in (1e-6, 0.02, 0.3, 0.7):
        assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-7)


def test_both_sides_are_alike_and_the_points_are_equally_likely() -> None:
    points = t_points(4.0, 16)
    assert points == pytest.approx([-point for point in reversed(points)])
    assert sum(point < t_quantile(0.25, 4.0) for point in points) == 4


def test_no_quantile_lies_outside() -> None:
    for p, freedom in ((0.0, 3.0), (1.0, 3.0), (0.5, 0.5)):
        with pytest.raises(ValueError, match="no quantile"):
            t_quantile(p, freedom)


def test_the_figures_of_an_interval_have_its_ends_as_their_outer_fortieths() -> None:
    figures = figures_at(2.0, 8.0, 5.0, 400)
    assert sum(figure < 2.0 for figure in figures) == 10
    assert sum(figure > 8.0 for figure in figures) == 10
    assert figures[199] < 4.0 < figures[200]
