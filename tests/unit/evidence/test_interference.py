"""Samples that others slowed count, and that is said; a single one may have been quicker
without."""

from __future__ import annotations

import pytest

from advisor.evidence.comparable_runs import estimate_of, rounds_of
from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.interference import least_disturbed
from advisor.model.run import USUAL_SLOWNESS, Measure, Run
from tests.builders import a_run, some_wanted

TIME = Measure(kind="time", unit="s")


def taken(*samples: tuple[float, float], **changes: object) -> Run:
    """(seconds, slowness) of each sample."""
    return a_run(
        measure=TIME,
        samples=tuple(seconds for seconds, _ in samples),
        slowness=tuple(slowness for _, slowness in samples),
        **changes,
    )


def kinds(*runs: Run) -> list[str]:
    return [doubt.kind for doubt in doubts_about_runs(None, runs, some_wanted())]


def test_what_others_slowed_is_said_and_counts_all_the_same() -> None:
    run = taken((1.0, 1.0), (1.9, 1.8), (1.1, 1.2), (1.2, 1.1), (1.8, 2.0))
    assert rounds_of([run]) == (run.samples,)
    (doubt,) = doubts_about_runs(None, (run,), some_wanted())
    assert (doubt.kind, doubt.values) == ("disturbed", {"percent": 40})


def test_where_nobody_looked_every_sample_counts_without_a_doubt() -> None:
    run = a_run(measure=TIME)
    assert rounds_of([run]) == (run.samples,)
    assert "disturbed" not in kinds(run)


@pytest.mark.parametrize(
    ("measure", "low", "high"),
    [(TIME, 2.0 / 1.8, 2.2), (Measure(kind="rate", unit="images/s", work=8.0), 3.6, 4.0 * 1.8)],
)
def test_a_single_sample_that_was_slowed_may_have_been_quicker_but_not_slower(
    measure: Measure, low: float, high: float
) -> None:
    estimate = estimate_of([a_run(measure=measure, samples=(2.0,), slowness=(1.8,))])
    assert estimate is not None
    assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


def usually(slowness: float, usual: float, **changes: object) -> Run:
    return a_run(
        measure=TIME,
        samples=(2.0,),
        slowness=(slowness,),
        conditions={USUAL_SLOWNESS: usual},
        **changes,
    )


def test_what_slowed_everybody_alike_does_not_widen_the_interval() -> None:
    estimate = estimate_of([usually(1.6, 1.6)])
    assert estimate is not None
    assert (estimate.low, estimate.high) == (pytest.approx(1.8), pytest.approx(2.2))
    assert kinds(usually(1.6, 1.6)) == ["disturbed"], "but it is said"


def test_one_that_had_a_quiet_moment_in_a_session_without_many_may_usually_be_slower() -> None:
    estimate = estimate_of([usually(1.0, 1.5)])
    assert estimate is not None
    assert (estimate.low, estimate.high) == (pytest.approx(1.8), pytest.approx(3.0))


def test_beside_what_was_measured_in_a_quieter_session_it_may_have_been_quicker() -> None:
    disturbed, quiet = usually(1.6, 1.6), usually(1.0, 1.0, framework="calmnet")
    usual = least_disturbed([disturbed, quiet])[disturbed.machine, disturbed.workload]
    estimate = estimate_of([disturbed], usual_elsewhere=usual)
    assert estimate is not None
    assert estimate.low == pytest.approx(2.0 / 1.6)


def test_where_nobody_disturbed_small_differences_are_none() -> None:
    estimate = estimate_of([usually(1.2, 1.05)])
    assert estimate is not None
    assert (estimate.low, estimate.high) == (pytest.approx(1.8), pytest.approx(2.2))


def test_several_processes_show_by_themselves_how_much_it_matters() -> None:
    estimate = estimate_of([taken((1.0, 1.8)), taken((1.1, 1.9))])
    assert estimate is not None
    assert estimate.low > 0.9
