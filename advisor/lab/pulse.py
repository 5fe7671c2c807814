"""How fast the processors are just now. A kernel cannot say that where others use the same cores unseen by it: other
guests of its host, or whoever has the other half of a core.

A short loop of our own interpreter is always the same work. It runs beside what is measured, a few thousandths of the
time, and what it takes at its fastest is known after a while: a processor that takes much longer is not ours alone.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

LOOPS = 2000
"""Of one spin: some 70 us."""
SPINS = 12
"""Of a beat on one processor; the fastest counts, since the first have cold caches and any may be interrupted."""
INTERVAL = 0.3
"""Seconds between two beats."""
MOST_PROCESSORS = 8
"""Looked at in one beat; of a larger machine the others are taken to be like these."""


def _spin() -> None:
    total = 0
    for number in range(LOOPS):
        total += number


class Pulse:
    """The beats of one session, by the clock that workers use, too."""

    def __init__(
        self,
        *,
        fastest: float = float("inf"),
        processors: Sequence[int] | None = None,
        spin: Callable[[], None] = _spin,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self.fastest = fastest
        """Seconds of a spin when nobody disturbs, as far as was seen, here or on another day."""
        self.beats: list[tuple[float, float]] = []
        """(when, seconds of a spin on the slowest processor)"""
        self._processors = list(os.sched_getaffinity(0) if processors is None else processors)[:MOST_PROCESSORS]
        self._spin = spin
        self._clock = clock

    def beat(self) -> None:
        """Look at each processor; only in a thread of its own, which it moves about."""
        taken = []
        for processor in self._processors:
            os.sched_setaffinity(0, {processor})
            taken.append(min(self._timed() for _ in range(SPINS)))
        self.fastest = min(self.fastest, *taken)
        self.beats.append((self._clock(), max(taken)))

    def _timed(self) -> float:
        began = self._clock()
        self._spin()
        return self._clock() - began

    @contextmanager
    def beating(self) -> Iterator[None]:
        """A beat now and then until it closes; the beats of before are forgotten."""
        self.beats.clear()
        over = threading.Event()

        def beat_on() -> None:
            while not over.wait(INTERVAL):
                try:
                    self.beat()
                except OSError:  # A processor was taken from us.
                    return

        thread = threading.Thread(target=beat_on, name="pulse", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def slowness(self, begin: float, end: float) -> float | None:
        """How many times as long as undisturbed a spin took between two moments: the mean of the beats between and next
        to them, each on the slowest processor. None where there was no beat."""
        near = [taken for when, taken in list(self.beats) if begin - INTERVAL <= when <= end + INTERVAL]
        return sum(near) / len(near) / self.fastest if near else None
