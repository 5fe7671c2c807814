"""Samples that others slowed count, and that is said; a single one may have been quicker
without."""

from __future__ import annotations

from math import log

import pytest

from advisor.evidence.comparable_runs import estimate_of, rounds_of
from advisor.evidence.doubts import doubts_about_runs
from advisor.evidence.interference import least_disturbed, times_missed
from advisor.evidence.results import compared
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


RATE = Measure(kind="rate", unit="images/s", work=8.0)


@pytest.mark.parametrize(("measure", "quicker"), [(TIME, 2.0 / 1.8), (RATE, 4.0 * 1.8)])
def test_a_single_sample_that_was_slowed_may_have_been_quicker(
    measure: Measure, quicker: float
) -> None:
    slowed, calm = (
        reach(a_run(measure=measure, samples=(2.0,), slowness=(slowness,)))
        for slowness in (1.8, 1.0)
    )
    estimate = estimate_of([a_run(measure=measure, samples=(2.0,), slowness=(1.8,))])
    assert estimate is not None
    assert estimate.low < quicker < estimate.high
    assert slowed > calm


def reach(*runs: Run, **more: float) -> float:
    """Half of the interval's width, in logarithms."""
    estimate = estimate_of(runs, **more)
    assert estimate is not None
    return log(estimate.high / estimate.low) / 2


NOTHING = reach(a_run(measure=TIME, samples=(2.0,)))


def usually(slowness: float, usual: float, **changes: object) -> Run:
    return a_run(
        measure=TIME,
        samples=(2.0,),
        slowness=(slowness,),
        conditions={USUAL_SLOWNESS: usual},
        **changes,
    )


def test_what_slowed_everybody_alike_does_not_widen_the_interval() -> None:
    assert reach(usually(1.6, 1.6)) == pytest.approx(NOTHING)
    assert kinds(usually(1.6, 1.6)) == ["disturbed"], "but it is said"


def test_one_that_had_a_quiet_moment_in_a_session_without_many_may_usually_be_slower() -> None:
    assert reach(usually(1.0, 1.5)) > max(NOTHING, log(1.5))


def test_beside_what_was_measured_in_a_quieter_session_it_may_have_been_quicker() -> None:
    disturbed, quiet = usually(1.6, 1.6), usually(1.0, 1.0, framework="calmnet")
    usual = least_disturbed([disturbed, quiet])[disturbed.machine, disturbed.workload]
    assert reach(disturbed, usual_elsewhere=usual) > max(NOTHING, log(1.6))


def test_where_nobody_disturbed_small_differences_are_none() -> None:
    assert reach(usually(1.2, 1.05)) == pytest.approx(NOTHING)


def test_several_processes_show_by_themselves_how_much_it_matters() -> None:
    slowed = reach(taken((1.0, 1.8)), taken((1.1, 1.9)))
    assert slowed == pytest.approx(reach(taken((1.0, 1.0)), taken((1.1, 1.0))))


def given(seconds_per_second: float, load: float = 0.0, **more: object) -> Run:
    """A run that asked for two processors and was given so much."""
    conditions = {
        "cpu_seconds_per_second": seconds_per_second,
        "threads_asked": "2",
        "load_per_core_before": load,
    }
    return a_run(measure=TIME, tolerance=1e-5, samples=(2.0,), conditions=conditions, **more)


def test_processor_time_that_was_not_received_widens_the_interval_and_is_said() -> None:
    starved = given(0.25, load=2.0)
    assert times_missed([starved]) == pytest.approx(8.0)
    assert reach(starved) > 1.9 * log(8.0)
    assert "starved" in kinds(starved)


def test_one_that_uses_one_processor_by_nature_missed_nothing() -> None:
    single = given(1.0)
    assert times_missed([single]) == 1.0
    assert reach(single) == pytest.approx(reach(given(2.0)))
    assert "starved" not in kinds(single)


def test_below_one_processor_it_was_starved_whoever_looked() -> None:
    assert times_missed([given(0.5)]) == pytest.approx(2.0)


def test_a_round_that_was_starved_among_others_is_outvoted() -> None:
    assert times_missed([given(0.5), given(2.0), given(2.0)]) == 1.0


def test_off_the_processors_and_where_nobody_counted_nothing_was_missed() -> None:
    assert times_missed([given(0.25, device="cuda")]) == 1.0
    assert times_missed([a_run(measure=TIME, tolerance=1e-5)]) == 1.0
    assert times_missed([a_run(outcome="crashed", samples=())]) == 1.0


def test_one_starved_sample_is_apart_from_nothing() -> None:
    quick = a_run(measure=TIME, framework="beta", samples=(0.7,))
    (found,) = compared((given(0.25, load=2.0),), (quick,))
    assert not found.apart
    assert "starved" in {doubt.kind for doubt in found.doubts[0]}
