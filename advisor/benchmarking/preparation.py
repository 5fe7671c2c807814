"""What may be disturbed is done for several frameworks at once, before anything is timed: they are
imported, and what is to be measured is prepared. Each process then stands still until its turn
comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import TypeVar

from advisor.benchmarking.setup import WorkerJob
from advisor.benchmarking.worker import WorkerProcess, import_timeout
from advisor.errors import Cancelled
from advisor.lab.kernel import available_bytes

BYTES_EACH = 1_200_000_000
"""What one holds when it is ready; measured: 385 to 1155 MiB with two ResNet-50."""
MOST_MEMORY = 0.5
"""Share of what is free now that all of them may hold: whose turn it is needs more."""

Key = TypeVar("Key")


class Preparing:
    """One process that gets ready before its turn.

    Args:
        longest: seconds until its turn comes, at most.
    """

    def __init__(self, job: WorkerJob, names: tuple[str, ...], *, longest: float) -> None:
        self.process = WorkerProcess(job, names, {}, waits=longest)
        self._until = monotonic() + import_timeout(job.setup)

    def listen(self) -> bool:
        """Hear it for a moment. True when it is ready, and stands still; or when it ended, or takes
        too long."""
        process = self.process
        process.running.listen_once()
        if process.transcript.waits:
            process.running.pause()
        elif monotonic() > self._until:
            process.running.let_go()
            return True
        return process.transcript.waits or process.running.over


def room() -> int:
    """For how many of them there is memory; 0 where the kernel does not say."""
    return int(MOST_MEMORY * (available_bytes() or 0) / BYTES_EACH)


def prepare(
    starts: Mapping[Key, Callable[[], Preparing]], *, at_once: int, cancelled: Callable[[], bool]
) -> dict[Key, WorkerProcess]:
    """Start each, a few at a time; returns when all that could get ready are.

    Raises:
        Cancelled: then none of them is left.
    """
    waiting, begun = list(starts), dict[Key, Preparing]()
    ready = dict[Key, WorkerProcess]()
    try:
        while waiting or begun:
            if cancelled():
                raise Cancelled
            while waiting and len(begun) < at_once:
                key = waiting.pop(0)
                begun[key] = starts[key]()
            for key in [key for key, one in begun.items() if one.listen()]:
                ready[key] = begun.pop(key).process
    except BaseException:
        for process in (*ready.values(), *(one.process for one in begun.values())):
            process.running.close()
        raise
    return ready
