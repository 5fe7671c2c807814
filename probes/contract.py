"""What the worker asks of an adapter: one class per framework, one method per workload, none of
them compulsory.

A workload `w` calls the adapter's method `w` with what the workload's `given()` returns (NumPy
arrays and numbers) and gets a step: a function without arguments that does the work once and
returns the framework's own value for the answer. Workloads that differ in their batch only are a
family, and the method is that of the family. A method that is not there is a refusal, so that a new
workload needs no change in this file or in any adapter.
"""

import os
from typing import ClassVar

from probes.reason import NoFigure, because


class Unsupported(NoFigure):
    """The framework has no way of its own to do this here. An adapter says why in a sentence."""

    outcome = "unsupported"


class WrongResult(NoFigure):
    """The answer cannot be compared with the reference, or is none."""

    outcome = "wrong_result"


class NotTried(NoFigure):
    """It would end badly, as something smaller showed; `outcome` says how."""

    def __init__(self, outcome, why):
        super().__init__(why)
        self.outcome = outcome


def threads_wanted(environment):
    """What every framework is asked to use: OMP_NUM_THREADS, otherwise the processors that we may
    run on."""
    asked = environment.get("OMP_NUM_THREADS", "")
    return int(asked) if asked.isdigit() and asked != "0" else len(os.sched_getaffinity(0))


THREADS = threads_wanted(os.environ)
"""Read before any framework is imported: some of them set the variable themselves."""


class Adapter:
    """The framework as the worker sees it."""

    modes = ("eager",)
    """`eager`; `graph` where the framework can compile the whole step first; `engine` where it
    ships another program for trained networks. The head of the file says the same."""
    lazy = False
    """Whether what it prepares is computed with whatever is computed next."""
    lacks: ClassVar = {}
    """{workload: why the framework cannot do it here}, a sentence for people."""

    def __init__(self, mode="eager", tuning="stock"):
        if mode not in self.modes:
            raise Unsupported(because("other_mode", modes=" or ".join(self.modes), mode=mode))
        self.mode = mode
        self.tuning = tuning
        """Environment variables of a tuning are already set; only what needs a call in Python asks
        for the name."""

    def offer(self, workload):
        """The method that prepares the workload; in mode `engine` its name ends in `_engine`.

        Raises:
            Unsupported: this adapter has none.
        """
        method = getattr(self, workload + "_engine" if self.mode == "engine" else workload, None)
        if method is not None:
            return method
        if self.mode == "engine" and hasattr(self, workload):
            raise Unsupported(because("not_in_engine"))
        raise Unsupported(self.lacks.get(workload) or because("not_implemented", workload=workload))

    def versions(self):
        """{distribution: version} of what decides the speed."""
        raise NotImplementedError

    def threads(self):
        """How many threads the framework says it uses; None, as here, when it does not say."""

    def device(self):
        return "cpu"

    def wait(self, value):
        """Return when `value` is really computed: an asynchronous or lazy framework must not look
        fast."""
        raise NotImplementedError

    def numpy(self, value):
        """The framework's value as a NumPy array."""
        raise NotImplementedError
