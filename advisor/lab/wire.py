"""What a worker wrote, line by line, becomes runs.

Strict about each line, tolerant of the stream: what is not a line of ours is counted and skipped,
since a framework may have written it; what was understood before a crash stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

import msgspec
from msgspec import Struct

from advisor.model.event import Event, RunStarted, SampleTaken
from advisor.model.reason import Reason
from advisor.model.run import Outcome

VERSION = 1
FIRST_STEP = 5.0
"""Seconds that a first step may take longer than a later one even where nothing is compiled:
libraries are loaded, kernels chosen, memory is taken. ResNet-50 in six frameworks: up to 2 s."""
SECONDS_BETWEEN_EVENTS = 1.0
"""Between two samples that are told while something is timed; all are kept."""


class _Line(Struct, frozen=True, kw_only=True, tag_field="kind"):
    v: Literal[1]


class Started(_Line, frozen=True, kw_only=True, tag="started"):
    """The worker runs."""

    pid: int
    python: str


class Imported(_Line, frozen=True, kw_only=True, tag="imported"):
    """The framework is imported."""

    framework: str
    seconds: float
    resident_bytes: int | None = None
    versions: dict[str, str] = {}
    device: str = "cpu"
    threads: int | None = None


class Waiting(_Line, frozen=True, kw_only=True, tag="waiting"):
    """It has prepared what it could, and waits for its turn."""


class Began(_Line, frozen=True, kw_only=True, tag="began"):
    """A workload begins."""

    workload: str


class Ready(_Line, frozen=True, kw_only=True, tag="ready"):
    """Its numbers are there: from here on it is the framework's time."""

    workload: str
    left: float


class StepBegan(_Line, frozen=True, kw_only=True, tag="step"):
    """A step whose answer will be compared begins."""

    workload: str
    left: float


class Stepped(_Line, frozen=True, kw_only=True, tag="stepped"):
    """It is done."""

    workload: str
    seconds: float


class Checked(_Line, frozen=True, kw_only=True, tag="checked"):
    """Its answer was compared with the reference."""

    workload: str
    agreement: float
    tolerance: float
    left: float


class WarmUp(_Line, frozen=True, kw_only=True, tag="warm_up"):
    """One iteration that does not count."""

    workload: str
    seconds: float


class Sample(_Line, frozen=True, kw_only=True, tag="sample"):
    """One raw sample."""

    workload: str
    index: int
    value: float
    at: float | None = None
    """When it ended, by the clock that both processes have; None where nothing was repeated."""


class Finished(_Line, frozen=True, kw_only=True, tag="finished"):
    """The workload is over."""

    workload: str
    outcome: Outcome
    reason: Reason = Reason()
    resident_bytes: int | None = None
    peak_bytes: int | None = None
    conditions: dict[str, str | float | int] = {}


class Over(_Line, frozen=True, kw_only=True, tag="ended"):
    """The worker ends of its own will."""

    outcome: Outcome
    reason: Reason = Reason()


_DECODER = msgspec.json.Decoder(
    Started
    | Imported
    | Waiting
    | Began
    | Ready
    | StepBegan
    | Stepped
    | Checked
    | WarmUp
    | Sample
    | Finished
    | Over
)


@dataclass(slots=True)
class Heard:
    """What was heard of one workload."""

    workload: str
    due: float | None = None
    """When its time is over, by the clock of whoever listens; None while it is not the framework's
    turn."""
    steps: list[float] = field(default_factory=list)
    """Seconds of the steps whose answers were compared; the first may have compiled."""
    stepping: float | None = None
    """When the one began that is not done."""
    compiling: float | None = None
    """When another program of its own was last seen at work, which may be a compiler; None where
    nobody looked."""
    samples: list[float] = field(default_factory=list)
    ended: list[float | None] = field(default_factory=list)
    """When each sample did, by `perf_counter`."""
    warm_up: list[float] = field(default_factory=list)
    checked: Checked | None = None
    finished: Finished | None = None

    def later(self) -> list[float]:
        """Seconds of every iteration but the first, whatever it was for."""
        return [*self.steps[1:], *self.warm_up, *self.samples]

    def bound(self, now: float, *, compiles: bool) -> float | None:
        """Seconds that an iteration takes at least, by all that was heard; None where nothing can
        be said.

        Args:
            now: when it was last seen at work.
            compiles: the first step may have been a compiler's, so that it bounds nothing but what
                passed since `compiling`.
        """
        later = self.later()
        if later:
            return min(later)
        begun = self.stepping if self.steps or not compiles else self.compiling
        seen = 0.0 if self.stepping is None or begun is None else now - begun
        if not self.steps:
            seen -= FIRST_STEP
        elif not compiles:
            seen = max(seen, self.steps[0] - FIRST_STEP)
        return seen if seen > 0 else None


class Transcript:
    """Everything one worker said."""

    def __init__(
        self,
        framework: str,
        on_event: Callable[[Event], None],
        expected: Mapping[str, float] | None = None,
        known: Mapping[str, float] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.framework = framework
        self.heard: dict[str, Heard] = {}
        self.started: Started | None = None
        self.imported: Imported | None = None
        self.waits = False
        """For its turn."""
        self.over: Over | None = None
        self.alive = 0.0
        """When its process was last seen, by the clock."""
        self.garbage = 0
        """Lines that were none of ours."""
        self._on_event = on_event
        self._expected = expected or {}
        self._known = known or {}
        self._clock = clock
        self._told = 0.0

    def hear(self, line: bytes) -> None:
        """Take one line."""
        try:
            said = _DECODER.decode(line)
        except msgspec.MsgspecError:
            self.garbage += 1
            return
        if isinstance(said, Started):
            self.started = said
        elif isinstance(said, Imported):
            self.imported = said
        elif isinstance(said, Waiting):
            self.waits = True
        elif isinstance(said, Over):
            self.over = said
        elif isinstance(said, Began):
            self.heard[said.workload] = Heard(said.workload)
            expected = self._expected.get(said.workload)
            self._on_event(
                RunStarted(
                    framework=self.framework, workload=said.workload, seconds_expected=expected
                )
            )
        elif (heard := self.heard.get(said.workload)) is None or heard.finished is not None:
            self.garbage += 1
        else:
            self._of_workload(heard, said)

    def _of_workload(
        self, heard: Heard, said: Ready | StepBegan | Stepped | Checked | WarmUp | Sample | Finished
    ) -> None:
        if isinstance(said, Ready | StepBegan | Checked):
            heard.due = self._clock() + said.left
        if isinstance(said, StepBegan):
            heard.stepping = self._clock()
        elif isinstance(said, Stepped):
            heard.stepping = heard.due = None
            heard.steps.append(said.seconds)
        elif isinstance(said, Checked):
            heard.checked = said
        elif isinstance(said, WarmUp):
            heard.warm_up.append(said.seconds)
        elif isinstance(said, Finished):
            heard.finished = said
        elif isinstance(said, Sample) and said.value > 0:
            heard.samples.append(said.value)
            heard.ended.append(said.at)
            # Whoever watches draws, and drawing takes the processors from what is being timed.
            if self._clock() - self._told < SECONDS_BETWEEN_EVENTS:
                return
            self._told = self._clock()
            self._on_event(
                SampleTaken(
                    framework=self.framework,
                    workload=said.workload,
                    index=len(heard.samples) - 1,
                    sample=said.value,
                )
            )
        elif isinstance(said, Sample):
            self.garbage += 1

    def fastest(self) -> dict[str, float]:
        """Seconds of the fastest iteration of each workload, those that were known before included;
        no first one."""
        heard = {name: min(heard.later()) for name, heard in self.heard.items() if heard.later()}
        return {**self._known, **heard}

    def look(self, *, others: bool | None = None) -> None:
        """Its process is still there.

        Args:
            others: whether it has started programs that run now; None where nobody looked.
        """
        self.alive = self._clock()
        heard = self.heard.get(self.current)
        if heard is None or heard.stepping is None or others is None:
            return
        if others or heard.compiling is None:
            heard.compiling = self.alive

    @property
    def current(self) -> str:
        """The workload that had begun and not finished; empty between workloads."""
        return next((name for name, heard in self.heard.items() if heard.finished is None), "")
