"""The steps of a workload whose answers are compared, and how long it may take."""

import time
from math import inf

from probes.measure import TooSlow

FASTER = 0.2
"""Share by which the second step may be faster than the first."""


class Pace:
    """How long to sample one workload."""

    def __init__(
        self,
        seconds=2.0,
        least=5,
        fewest=0,
        patience=300.0,
        together=0.0,
        precision=0.0,
        stretch=1.0,
    ):
        self.seconds = seconds
        self.least = least
        self.fewest = min(fewest or least, least)
        """Samples that do when the patience is over."""
        self.patience = patience
        """Seconds for all that the framework does; what we prepare and compare does not count."""
        self.together = together
        """The same for this workload and those before it in this process; 0: they do not matter."""
        self.precision = precision
        self.stretch = stretch


class Patience:
    """The time that a framework has left for a workload."""

    def __init__(self, seconds):
        self._until = time.perf_counter() + seconds

    def left(self):
        """Seconds."""
        return self._until - time.perf_counter()

    def not_its_own(self, seconds):
        """So much was spent on something else."""
        self._until += seconds


class Steps:
    """The steps whose answers are compared. Their seconds are told: they bound what a slow
    framework takes.

    What passes between them is ours: the reference is being computed.
    """

    def __init__(self, workload, step, adapter, channel, patience):
        self._workload, self._step, self._adapter, self._channel = workload, step, adapter, channel
        self._patience = patience
        self._ours_since = time.perf_counter()
        self.seconds, self.ended = [], []

    def __call__(self):
        """The next answer.

        Raises:
            TooSlow: there is no time for another.
        """
        self.settle()
        if self.seconds and self._patience.left() < self.fastest() * (1 - FASTER):
            raise TooSlow(self.fastest())
        self._channel.say("step", workload=self._workload, left=self._patience.left())
        began = time.perf_counter()
        value = self._step()
        self._adapter.wait(value)
        self._ours_since = time.perf_counter()
        self.seconds.append(self._ours_since - began)
        self.ended.append(self._ours_since)
        self._channel.say("stepped", workload=self._workload, seconds=self.seconds[-1])
        return self._adapter.numpy(value)

    def settle(self):
        """What passed since the last step does not count."""
        now = time.perf_counter()
        self._patience.not_its_own(now - self._ours_since)
        self._ours_since = now

    def fastest(self):
        """Seconds; without the first, which may have compiled, where there are others."""
        return min(self.seconds[1:] or self.seconds or [inf])
