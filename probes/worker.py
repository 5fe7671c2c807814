"""The guest process: measures one framework in its own environment and writes lines
(probes/lines.py) to a channel.

    python -m probes.worker --framework ID --workload W [--workload W ...] --channel FD

Right before fast: the answer is compared with the workload's reference before anything is timed.
Every failure is an outcome with a reason; the traceback goes to standard error, whose last lines
the host keeps.
"""

import argparse
import importlib
import json
import os
import platform
import re
import sys
import time
import traceback
from math import inf

from probes import memory
from probes.ahead import look_ahead
from probes.contract import NotTried, Unsupported, WrongResult
from probes.head import read_head
from probes.lines import Channel
from probes.measure import Quiet, Stopwatch, TooSlow
from probes.process import Process
from probes.reason import NoFigure, because, in_own_words
from probes.steps import Steps, Timeout
from probes.stopping import SamplingRule
from probes.surroundings import surroundings

SECONDS_BETWEEN_WRITES = 0.5
"""The host shows at most one sample a second; what is on the channel survives a crash, so it is not
written later."""
LONGEST_REASON = 300
WORTH_TRYING = 1.5
"""Shortest steps for which there must be time: one, the first, which takes longer and tells what it
takes at most."""
AGAIN = "FWADVISOR_WORKER_AGAIN"
"""Set in the second process."""

# How C++ libraries say it; most throw a plain RuntimeError.
OUT_OF_MEMORY = re.compile(
    r"out of memory|cannot allocate memory|can't allocate memory|unable to allocate|failed to "
    r"allocate|bad_alloc"
    r"|OOM when allocating|resource exhausted|alloc\w* fail",
    re.IGNORECASE,
)


def outcome_of(problem):
    """(outcome, reason) of an exception, the framework's own exit included."""
    if isinstance(problem, NoFigure):
        return problem.outcome, problem.reason
    if isinstance(problem, TooSlow):
        return "too_slow", because("samples_do_not_fit", seconds=problem.seconds)
    if isinstance(problem, SystemExit):
        return "crashed", because("asked_to_exit", exit_code=repr(problem.code)[:LONGEST_REASON])
    said = " ".join(str(problem).split())
    name = type(problem).__name__
    reason = in_own_words("%s: %s" % (name, said[:LONGEST_REASON]) if said else name)
    if isinstance(problem, MemoryError) or OUT_OF_MEMORY.search(said):
        return "out_of_memory", reason
    return "crashed", reason


def show(problem):
    """The traceback, to standard error."""
    traceback.print_exception(type(problem), problem, problem.__traceback__)
    sys.stderr.flush()


class Worker:
    """One framework, imported; measures workloads one after the other."""

    def __init__(self, channel, options):
        self._channel = channel
        self._options = options
        self._adapter = None
        self._process = None
        self._imported_at = 0.0
        self._spent = 0.0
        """Seconds of the framework for all workloads so far."""
        self._rules = {}
        """When to stop sampling, by workload."""
        self._fastest = {}
        """Seconds that an iteration takes at least, by workload."""
        self._parts = {}
        """What a workload contains, and how many times as long as each it takes at least."""
        self._prepared = {}
        """What was prepared before it was our turn, by workload: (given, step)."""
        self._shared = False
        """Whether what was prepared for other workloads lies in memory, too."""

    def import_framework(self):
        """Import the adapter, and with it the framework, with the stopwatch running."""
        began = time.perf_counter()
        module = importlib.import_module("probes.frameworks." + self._options.framework)
        self._imported_at = time.perf_counter()
        seconds = self._imported_at - began
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

    def wait_for_turn(self, turn):
        """Prepare what can be, while others do the same, and wait. False when the turn never comes.

        On a device it would take memory that the others need.
        """
        can_be = self._adapter.device() == "cpu" and not self._adapter.lazy
        for name in self._options.workload if can_be else ():
            try:
                workload = importlib.import_module("probes.workloads." + name)
                if hasattr(workload, "given") and not hasattr(workload, "smaller"):
                    given = workload.given()
                    prepare = self._adapter.offer(read_head(workload.__file__).get("family", name))
                    self._prepared[name] = given, prepare(given)
            except KeyboardInterrupt:
                raise
            except BaseException:  # It happens again in its turn, and is told then.
                continue
        self._shared = bool(self._prepared)
        self._channel.say("waiting")
        with open(turn, encoding="utf-8") as orders:
            line = orders.readline()
        if not line:
            return False
        self.take(json.loads(line))
        return True

    def take(self, orders):
        """What the host decided."""
        self._rules = orders.get("rules", {})
        self._fastest.update(orders.get("known", {}))
        self._parts = orders.get("parts", {})

    def run(self, name):
        """Measure one workload; whatever goes wrong is its outcome."""
        self._channel.say("began", workload=name)
        resident = memory.resident_bytes()
        peak_is_ours = memory.forget_peak() and not self._shared
        conditions = {"mode": self._options.mode, "tuning": self._options.tuning}
        outcome, reason = "ok", None
        try:
            workload = importlib.import_module("probes.workloads." + name)
            if hasattr(workload, "read"):
                at_import = read_head(workload.__file__).get("moment") == "import"
                self._report(
                    name, workload.read(self._process), self._imported_at if at_import else None
                )
            else:
                rule = SamplingRule(**self._rules[name])
                conditions.update(self._time(name, workload, rule))
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

    def _report(self, name, value, at):
        if value is None:
            raise Unsupported(because("kernel_does_not_say"))
        self._channel.say("sample", workload=name, index=0, value=value, at=at)

    def _time(self, name, workload, rule):
        """Check the answer, then sample. Returns the conditions."""
        adapter, channel = self._adapter, self._channel
        head = read_head(workload.__file__)
        tolerance = head["tolerance"]
        prepare = adapter.offer(head.get("family", name))
        self._process.computed = True
        given, step = self._prepared.pop(name, None) or (workload.given(), None)
        smaller = workload.smaller() if hasattr(workload, "smaller") else None
        of_process = inf if rule.process_timeout_seconds is None else rule.process_timeout_seconds
        seconds = max(0.0, min(rule.timeout_seconds, of_process - self._spent))
        timeout = Timeout(seconds)
        channel.say("ready", workload=name, left=timeout.left())
        try:
            self._look_at_its_parts(name, timeout)
            if smaller is not None:
                look_ahead(adapter, prepare, smaller, head["batch"] // len(smaller.images))
            step = step or prepare(given)
            steps = Steps(name, step, adapter, channel, timeout)
            with surroundings() as conditions:
                agreement = workload.agreement(steps)
            steps.settle()
            channel.say(
                "checked",
                workload=name,
                agreement=agreement,
                tolerance=tolerance,
                left=timeout.left(),
            )
            if agreement > tolerance:
                raise WrongResult(
                    because("differs_from_reference", apart=agreement, allowed=tolerance)
                )
            if self._are_enough(steps, rule):
                conditions.update(self._take_over(name, steps))
            else:
                conditions = self._sample(name, step, rule, timeout, steps.fastest())
        finally:
            self._spent += seconds - timeout.left()
        conditions["data"] = importlib.import_module("probes.data").fingerprint(given)
        return conditions

    def _look_at_its_parts(self, name, timeout):
        """Is there time for it at all, where something that it contains was measured?

        Raises:
            NotTried: there is not.
        """
        least = self._least(name)
        if WORTH_TRYING * least > timeout.left():
            raise NotTried("too_slow", because("parts_take_too_long", seconds=least))

    def _least(self, name):
        """Seconds that an iteration takes at least; 0 where nothing that it contains was measured.

        Eagerly a part is computed as it is alone; a compiler may do better with the whole, so that
        the host names no parts then.
        """
        if name in self._fastest:
            return self._fastest[name]
        for part, times in self._parts.get(name, {}).items():
            if part in self._fastest:
                return times * self._fastest[part]
        return 0.0

    def _are_enough(self, steps, rule):
        """Whether the compared steps are samples already: in a hurry, where one takes all the
        seconds and the first has warmed it up."""
        if not rule.hurried or self._options.mode != "eager":
            return False
        later = steps.seconds[1:]
        enough = len(later) >= rule.min_samples_at_timeout
        return enough and min(later, default=0.0) > rule.sampling_seconds

    def _take_over(self, name, steps):
        """The compared steps as samples. Returns the conditions."""
        for index, seconds in enumerate(steps.seconds[1:]):
            self._channel.say(
                "sample", workload=name, index=index, value=seconds, at=steps.ended[index + 1]
            )
        self._fastest[name] = steps.fastest()
        return {"iterations_per_sample": 1, "warm_up": "cut short"}

    def _sample(self, name, step, rule, timeout, seen):
        """Warm up, then sample. Returns the conditions."""
        wait = self._adapter.wait

        def iterate():
            wait(step())

        stopwatch = Stopwatch(iterate)
        try:
            with Quiet():
                warming = stopwatch.warm_up(
                    seconds=rule.sampling_seconds,
                    limit=timeout.left(),
                    fewest=rule.min_samples_at_timeout,
                    seen=seen,
                    hurried=rule.hurried,
                )
                self._tell("warm_up", "seconds", name, warming)
                with surroundings() as conditions:
                    samples = stopwatch.samples(
                        seconds=rule.sampling_seconds,
                        limit=timeout.left(),
                        least=rule.min_samples,
                        fewest=rule.min_samples_at_timeout,
                        precision=rule.relative_half_width,
                        longest=rule.max_sampling_seconds,
                    )
                    self._tell("sample", "value", name, samples)
        finally:
            if stopwatch.fastest < inf:
                self._fastest[name] = stopwatch.fastest
        conditions["iterations_per_sample"] = stopwatch.loops
        conditions["warm_up"] = "settled" if stopwatch.settled else "cut short"
        return conditions

    def _tell(self, kind, field, name, stream):
        """Write each number of a stream that is being timed: rarely, since each write wakes the
        reader."""
        written = time.perf_counter()
        try:
            for index, seconds in enumerate(stream):
                now = time.perf_counter()
                self._channel.hold(kind, workload=name, index=index, at=now, **{field: seconds})
                if now - written > SECONDS_BETWEEN_WRITES:
                    self._channel.flush()
                    written = time.perf_counter()
        finally:
            self._channel.flush()


def arguments(argv):
    parser = argparse.ArgumentParser(
        prog="python -m probes.worker", description=__doc__.split("\n", 1)[0]
    )
    parser.add_argument("--framework", required=True)
    parser.add_argument("--workload", action="append", required=True)
    parser.add_argument("--mode", default="eager")
    parser.add_argument(
        "--tuning", default="stock", help="its environment is already set; the name is recorded"
    )
    parser.add_argument(
        "--orders",
        type=json.loads,
        default={},
        help="JSON: rules (workload to its stopping rule), known (workload to seconds of its "
        "fastest iteration), parts (workload to what it contains, with how many times as long as "
        "that it takes at least)",
    )
    parser.add_argument(
        "--turn", type=int, help="file descriptor that gives the orders, once it is our turn"
    )
    parser.add_argument(
        "--channel", type=int, required=True, help="file descriptor that takes the lines"
    )
    return parser.parse_args(argv)


def run_again(argv, descriptors):
    """Once: a framework that has compiled itself anew may end its process without an error and ask
    for that."""
    os.environ[AGAIN] = "1"
    for descriptor in descriptors:
        os.set_inheritable(descriptor, True)
    os.execv(sys.executable, [sys.executable, "-m", "probes.worker", *argv])


def main(argv=None):
    options = arguments(argv)
    channel = Channel(options.channel)
    channel.say("started", pid=os.getpid(), python=platform.python_version())
    worker = Worker(channel, options)
    try:
        worker.import_framework()
    except Unsupported as problem:
        channel.say("ended", outcome="unsupported", reason=problem.reason)
        return 0
    except BaseException as problem:
        if isinstance(problem, SystemExit) and not problem.code and AGAIN not in os.environ:
            kept = [
                descriptor
                for descriptor in (options.channel, options.turn)
                if descriptor is not None
            ]
            run_again(sys.argv[1:] if argv is None else argv, kept)
        show(problem)
        outcome, reason = outcome_of(problem)
        channel.say(
            "ended",
            outcome=outcome if outcome == "out_of_memory" else "import_failed",
            reason=reason,
        )
        return 1
    if options.turn is None:
        worker.take(options.orders)
    elif not worker.wait_for_turn(options.turn):
        return 0
    for name in options.workload:
        worker.run(name)
    channel.say("ended", outcome="ok")
    return 0


def leave(code):
    """End at once: all was said, and taking a framework apart takes up to 1.3 s, or hangs."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
