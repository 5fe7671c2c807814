"""How a workload ended: the outcome of its run, and why."""

from __future__ import annotations

from msgspec import Struct

from advisor.benchmarking.parts import bound
from advisor.benchmarking.setup import Host, Setup
from advisor.benchmarking.stopping import StoppingRule
from advisor.evidence.limit import NARROWER
from advisor.lab.process import Ended
from advisor.lab.wire import Heard, Transcript
from advisor.messages import Say
from advisor.model.run import Demand, Outcome

SIGKILL = -9


class Verdict(Struct, frozen=True, kw_only=True):
    """The outcome, and what there is to say about it."""

    outcome: Outcome
    reason: str = ""
    tail: str = ""
    """The last lines of output, where something went wrong."""


OK = Verdict(outcome="ok")


def verdict_on_process(
    setup: Setup,
    transcript: Transcript,
    ended: Ended,
    *,
    memory_ran_out: bool,
    tail: str,
    say: Say,
) -> Verdict:
    """Of a process that did not finish what it was asked for.

    Args:
        memory_ran_out: the kernel ended processes meanwhile, because there was none left.
    """

    def so(outcome: Outcome, reason: str) -> Verdict:
        return Verdict(outcome=outcome, reason=reason, tail=tail)

    if transcript.over is not None and transcript.over.outcome != "ok":
        return so(transcript.over.outcome, transcript.over.reason)
    if ended.why in ("timed_out", "cancelled"):
        least = bound(setup, transcript, transcript.current)
        if least is None:
            seconds = round(ended.seconds)
            return so("timed_out", say("It was stopped after {seconds} s.", seconds=seconds))
        told = f"{least:.3g}"
        return so(
            "too_slow", say("It was stopped; a step takes at least {seconds} s.", seconds=told)
        )
    if ended.why == "not_started":
        reason = say("Its Python could not be started: {reason}.", reason=ended.reason)
        return so("no_environment", reason)
    if memory_ran_out and ended.code == SIGKILL:
        return so("out_of_memory", say("The kernel ended it because memory ran out."))
    how = ended.said()
    if transcript.imported is None:
        return so("import_failed", say("It {how} while it was being imported.", how=how))
    return so("crashed", say("It {how}.", how=how))


def judged(
    verdict: Verdict,
    setup: Setup,
    host: Host,
    transcript: Transcript,
    name: str,
    rule: StoppingRule,
    say: Say,
) -> Verdict:
    """What is kept of a verdict: what no processor can do is implausible, and an iteration that was
    seen before the time was over is a sample where there was hurry."""
    if verdict.outcome == "ok" and _beyond_host(setup, host, transcript, name):
        reason = say("It is faster than these processors can compute.")
        return Verdict(outcome="implausible", reason=reason, tail=verdict.tail)
    if verdict.outcome == "too_slow" and _will_do(rule, transcript.heard.get(name)):
        return Verdict(outcome="ok", tail=verdict.tail)
    return verdict


def _beyond_host(setup: Setup, host: Host, transcript: Transcript, name: str) -> bool:
    """True when a processor cannot have done it: the framework did not compute, or did not wait
    until it had."""
    workload, heard = setup.workloads[name], transcript.heard.get(name)
    on_processors = transcript.imported is not None and transcript.imported.device == "cpu"
    if heard is None or not heard.samples or not on_processors or not workload.timed:
        return False
    flops = workload.least_flops or workload.flops
    if workload.precision != "float32":
        flops /= NARROWER
    return min(heard.samples) < host.ceiling.seconds(Demand(flops=flops, bytes=workload.bytes))


def _will_do(rule: StoppingRule, heard: Heard | None) -> bool:
    """Time was over before a sample came, but the answer was right, and an iteration that is not
    the first was seen."""
    if not rule.hurried or heard is None:
        return False
    return heard.checked is not None and bool(heard.later())
