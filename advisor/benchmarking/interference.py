"""Whether anybody else uses the processors: one process is measured at a time, and how fast the
processors are just now tells of others. A kernel cannot say that where others use the same cores
unseen by it: other guests of its host, or whoever has the other half of a core.

A short loop of our own interpreter is always the same work. It runs beside what is measured, a
hundredth of the time at most, and what it takes at its fastest is known after a while: a processor
that takes much longer is not ours alone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from advisor.benchmarking.front_end import FrontEnd
from advisor.evidence.statistics import median
from advisor.lab.lock import held, machine_lock
from advisor.model.event import Progressed

ADDITIONS = 2000
"""Of one loop: some 70 us."""
REPEATS = 60
"""Of the loop on one processor at most; the fastest counts. One that was idle takes 4 ms to come up
to its speed, and any loop may be interrupted."""
NEAR = 1.1
"""Times the fastest loop ever: then the others are spared."""
LEARNING = 10
"""Readings that are taken whole, so that the fastest is known."""
INTERVAL = 0.5
"""Seconds between two readings."""
MOST_PROCESSORS = 8
"""Looked at in one reading; of a larger machine the others are taken to be like these."""


def _add() -> None:
    total = 0
    for number in range(ADDITIONS):
        total += number


class InterferenceMonitor:
    """The readings of one session, by the clock that workers use, too.

    Args:
        fastest: seconds of a loop when nobody disturbs, as far as another session knew.
        processors: those that are looked at; all that we may run on where they are left out.
        loop, clock: replaced in tests.
    """

    def __init__(
        self,
        *,
        fastest: float = float("inf"),
        processors: Sequence[int] | None = None,
        loop: Callable[[], None] = _add,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        allowed = os.sched_getaffinity(0) if processors is None else processors
        self.fastest = fastest
        """Seconds of a loop when nobody disturbs, as far as was seen, here or on another day."""
        self.readings: list[tuple[float, float]] = []
        """(when, seconds of a loop, the mean over the processors)"""
        self._session: list[float] = []
        """Those seconds of every reading."""
        self._processors = list(allowed)[:MOST_PROCESSORS]
        self._loop = loop
        self._clock = clock

    def read(self) -> None:
        """Look at each processor; only in a thread of its own, which it moves about."""
        learnt = len(self._session) >= LEARNING
        enough = NEAR * self.fastest if learnt else 0.0
        taken = []
        for processor in self._processors:
            os.sched_setaffinity(0, {processor})
            taken.append(self._fastest_loop(enough))
        self.fastest = min(self.fastest, *taken)
        mean = sum(taken) / len(taken)
        self._session.append(mean)
        self.readings.append((self._clock(), mean))

    def _fastest_loop(self, enough: float) -> float:
        """Seconds of the fastest loop; no more of them are run when one takes no longer than is
        enough."""
        fastest = float("inf")
        for _ in range(REPEATS):
            began = self._clock()
            self._loop()
            fastest = min(fastest, self._clock() - began)
            if fastest <= enough:
                break
        return fastest

    @contextmanager
    def watching(self) -> Iterator[None]:
        """A reading now and then until it closes; the readings of before are forgotten."""
        self.readings.clear()
        over = threading.Event()

        def watch() -> None:
            while not over.wait(INTERVAL):
                try:
                    self.read()
                except OSError:  # A processor was taken from us.
                    return

        thread = threading.Thread(target=watch, name="interference", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def usual_slowness(self) -> float | None:
        """For most of the session so far: the median of all its readings; None before there are
        any."""
        return median(self._session) / self.fastest if self._session else None

    def slowness(self, begin: float, end: float) -> float | None:
        """How many times as long as undisturbed a loop took between two moments: the mean of the
        readings between and next to them. None where there was no reading."""
        near = [
            taken
            for when, taken in list(self.readings)
            if begin - INTERVAL <= when <= end + INTERVAL
        ]
        return sum(near) / len(near) / self.fastest if near else None


class Undisturbed:
    """The machine's lock of one session, which may ask for it again while it holds it."""

    def __init__(self, front: FrontEnd) -> None:
        self._front = front
        self._held = False

    @contextmanager
    def by_others(self, *frameworks: str) -> Iterator[None]:
        """Nobody else measures on this machine meanwhile.

        Args:
            frameworks: what is measured, for those who wait.

        Raises:
            Cancelled: while waiting.
        """
        if self._held:
            yield
            return
        with held(
            machine_lock(),
            what=f"fwadvisor measures {', '.join(frameworks)}",
            on_wait=self._wait,
            cancelled=self._front.cancelled,
            say=self._front.say,
        ):
            self._held = True
            try:
                yield
            finally:
                self._held = False

    def _wait(self, holder: str) -> None:
        message = self._front.say("waiting: {holder}", holder=holder)
        self._front.on_event(Progressed(task="lock", message=message))
