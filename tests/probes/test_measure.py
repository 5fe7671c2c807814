"""The stopwatch, with a clock that the tests wind."""

import gc

import pytest

from probes import measure
from probes.measure import MOST_SAMPLES, SHORTEST_SAMPLE, Quiet, Stopwatch, TooSlow, half_width


class World:
    """A clock and some work that moves it."""

    def __init__(self, *seconds):
        self.now = 100.0
        self.durations = list(seconds)
        self.calls = 0
        self.collections = 0

    def iterate(self):
        self.now += self.durations[min(self.calls, len(self.durations) - 1)]
        self.calls += 1

    def clock(self):
        return self.now

    def collect(self):
        self.collections += 1

    def stopwatch(self):
        return Stopwatch(self.iterate, clock=self.clock, collect=self.collect)


def test_a_tiny_operation_is_repeated_until_a_sample_can_be_trusted():
    world = World(1e-6)
    watch = world.stopwatch()

    list(watch.warm_up(seconds=0.1, limit=10, fewest=5))
    samples = list(watch.samples(seconds=0.1, limit=10, least=5))

    assert watch.loops * 1e-6 >= SHORTEST_SAMPLE
    assert samples == pytest.approx([1e-6] * len(samples))


def test_a_budget_gives_longer_samples_not_endless_ones():
    world = World(1e-5)
    watch = world.stopwatch()

    list(watch.warm_up(seconds=20, limit=300, fewest=5))

    assert len(list(watch.samples(seconds=20, limit=300, least=5))) <= MOST_SAMPLES + 1


def test_a_long_operation_is_taken_once_per_sample():
    world = World(0.5)
    watch = world.stopwatch()

    list(watch.warm_up(seconds=2, limit=300, fewest=5))

    assert watch.loops == 1
    assert list(watch.samples(seconds=2, limit=300, least=5)) == [0.5] * 5


def test_compiling_steps_are_warm_up():
    world = World(119, 51, 26, 16, 6.6, 1.3, 1.31, 1.29, 1.3, 1.3)
    watch = world.stopwatch()

    warm = list(watch.warm_up(seconds=20, limit=300, fewest=5))

    assert warm[:6] == pytest.approx([119, 51, 26, 16, 6.6, 1.3])
    assert max(watch.samples(seconds=5, limit=300, least=5)) < 1.4


def test_a_slow_first_step_does_not_hide_how_short_the_others_are():
    world = World(3.0, 2e-6)
    watch = world.stopwatch()

    list(watch.warm_up(seconds=10, limit=300, fewest=5))

    assert watch.loops * 2e-6 >= SHORTEST_SAMPLE


def test_warm_up_that_settles_says_so():
    world = World(0.2, 0.1, 0.1)
    watch = world.stopwatch()

    assert len(list(watch.warm_up(seconds=10, limit=300, fewest=5))) == 5
    assert watch.settled


def test_warm_up_that_runs_out_of_time_is_a_reason_to_doubt():
    world = World(1.0)
    watch = world.stopwatch()

    list(watch.warm_up(seconds=2, limit=300, fewest=5))

    assert not watch.settled


def test_the_fewest_samples_are_taken_beyond_the_budget():
    world = World(1.0)
    watch = world.stopwatch()

    assert len(list(watch.samples(seconds=2, limit=300, least=5))) == 5


def test_what_cannot_fit_is_given_up_early_with_its_bound():
    world = World(80.0)

    with pytest.raises(TooSlow) as caught:
        list(world.stopwatch().warm_up(seconds=2, limit=300, fewest=5))

    assert caught.value.seconds == 80.0
    assert world.calls == 2


def test_the_limit_holds_while_sampling_too():
    world = World(1.0, 1.0, 1.0, 100.0)

    with pytest.raises(TooSlow) as caught:
        list(world.stopwatch().samples(seconds=2, limit=100, least=5))

    assert caught.value.seconds == 1.0


def test_sampling_ends_when_the_interval_is_narrow_enough():
    world = World(0.1)

    assert len(list(world.stopwatch().samples(seconds=60, limit=300, least=5, precision=0.01))) == 6


def test_sampling_goes_on_for_longer_where_the_interval_is_too_wide():
    world = World(*[0.1, 0.2] * 100)

    samples = list(
        world.stopwatch().samples(seconds=2, limit=300, least=5, precision=0.01, longest=6)
    )

    assert sum(samples) == pytest.approx(6, abs=0.3)


def test_in_a_hurry_a_few_samples_do():
    world = World(4.0)

    assert list(world.stopwatch().samples(seconds=20, limit=9, least=5, fewest=1)) == [4.0, 4.0]


def test_in_a_hurry_what_gives_none_is_too_slow():
    world = World(4.0)

    with pytest.raises(TooSlow):
        list(world.stopwatch().warm_up(seconds=20, limit=3, fewest=1))


def test_steps_that_were_compared_already_warm_it_up():
    world = World(1.0)
    watch = world.stopwatch()

    assert list(watch.warm_up(seconds=1, limit=300, fewest=1, seen=1.0)) == [1.0]


def test_in_a_hurry_a_step_as_long_as_all_the_samples_was_warmed_up_by_the_one_that_was_compared():
    world = World(4.0)
    watch = world.stopwatch()

    assert list(watch.warm_up(seconds=1, limit=300, fewest=1, seen=4.0, hurried=True)) == []
    assert list(watch.samples(seconds=1, limit=300, least=2, fewest=1)) == [4.0]
    assert not watch.settled


def test_in_a_hurry_a_step_that_cannot_fit_any_more_is_not_begun():
    world = World(4.0)

    with pytest.raises(TooSlow):
        list(world.stopwatch().warm_up(seconds=1, limit=3, fewest=1, seen=4.0, hurried=True))
    assert world.calls == 0


def test_in_a_hurry_short_steps_are_warmed_up_all_the_same():
    world = World(0.5)

    assert list(
        world.stopwatch().warm_up(seconds=1, limit=300, fewest=1, seen=0.5, hurried=True)
    ) == [0.5, 0.5]


def test_the_interval_of_a_few_samples_is_endless_and_of_many_the_middle_of_them():
    assert half_width([1.0] * 5) == float("inf")
    assert half_width([1.0] * 6) == 0.0
    assert half_width([0.9, 1.1] * 50) == pytest.approx(0.2 / 2 / 1.1)


def test_garbage_is_collected_between_samples_not_within():
    world = World(0.1)
    watch = world.stopwatch()

    list(watch.samples(seconds=2, limit=300, least=5))

    assert 5 <= world.collections <= 10


def test_the_collector_is_off_while_it_is_quiet_and_on_again_after():
    with Quiet():
        assert not gc.isenabled()
        assert gc.get_freeze_count() > 0

    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_the_stopwatch_knows_no_framework_and_no_workload():
    with open(measure.__file__, encoding="utf-8") as source:
        imports = [line for line in source if line.startswith(("import ", "from "))]

    assert imports == ["import gc\n", "import math\n", "import time\n"]


def test_a_sample_costs_next_to_nothing_beside_its_work():
    watch = Stopwatch(lambda: None)
    watch.loops = 1

    cheapest = min(watch._take() for _ in range(2000))

    assert cheapest < 1e-6
