"""Before a large batch: would it take too long, or more memory than there is? A small batch of the
same step tells."""

import gc
import time

from probes import memory
from probes.contract import NotTried
from probes.reason import because

MOST_SECONDS = 60.0
"""A step that takes longer than this gives too few samples to be worth its time."""
MOST_MEMORY = 0.8
"""Share of what this process can have: nearer to the end the kernel begins to kill."""


def look_ahead(adapter, prepare, smaller, times):
    """Take two steps of the smaller batch; the first may compile.

    Args:
        prepare: makes the step.
        smaller: what it is given.
        times: how many times as large the batch is that is to be measured.

    Raises:
        NotTried: the large batch would take too long or too much.
    """
    before, can_have = memory.resident_bytes(), memory.obtainable_bytes()
    fresh = memory.forget_peak()
    step, best = prepare(smaller), float("inf")
    for _ in range(2):
        began = time.perf_counter()
        adapter.wait(step())
        best = min(best, time.perf_counter() - began)
        if best > MOST_SECONDS:
            break
    held = memory.peak_bytes()
    del step
    gc.collect()
    memory.forget_peak()
    if best * times > MOST_SECONDS:
        raise NotTried(
            "too_slow",
            because("smaller_batch_too_slow", times=times, step=best, most=MOST_SECONDS),
        )
    if not fresh or None in (before, can_have, held):
        return
    wanted = before + (held - before) * times
    if wanted > MOST_MEMORY * can_have:
        raise NotTried(
            "out_of_memory",
            because(
                "smaller_batch_too_large",
                times=times,
                held_gib=held / 2**30,
                wanted_gib=wanted / 2**30,
                there_gib=can_have / 2**30,
            ),
        )
