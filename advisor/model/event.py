"""What a use-case says while it works; the command line prints it, the app posts it."""

from msgspec import Struct

from advisor.model.run import Run


class Event(Struct, frozen=True, kw_only=True, tag=True):
    """Any event."""


class Progressed(Event, frozen=True, kw_only=True, tag=True):
    """Long work moved on. `done` and `total` share a unit; total 0 means that the end is not
    known."""

    task: str
    """What is being worked on: a framework's id, `knowledge`, a starter's step."""
    message: str
    done: float = 0.0
    total: float = 0.0
    seconds_left: float | None = None


class Logged(Event, frozen=True, kw_only=True, tag=True):
    """One line of output from a child, for a live log."""

    task: str
    line: str


class SampleTaken(Event, frozen=True, kw_only=True, tag=True):
    """One raw sample arrived."""

    framework: str
    workload: str
    index: int
    sample: float


class RunStarted(Event, frozen=True, kw_only=True, tag=True):
    """A workload began in a framework."""

    framework: str
    workload: str
    seconds_expected: float | None = None


class RunFinished(Event, frozen=True, kw_only=True, tag=True):
    """A run ended and is in the store."""

    run: Run
