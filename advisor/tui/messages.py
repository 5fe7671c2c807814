"""What screens and dialogs tell the app, in the past tense. They know no more of it than this."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from advisor.errors import AdvisorError
from advisor.model.need import Need, Said
from advisor.model.run import Run
from advisor.tui.jobs import Job


@dataclass
class NeedChanged(Message):
    """A person wants something else."""

    need: Need


@dataclass
class PageWanted(Message):
    """A person goes to another screen."""

    name: str


@dataclass
class FrameworkMarked(Message):
    """A framework was marked for comparison, or unmarked."""

    framework: str


@dataclass
class FrameworkChosen(Message):
    """A framework is the one that Why, Starter and Measure are about."""

    framework: str


@dataclass
class FrameworkTurned(Message):
    """The one after, or before, in the ranking is wanted."""

    by: int


@dataclass
class RivalChosen(Message):
    """Somebody to compare with; "" means alone."""

    rival: str


@dataclass
class TeamMerged(Message):
    """The merged weights of several people become the need's."""

    people: dict[str, Need]
    need: Need


@dataclass
class PlaceChosen(Message):
    """A person says something else of the place where it shall run."""

    said: Said


@dataclass
class FactCorrected(Message):
    """A person's word for a fact; "" takes it back."""

    fact: str
    value: str


@dataclass
class MachineChanged(Message):
    """Something was built, measured or plugged in: this machine is to be looked at again."""


@dataclass
class RunsMeasured(Message):
    """Figures that were not there before."""

    runs: tuple[Run, ...]


@dataclass
class JobStarted(Message):
    """Slow work that is to be done in a thread."""

    job: Job


@dataclass
class ErrorMet(Message):
    """Something that a person can act on."""

    error: AdvisorError


@dataclass
class TitleChanged(Message):
    """What the terminal's title says; "" gives it back."""

    title: str
