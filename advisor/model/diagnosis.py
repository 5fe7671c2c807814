"""What works on a machine and what does not, subject by subject."""

from typing import Literal

from msgspec import Struct

from advisor.model.stack import Resolution

State = Literal["works", "costs", "fails", "unknown"]
"""It works; it works at a price or after a step; it does not; it was not or could not be found
out."""


class Check(Struct, frozen=True, kw_only=True):
    """One question and its answer, in the reader's language."""

    about: str
    state: State
    text: str
    next: str = ""
    """The next command to type."""


class DiagnosisSection(Struct, frozen=True, kw_only=True):
    """One subject: the machine, or a framework by its id."""

    id: str
    title: str
    checks: tuple[Check, ...]
    answer: Resolution | None = None
    """Of a framework: the versions that run there, or why none do."""

    @property
    def state(self) -> State:
        """The worst of what is certain; unknown only when nothing is."""
        order: tuple[State, ...] = ("fails", "costs", "works")
        states = {check.state for check in self.checks}
        return next((state for state in order if state in states), "unknown")


class Diagnosis(Struct, frozen=True, kw_only=True):
    """The machine first, then every framework."""

    fingerprint: str
    sections: tuple[DiagnosisSection, ...]
