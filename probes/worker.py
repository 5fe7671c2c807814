"""The guest process: measures one framework in its own environment and writes lines (probes/lines.py) to a channel.

    python -m probes.worker --framework ID --workload W [--workload W ...] --channel FD

Right before fast: the answer is compared with the workload's reference before anything is timed. Every failure is an
outcome with a sentence; the traceback goes to standard error, whose last lines the host keeps.
"""

import argparse
import importlib
import os
import platform
import re
import sys
import time
import traceback
from contextlib import contextmanager

from probes import memory
from probes.ahead import look_ahead
from probes.contract import NotTried, Unsupported, WrongResult
from probes.head import read_head
from probes.lines import Channel
from probes.measure import Quiet, Stopwatch, TooSlow
from probes.process import Process

SECONDS_BETWEEN_WRITES = 0.1
LONGEST_REASON = 300

# How C++ libraries say it; most throw a plain RuntimeError.
OUT_OF_MEMORY = re.compile(
    r"out of memory|cannot allocate memory|can't allocate memory|unable to allocate|failed to allocate|bad_alloc"
    r"|OOM when allocating|resource exhausted|alloc\w* fail",
    re.IGNORECASE,
)


def outcome_of(problem):
    """(outcome, sentence) of an exception, the framework's own exit included."""
    if isinstance(problem, Unsupported):
        return "unsupported", str(problem)
    if isinstance(problem, WrongResult):
        return "wrong_result", str(problem)
    if isinstance(problem, NotTried):
        return problem.outcome, str(problem)
    if isinstance(problem, TooSlow):
        return "too_slow", str(problem)
    if isinstance(problem, SystemExit):
        return "crashed", "The framework asked the process to exit with %r." % (problem.code,)
    said = " ".join(str(problem).split())
    sentence = "%s: %s" % (type(problem).__name__, said[:LONGEST_REASON]) if said else type(problem).__name__
    if isinstance(problem, MemoryError) or OUT_OF_MEMORY.search(said):
        return "out_of_memory", sentence
    return "crashed", sentence


def show(problem):
    """The traceback, to standard error."""
    traceback.print_exception(type(problem), problem, problem.__traceback__)
    sys.stderr.flush()


@contextmanager
def resources():
    """Yields a table that is filled, when it closes, with what the timed part really had of the machine."""
    conditions = {"load_before": round(os.getloadavg()[0], 2)}
    wall, cpu = time.perf_counter(), time.process_time()
    yield conditions
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    conditions["cpu_seconds_per_second"] = round(cpu / wall, 3) if wall > 0 else 0.0
    conditions["load_after"] = round(os.getloadavg()[0], 2)


class Worker:
    """One framework, imported; measures workloads one after the other."""

    def __init__(self, channel, options):
        self._channel = channel
        self._options = options
        self._adapter = None
        self._process = None

    def import_framework(self):
        """Import the adapter, and with it the framework, with the stopwatch running."""
        began = time.perf_counter()
        module = importlib.import_module("probes.frameworks." + self._options.framework)
        seconds = time.perf_counter() - began
        resident = memory.resident_bytes()
        self._adapter = module.Adapter(self._options.mode, self._options.tuning)
        self._process = Process(self._adapter, seconds, resident)
        self._channel.say(
            "imported",
            framework=self._options.framework,
            seconds=seconds,
            resident_bytes=resident,
            versions=self._adapter.versions(),
            device=self._adapter.device(),
            threads=self._adapter.threads(),
        )

    def run(self, name):
        """Measure one workload; whatever goes wrong is its outcome."""
        self._channel.say("began", workload=name)
        resident = memory.resident_bytes()
        peak_is_ours = memory.forget_peak()
        conditions = {"mode": self._options.mode, "tuning": self._options.tuning}
        outcome, reason = "ok", ""
        try:
            workload = importlib.import_module("probes.workloads." + name)
            if hasattr(workload, "read"):
                self._report(name, workload.read(self._process))
            else:
                conditions.update(self._time(name, workload))
        except KeyboardInterrupt:
            raise
        except BaseException as problem:
            outcome, reason = outcome_of(problem)
            if outcome not in ("unsupported", "too_slow") and not isinstance(problem, NotTried):
                show(problem)
        self._channel.say(
            "finished",
            workload=name,
            outcome=outcome,
            reason=reason,
            resident_bytes=resident,
            peak_bytes=memory.peak_bytes() if peak_is_ours else None,
            conditions=conditions,
        )

    def _report(self, name, value):
        if value is None:
            raise Unsupported("The kernel does not say.")
        self._channel.say("sample", workload=name, index=0, value=value)

    def _time(self, name, workload):
        """Check the answer, then sample. Returns the conditions."""
        adapter, options, channel = self._adapter, self._options, self._channel
        head = read_head(workload.__file__)
        tolerance = head["tolerance"]
        prepare = adapter.offer(head.get("family", name))
        self._process.computed = True
        given = workload.given()
        if hasattr(workload, "smaller"):
            smaller = workload.smaller()
            look_ahead(adapter, prepare, smaller, head["batch"] // len(smaller.images))
        step = prepare(given)
        agreement = workload.agreement(lambda: adapter.numpy(step()))
        channel.say("checked", workload=name, agreement=agreement, tolerance=tolerance)
        if agreement > tolerance:
            raise WrongResult(
                "The answer differs from the reference by %.2g; %.2g is allowed." % (agreement, tolerance)
            )

        wait = adapter.wait

        def iterate():
            wait(step())

        stopwatch = Stopwatch(iterate)
        least, limit = options.min_samples, options.limit
        with Quiet():
            for seconds in stopwatch.warm_up(seconds=options.seconds, limit=limit, samples=least):
                channel.hold("warm_up", workload=name, seconds=seconds)
            channel.flush()
            with resources() as conditions:
                written = time.perf_counter()
                for index, seconds in enumerate(stopwatch.samples(seconds=options.seconds, limit=limit, least=least)):
                    channel.hold("sample", workload=name, index=index, value=seconds)
                    if time.perf_counter() - written > SECONDS_BETWEEN_WRITES:
                        channel.flush()
                        written = time.perf_counter()
            channel.flush()
        conditions["data"] = importlib.import_module("probes.data").fingerprint(given)
        conditions["iterations_per_sample"] = stopwatch.loops
        conditions["warm_up"] = "settled" if stopwatch.settled else "cut short"
        return conditions


def arguments(argv):
    parser = argparse.ArgumentParser(prog="python -m probes.worker", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--framework", required=True)
    parser.add_argument("--workload", action="append", required=True)
    parser.add_argument("--mode", default="eager")
    parser.add_argument("--tuning", default="stock", help="its environment is already set; the name is recorded")
    parser.add_argument("--seconds", type=float, default=2.0, help="to spend on samples, for each workload")
    parser.add_argument("--min-samples", type=int, default=5)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds in which the samples must come")
    parser.add_argument("--channel", type=int, required=True, help="file descriptor that takes the lines")
    return parser.parse_args(argv)


def main(argv=None):
    options = arguments(argv)
    channel = Channel(options.channel)
    channel.say("started", pid=os.getpid(), python=platform.python_version())
    worker = Worker(channel, options)
    try:
        worker.import_framework()
    except Unsupported as problem:
        channel.say("ended", outcome="unsupported", reason=str(problem))
        return 0
    except BaseException as problem:
        show(problem)
        outcome, reason = outcome_of(problem)
        channel.say("ended", outcome=outcome if outcome == "out_of_memory" else "import_failed", reason=reason)
        return 1
    for name in options.workload:
        worker.run(name)
    channel.say("ended", outcome="ok", reason="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
