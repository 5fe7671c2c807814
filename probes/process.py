"""The process itself, for workloads that measure its life instead of the time of a step."""

import gc
import os
import sys
import tempfile
import time

from probes import memory
from probes.contract import Unsupported, WrongResult
from probes.head import read_head
from probes.reason import because


class Process:
    """What is known of it, and what can be found out once."""

    def __init__(self, adapter, import_seconds, resident_bytes, clock=time.perf_counter):
        self.import_seconds = import_seconds
        self.resident_bytes = resident_bytes
        """Right after the import."""
        self.computed = False
        """True when a workload has run: then there is no first step any more."""
        self._adapter = adapter
        self._clock = clock

    def first_step(self, workload):
        """Seconds of the first step that this process takes: compiling and warming up, more than
        computing.

        Raises:
            Unsupported: it has computed before.
            WrongResult: it was quick, and wrong.
        """
        if self.computed:
            raise Unsupported(because("no_first_step"))
        step = self._prepare(workload)
        began = self._clock()
        value = step()
        self._adapter.wait(value)
        seconds = self._clock() - began
        earlier = [self._adapter.numpy(value)]
        self._check(workload, lambda: earlier.pop() if earlier else self._adapter.numpy(step()))
        return seconds

    def peak_above_import(self, workload):
        """The most bytes that it held in the steps which are compared, less what it held after the
        import.

        Raises:
            Unsupported: the kernel does not say, or not of these steps alone.
        """
        if self.resident_bytes is None or not memory.forget_peak():
            raise Unsupported(because("kernel_does_not_say"))
        step = self._prepare(workload)
        self._check(workload, lambda: self._adapter.numpy(step()))
        return memory.peak_bytes() - self.resident_bytes

    def saved_bytes(self, given):
        """Of all files that the framework makes of a network."""
        save = self._adapter.offer("saved_size")
        with tempfile.TemporaryDirectory() as folder:
            save(given, folder)
            return _bytes_below(folder, lambda status: status.st_size)

    def environment_bytes(self):
        """What the environment takes on disk, with what the framework compiled or noted in its
        home, as if nothing were shared with others.

        Raises:
            Unsupported: the interpreter lies in a folder with other things.
        """
        own = sys.prefix != sys.base_prefix or os.path.isdir(os.path.join(sys.prefix, "conda-meta"))
        if not own:
            raise Unsupported(because("no_environment_of_its_own"))
        return sum(
            _bytes_below(folder, lambda status: status.st_blocks * 512)
            for folder in (sys.prefix, os.environ.get("HOME", ""))
            if folder
        )

    def _prepare(self, workload):
        self.computed = True
        name = workload.__name__.rpartition(".")[2]
        step = self._adapter.offer(name)(workload.given())
        gc.collect()  # What was given are a hundred megabytes of ours, not of the framework.
        return step

    @staticmethod
    def _check(workload, answer):
        agreement, tolerance = workload.agreement(answer), read_head(workload.__file__)["tolerance"]
        if agreement > tolerance:
            raise WrongResult(because("differs_from_reference", apart=agreement, allowed=tolerance))


def _bytes_below(folder, size):
    total = 0
    for root, _, files in os.walk(folder):
        for file in files:
            try:
                total += size(os.lstat(os.path.join(root, file)))
            except OSError:
                continue
    return total
