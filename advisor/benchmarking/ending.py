"""How a workload ended: the outcome of its run, and why."""

from __future__ import annotations

from msgspec import Struct

from advisor.benchmarking.parts import bound
from advisor.benchmarking.setup import Setup, WorkerJob
from advisor.benchmarking.stopping import StoppingRule
from advisor.evidence.limit import NARROWER
from advisor.lab.process import Ended
from advisor.lab.wire import Heard, Transcript
from advisor.model.reason import Reason
from advisor.model.run import Demand, Outcome

SIGKILL = -9


class Ending(Struct, frozen=True, kw_only=True):
    """The outcome, and what there is to say about it."""

    outcome: Outcome
    reason: Reason = Reason()
    tail: str = ""
    """The last lines of output, where something went wrong."""


OK = Ending(outcome="ok")


def ending_of_process(
    setup: Setup, transcript: Transcript, ended: Ended, *, memory_ran_out: bool, tail: str
) -> Ending:
    """Of a process that did not finish what it was asked for.

    Args:
        memory_ran_out: the kernel ended processes meanwhile, because there was none left.
        tail: the last lines of its output.
    """
    outcome, reason = _how_it_ended(setup, transcript, ended, memory_ran_out)
    return Ending(outcome=outcome, reason=reason, tail=tail)


def judged(
    ending: Ending, job: WorkerJob, transcript: Transcript, name: str, rule: StoppingRule
) -> Ending:
    """What is kept of a ending: what no processor can do is implausible, and an iteration that was
    seen before the time was over is a sample where there was hurry."""
    if ending.outcome == "ok" and _beyond_machine(job, transcript, name):
        reason = Reason(code="faster_than_processors")
        return Ending(outcome="implausible", reason=reason, tail=ending.tail)
    if ending.outcome == "too_slow" and _will_do(rule, transcript.heard.get(name)):
        return Ending(outcome="ok", tail=ending.tail)
    return ending


def _how_it_ended(
    setup: Setup, transcript: Transcript, ended: Ended, memory_ran_out: bool
) -> tuple[Outcome, Reason]:
    if transcript.over is not None and transcript.over.outcome != "ok":
        return transcript.over.outcome, transcript.over.reason
    if ended.why in ("timed_out", "cancelled"):
        least = bound(setup, transcript, transcript.current)
        if least is not None:
            return "too_slow", Reason(code="stopped_with_bound", values={"seconds": least})
        return "timed_out", Reason(code="stopped_after", values={"seconds": round(ended.seconds)})
    if ended.why == "not_started":
        return "no_environment", Reason(code="python_not_started", values={"problem": ended.reason})
    if memory_ran_out and ended.code == SIGKILL:
        return "out_of_memory", Reason(code="killed_for_memory")
    if transcript.imported is None:
        return "import_failed", _by_itself(ended, "_at_import")
    return "crashed", _by_itself(ended, "")


def _by_itself(ended: Ended, when: str) -> Reason:
    """Of a process that ended by itself, or whose supervisor did.

    Args:
        when: what the code of the same at that time ends in.
    """
    if ended.why == "lost":
        return Reason(code="supervisor_killed")
    if ended.signal_name:
        number = -(ended.code or 0)
        return Reason(code=f"signal{when}", values={"name": ended.signal_name, "number": number})
    return Reason(code=f"exit_code{when}", values={"code": ended.code or 0})


def _beyond_machine(job: WorkerJob, transcript: Transcript, name: str) -> bool:
    """True when a processor cannot have done it: the framework did not compute, or did not wait
    until it had."""
    workload, heard = job.setup.workloads[name], transcript.heard.get(name)
    on_processors = transcript.imported is not None and transcript.imported.device == "cpu"
    if heard is None or not heard.samples or not on_processors or not workload.timed:
        return False
    flops = workload.least_flops or workload.flops
    if workload.precision != "float32":
        flops /= NARROWER
    return min(heard.samples) < job.machine.ceiling.seconds(
        Demand(flops=flops, bytes=workload.bytes)
    )


def _will_do(rule: StoppingRule, heard: Heard | None) -> bool:
    """Time was over before a sample came, but the answer was right, and an iteration that is not
    the first was seen."""
    if not rule.hurried or heard is None:
        return False
    return heard.checked is not None and bool(heard.later())
