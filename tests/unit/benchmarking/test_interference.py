"""The monitor tells when others slow the processors: with a clock that the tests wind, and once
with the real one."""

from __future__ import annotations

import os
import time

import pytest

from advisor.benchmarking.interference import INTERVAL, LEARNING, REPEATS, InterferenceMonitor


class World:
    """A processor whose loops take as long as a test says."""

    def __init__(self) -> None:
        self.now = 100.0
        self.seconds = 1.0
        self.run = 0
        self.first: list[float] = []
        """What the next loops take, before all take `seconds`."""
        one = next(iter(os.sched_getaffinity(0)))
        self.monitor = InterferenceMonitor(processors=[one], loop=self.loop, clock=lambda: self.now)

    def loop(self) -> None:
        self.run += 1
        self.now += self.first.pop(0) if self.first else self.seconds

    def read(self, at: float, seconds: float) -> None:
        self.now, self.seconds = at - REPEATS * seconds, seconds
        self.monitor.read()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(autouse=True)
def as_before():  # type: ignore[no-untyped-def]
    """A reading moves its thread about, which here is the tests' own."""
    before = os.sched_getaffinity(0)
    yield
    os.sched_setaffinity(0, before)


def test_slowness_is_a_multiple_of_the_fastest_loop_that_was_seen(world: World) -> None:
    world.read(50.0, 0.001)
    world.read(200.0, 0.002)
    assert world.monitor.slowness(199.0, 201.0) == pytest.approx(2.0)
    assert world.monitor.slowness(49.0, 51.0) == pytest.approx(1.0)


def test_it_is_the_mean_of_the_readings_within_and_next_to_a_sample(world: World) -> None:
    world.read(50.0, 0.001)
    world.read(60.0, 0.003)
    assert world.monitor.slowness(50.0 + INTERVAL / 2, 60.0 - INTERVAL / 2) == pytest.approx(2.0)


def test_usual_is_what_most_of_the_session_was_like(world: World) -> None:
    assert world.monitor.usual_slowness() is None
    for at, seconds in ((50.0, 0.001), (60.0, 0.003), (70.0, 0.003)):
        world.read(at, seconds)
    with world.monitor.watching():
        usual = world.monitor.usual_slowness()
    assert usual == pytest.approx(3.0), "though the readings of before are forgotten"


def test_of_a_moment_without_a_reading_nothing_is_known(world: World) -> None:
    world.read(50.0, 0.001)
    assert world.monitor.slowness(70.0, 71.0) is None


def test_what_another_day_saw_counts_too(world: World) -> None:
    world.monitor.fastest = 0.0005
    world.read(50.0, 0.001)
    assert world.monitor.slowness(49.0, 51.0) == pytest.approx(2.0)


def test_a_loop_that_was_interrupted_does_not_count(world: World) -> None:
    world.seconds, world.first = 0.001, [0.9]
    world.monitor.read()
    assert world.monitor.fastest == pytest.approx(0.001)


def test_a_processor_that_comes_up_to_its_speed_is_not_asked_any_longer(world: World) -> None:
    for number in range(LEARNING):
        world.read(50.0 + number, 0.001)
    world.run, world.first = 0, [0.002] * 4
    world.monitor.read()
    assert world.run == 5
    assert world.monitor.readings[-1][1] == pytest.approx(0.001)


def test_it_watches_beside_what_is_measured_and_no_longer() -> None:
    monitor = InterferenceMonitor()
    with monitor.watching():
        began = time.perf_counter()
        time.sleep(3 * INTERVAL)
        ended = time.perf_counter()
    counted = len(monitor.readings)
    assert counted >= 1
    slowness = monitor.slowness(began, ended)
    assert slowness is not None
    assert slowness >= 1
    time.sleep(2 * INTERVAL)
    assert len(monitor.readings) == counted


def test_the_thread_that_measures_stays_where_it_was() -> None:
    before = os.sched_getaffinity(0)
    with InterferenceMonitor().watching():
        time.sleep(1.5 * INTERVAL)
        assert os.sched_getaffinity(0) == before
    assert os.sched_getaffinity(0) == before
