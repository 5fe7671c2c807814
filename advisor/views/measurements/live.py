"""Work that goes on, as people watch it: a state that follows events, and its lines. Pure; elapsed
time is given."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from advisor.messages import Say
from advisor.model.event import Event, Logged, Progressed, RunFinished, RunStarted, SampleTaken
from advisor.model.run import Run
from advisor.views.measurements.run_reason import run_reason
from advisor.views.measurements.tables import OUTCOMES, figures
from advisor.views.numbers import duration, figure, percent

KEPT_SAMPLES = 200
KEPT_LINES = 200


class Live(Struct, frozen=True, kw_only=True):
    """What is known about work that goes on."""

    expected: float = 0.0
    """Seconds that all of it should take."""
    framework: str = ""
    workload: str = ""
    samples: tuple[float, ...] = ()
    """Of the workload that runs now, raw, the newest last."""
    steps: dict[str, Progressed] = {}
    """task: where it stands; finished ones are taken out."""
    runs: tuple[Run, ...] = ()
    lines: tuple[str, ...] = ()
    """What was said so far, the newest last."""


def follow(live: Live, event: Event, say: Say) -> Live:
    """The state after one more event."""
    if isinstance(event, SampleTaken):
        return replace(live, samples=(*live.samples, event.sample)[-KEPT_SAMPLES:])
    if isinstance(event, RunStarted):
        return replace(live, framework=event.framework, workload=event.workload, samples=())
    if isinstance(event, RunFinished):
        return _said(replace(live, runs=(*live.runs, event.run)), _result(event.run, say))
    if isinstance(event, Logged):
        return _said(live, f"{event.task}: {event.line}")
    if isinstance(event, Progressed):
        finished = event.total > 0 and event.done >= event.total
        # Of steps that do not say how far they are, the newest is where things stand.
        steps = {
            task: step for task, step in live.steps.items() if task != event.task and step.total > 0
        }
        if finished:
            return _said(replace(live, steps=steps), f"{event.task}: {event.message}")
        return replace(live, steps=steps | {event.task: event})
    return live


def now_lines(live: Live, elapsed: float, say: Say) -> tuple[str, ...]:
    """What goes on now: time, the step, the newest samples in words."""
    left = max(0.0, live.expected - elapsed)
    lines = [
        say("{elapsed} so far, about {left} left", elapsed=clock(elapsed), left=clock(left))
        if live.expected
        else say("{elapsed} so far", elapsed=clock(elapsed))
    ]
    for task, step in live.steps.items():
        share = f" {percent(step.done / step.total, say)}" if step.total > 0 and step.done else ""
        rest = (
            " " + say("({left} left)", left=duration(step.seconds_left, say))
            if step.seconds_left
            else ""
        )
        lines.append(f"{task}: {step.message}{share}{rest}")
    if live.workload:
        lines.append(
            say(
                "{framework} {workload}: {n} samples",
                framework=live.framework,
                workload=live.workload,
                n=len(live.samples),
            )
        )
    return tuple(lines)


def clock(seconds: float) -> str:
    """Minutes and seconds, of one width while it counts."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _said(live: Live, line: str) -> Live:
    return replace(live, lines=(*live.lines, line)[-KEPT_LINES:])


def _result(run: Run, say: Say) -> str:
    values = sorted(figures((run,)))
    if run.outcome == "ok" and values:
        return (
            f"{run.framework} {run.workload}: {figure(values[len(values) // 2])} {run.measure.unit}"
        )
    outcome = f"{say(OUTCOMES[run.outcome])} {run_reason(run, say)}"
    return f"{run.framework} {run.workload}: {outcome}".rstrip()
