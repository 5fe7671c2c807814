"""The steps of a workload whose answers are compared, and how long it may take."""

import time
from math import inf

from probes.measure import TooSlow

FASTER = 0.2
"""Share by which the second step may be faster than the first."""


class Timeout:
    """The time that a framework has left for a workload; what we prepare and compare does not
    count."""

    def __init__(self, seconds):
        self._until = time.perf_counter() + seconds

    def left(self):
        """Seconds."""
        return self._until - time.perf_counter()

    def postpone(self, seconds):
        """So much was spent on something else."""
        self._until += seconds


class Steps:
    """The steps whose answers are compared. Their seconds are told: they bound what a slow
    framework takes.

    What passes between them is ours: the reference is being computed.
    """

    def __init__(self, workload, step, adapter, channel, timeout):
        self._workload, self._step, self._adapter, self._channel = workload, step, adapter, channel
        self._timeout = timeout
        self._ours_since = time.perf_counter()
        self.seconds, self.ended = [], []

    def __call__(self):
        """The next answer.

        Raises:
            TooSlow: there is no time for another.
        """
        self.settle()
        if self.seconds and self._timeout.left() < self.fastest() * (1 - FASTER):
            raise TooSlow(self.fastest())
        self._channel.say("step", workload=self._workload, left=self._timeout.left())
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
        self._timeout.postpone(now - self._ours_since)
        self._ours_since = now

    def fastest(self):
        """Seconds; without the first, which may have compiled, where there are others."""
        return min(self.seconds[1:] or self.seconds or [inf])
