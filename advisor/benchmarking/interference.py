"""How fast the processors are just now. A kernel cannot say that where others use the same cores
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

from advisor.evidence.statistics import median

LOOPS = 2000
"""Of one spin: some 70 us."""
SPINS = 60
"""Of a beat on one processor at most; the fastest counts. One that was idle takes 4 ms to come up
to its speed, and any spin may be interrupted."""
NEAR = 1.1
"""Times the fastest spin ever: then the others are spared."""
LEARNING = 10
"""Beats that are taken whole, so that the fastest is known."""
INTERVAL = 0.5
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
        """(when, seconds of a spin, the mean over the processors)"""
        self._session: list[float] = []
        """Those seconds of every beat."""
        self._learnt = 0
        self._processors = list(os.sched_getaffinity(0) if processors is None else processors)[
            :MOST_PROCESSORS
        ]
        self._spin = spin
        self._clock = clock

    def beat(self) -> None:
        """Look at each processor; only in a thread of its own, which it moves about."""
        enough = NEAR * self.fastest if self._learnt >= LEARNING else 0.0
        taken = []
        for processor in self._processors:
            os.sched_setaffinity(0, {processor})
            taken.append(self._fastest_of(SPINS, enough))
        self._learnt += 1
        self.fastest = min(self.fastest, *taken)
        self._session.append(sum(taken) / len(taken))
        self.beats.append((self._clock(), self._session[-1]))

    def _fastest_of(self, spins: int, enough: float) -> float:
        """Seconds of the fastest spin; no more of them are made when one takes no longer than is
        enough."""
        fastest = float("inf")
        for _ in range(spins):
            began = self._clock()
            self._spin()
            fastest = min(fastest, self._clock() - began)
            if fastest <= enough:
                break
        return fastest

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

    def usual(self) -> float | None:
        """Slowness for most of the session so far: the median of all its beats; None before there
        are any."""
        return median(self._session) / self.fastest if self._session else None

    def slowness(self, begin: float, end: float) -> float | None:
        """How many times as long as undisturbed a spin took between two moments: the mean of the
        beats between and next to them. None where there was no beat."""
        near = [
            taken for when, taken in list(self.beats) if begin - INTERVAL <= when <= end + INTERVAL
        ]
        return sum(near) / len(near) / self.fastest if near else None
