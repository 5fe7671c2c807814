"""The stopwatch: how often to repeat, when it is warm, when it is enough. Knows no framework and no
workload.

An iteration is a function without arguments that returns when its work is really done. A sample is
the mean seconds of as many iterations as fill the shortest time that a clock and a busy machine let
us trust.
"""

import gc
import math
import time

SHORTEST_SAMPLE = 1e-3
"""Seconds. perf_counter costs about 0.1 us: at 1 ms that is a hundredth of a per cent."""
MOST_SAMPLES = 200
"""More samples than this only make the store larger: within a budget, samples grow longer
instead."""
SETTLED = 0.05
"""An iteration faster than all before it by more than this share is still warming up."""
STEADY = 3
"""So many samples in a row without such an improvement, and within a factor of two, count as
warm."""
SECONDS_BETWEEN_COLLECTIONS = 0.25
FEWEST_FOR_PRECISION = 6
"""With fewer samples no 95 % interval of the median exists."""
LOOK_AGAIN = 1.2
"""The interval is looked at again when there are so many times more samples: sorting them costs,
too."""


class TooSlow(Exception):
    """The samples asked for do not fit into their time. `seconds` is the fastest iteration seen:
    the bound."""

    def __init__(self, seconds):
        super().__init__("the fastest iteration took %.3g s" % (seconds,))
        self.seconds = seconds


def half_width(samples):
    """Half of the 95 % interval of the median, as a share of it; infinite with fewer than six
    samples.

    Order statistics n/2 -+ 0.98 sqrt(n): the binomial distribution of how many lie below, by its
    normal limit.
    """
    ordered = sorted(samples)
    count = len(ordered)
    below = int(count / 2.0 - 0.98 * math.sqrt(count))
    if count < FEWEST_FOR_PRECISION or below < 0:
        return float("inf")
    return (ordered[count - 1 - below] - ordered[below]) / 2 / ordered[count // 2]


class Stopwatch:
    """Times one workload.

    Args:
        iterate: does the work once and waits for it.
        clock, collect: replaced in tests.
    """

    def __init__(self, iterate, *, clock=time.perf_counter, collect=gc.collect):
        self._iterate = iterate
        self._clock = clock
        self._collect = collect
        self._collected = 0.0
        self.loops = 1
        """Iterations of one sample."""
        self.settled = False
        """False after `warm_up` when its time ran out first: a reason to doubt the samples."""
        self.fastest = float("inf")
        """Seconds of the fastest iteration, the mean over `loops`."""

    def _take(self):
        """Seconds of one iteration, the mean over `loops`."""
        iterate, clock = self._iterate, self._clock
        repeat = range(self.loops)
        begin = clock()
        for _ in repeat:
            iterate()
        end = clock()
        if end - self._collected > SECONDS_BETWEEN_COLLECTIONS:
            # The collector is off, so that it cannot strike inside a sample, but cyclic garbage may
            # hold tensors.
            self._collect()
            self._collected = end
        taken = (end - begin) / self.loops
        self.fastest = min(self.fastest, taken)
        return taken

    def warm_up(self, *, seconds, limit, fewest, seen=float("inf"), hurried=False):
        """Yield the seconds of iterations until they stop getting faster or half of the budget is
        spent.

        Args:
            seen: the fastest iteration before, which had another purpose.
            hurried: where one iteration takes all the seconds, those before have warmed it up.
        Raises:
            TooSlow: the fewest samples would not fit into `limit` seconds.
        """
        if hurried and seconds < seen < float("inf"):
            if seen * fewest > limit:
                raise TooSlow(seen)
            return
        shortest = max(SHORTEST_SAMPLE, seconds / MOST_SAMPLES)
        begin = self._clock()
        best, recent = seen, []
        while True:
            taken = self._take()
            yield taken
            spent = self._clock() - begin
            if taken * self.loops < shortest and self.loops < 2**20:
                # Grow at most tenfold at a time: the first iterations of anything are the slowest.
                self.loops = max(
                    self.loops + 1, min(self.loops * 10, int(shortest / max(taken, 1e-9)) + 1)
                )
                best, recent = min(best, taken), []
                continue
            recent = [] if taken < best * (1 - SETTLED) else [*recent[-STEADY + 1 :], taken]
            best = min(best, taken)
            # While it still gets faster, only that no iteration more fits can be said.
            if spent + best * self.loops * (fewest if recent else 1) > limit:
                raise TooSlow(best)
            if len(recent) == STEADY and max(recent) < 2 * min(recent):
                self.settled = True
                return
            if spent > seconds / 2 and len(recent) >= 1:
                return

    def samples(self, *, seconds, limit, least, fewest=None, precision=0.0, longest=None):
        """Yield samples until there are `least` of them and either `seconds` are spent or they are
        precise enough.

        Args:
            fewest: so many are enough once the limit is reached, or where each takes all the
                seconds; `least` where it is left out.
            precision: half-width of the median's interval, as a share; 0 never stops early.
            longest: seconds that may be spent on getting there; `seconds` where it is left out.
        Raises:
            TooSlow: the limit came before the fewest samples.
        """
        fewest = least if fewest is None else fewest
        longest = longest if precision and longest is not None else seconds
        begin = self._clock()
        best, taken_so_far, look_at = float("inf"), [], FEWEST_FOR_PRECISION
        precise = False
        while True:
            taken = self._take()
            yield taken
            best = min(best, taken)
            taken_so_far.append(taken)
            count = len(taken_so_far)
            spent = self._clock() - begin
            if precision and count >= look_at:
                precise = half_width(taken_so_far) <= precision
                look_at = int(count * LOOK_AGAIN) + 1
            enough = precise or spent >= longest
            if enough and count >= (fewest if best * self.loops > seconds else least):
                return
            if spent > limit or (count >= fewest and spent + best * self.loops > limit):
                if count < fewest:
                    raise TooSlow(best)
                return


class Quiet:
    """While it is open the garbage collector does not run by itself, and what exists already is not
    looked at again."""

    def __enter__(self):
        gc.collect()
        gc.freeze()
        gc.disable()

    def __exit__(self, *_):
        gc.enable()
        gc.unfreeze()
