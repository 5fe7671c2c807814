"""What the worker asks of an adapter: one class per framework, one method per workload, none of them compulsory.

A workload `w` calls the adapter's method `w` with what the workload's `given()` returns (NumPy arrays and numbers) and
gets a step: a function without arguments that does the work once and returns the framework's own value for the answer.
A method that is not there is a refusal, so that a new workload needs no change in this file or in any adapter.
"""

import os


class Unsupported(Exception):
    """The framework has no way of its own to do this here; the text is a sentence for people."""


class WrongResult(Exception):
    """The answer cannot be compared with the reference, or is none; the text is a sentence for people."""


def threads_wanted(environment):
    """What every framework is asked to use: OMP_NUM_THREADS, otherwise the processors that we may run on."""
    asked = environment.get("OMP_NUM_THREADS", "")
    return int(asked) if asked.isdigit() and asked != "0" else len(os.sched_getaffinity(0))


THREADS = threads_wanted(os.environ)
"""Read before any framework is imported: some of them set the variable themselves."""


class Adapter:
    """The framework as the worker sees it."""

    modes = ("eager",)
    """`eager`, and `graph` where the framework can compile the whole step first; the head of the file says the same."""

    def __init__(self, mode="eager", tuning="stock"):
        if mode not in self.modes:
            raise Unsupported("This framework is measured in mode %s, not %s." % (" or ".join(self.modes), mode))
        self.mode = mode
        self.tuning = tuning
        """Environment variables of a tuning are already set; only what needs a call in Python asks for the name."""

    def offer(self, workload):
        """The method that prepares the workload.

        Raises:
            Unsupported: this adapter has none.
        """
        method = getattr(self, workload, None)
        if method is None:
            raise Unsupported("The adapter of this framework does not implement %s." % workload)
        return method

    def versions(self):
        """{distribution: version} of what decides the speed."""
        raise NotImplementedError

    def threads(self):
        """How many threads the framework says it uses; None, as here, when it does not say."""

    def device(self):
        return "cpu"

    def wait(self, value):
        """Return when `value` is really computed: an asynchronous or lazy framework must not look fast."""
        raise NotImplementedError

    def numpy(self, value):
        """The framework's value as a NumPy array."""
        raise NotImplementedError
