"""Samples that others slowed are kept, and speak only where there are hardly any others."""

from __future__ import annotations

import pytest

from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.speaking import estimate_of, rounds_of
from advisor.model.run import Measure, Run
from tests.builders import a_run

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
    return [doubt.kind for doubt in doubts_about_runs(None, runs, "here")]


def test_the_samples_that_nobody_slowed_speak_alone_and_that_is_said() -> None:
    run = taken((1.0, 1.0), (1.9, 1.8), (1.1, 1.2), (1.2, 1.1), (1.8, 2.0))
    assert rounds_of([run]) == ((1.0, 1.1, 1.2),)
    assert kinds(run) == ["disturbed_left_out"]


def test_too_few_of_them_do_not() -> None:
    run = taken((1.0, 1.0), (1.9, 1.8), (1.8, 2.0), (1.7, 1.9), (1.1, 1.2))
    assert rounds_of([run]) == (run.samples,)
    assert kinds(run) == ["disturbed"]


def test_of_several_processes_one_alone_does_not_speak_for_all() -> None:
    calm, slow = taken((1.0, 1.0), (1.1, 1.0), (1.2, 1.0)), taken((1.9, 1.8), (1.8, 2.0))
    assert rounds_of([calm, slow]) == (calm.samples, slow.samples)
    another = taken((1.0, 1.1), (1.9, 1.8))
    assert rounds_of([calm, slow, another]) == (calm.samples, (1.0,))


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


def test_several_processes_show_by_themselves_how_much_it_matters() -> None:
    estimate = estimate_of([taken((1.0, 1.8)), taken((1.1, 1.9))])
    assert estimate is not None
    assert estimate.low > 0.9
