"""Advice: the ranking with everything that it rests on, as one value that every front end and
report reads."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from advisor.evidence.book import Book
from advisor.evidence.hardware.alike import Wanted
from advisor.evidence.limit import Limit
from advisor.evidence.situation import Situation
from advisor.evidence.statistics import Variation
from advisor.explanation.large_model import LargeModelPlan
from advisor.model.compatibility import Compatibility
from advisor.model.engine_run import EngineRun
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.model.stack import Resolution, Stack, Target
from advisor.model.verification import Verification
from advisor.scoring.audited import UNAUDITED, Audited
from advisor.scoring.gates import Admission
from advisor.scoring.priors import Prior
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import Ranking

if TYPE_CHECKING:
    from advisor.explanation.migration import MigrationEffort
    from advisor.scoring.group import Group

WeightOrigin = Literal["industry", "task", "both", "given", "family", "learnt", "even", "team"]


class Weight(Struct, frozen=True, kw_only=True):
    """A criterion's share of the whole, and who set it."""

    criterion: str
    share: float
    """In [0, 1]; all shares sum to 1."""
    origin: WeightOrigin


class Advice(Struct, frozen=True, kw_only=True):
    """Everything that can be said without sampling; plain Python made it."""

    need: Need
    situation: Situation
    machine: Machine
    knowledge: Knowledge
    as_of: date
    weights: tuple[Weight, ...]
    """In id order, every criterion, zero shares included."""
    prior: Prior | None = None
    """Which weights are meant, and how firmly; None in a report of a program that did not say."""
    musts: dict[str, str]
    audited: Audited = UNAUDITED
    """How often claims like those of the book are not right."""
    book: Book
    target: Target = Target()
    """The machine that is decided for, as far as it decides which versions run there."""
    stacks: dict[str, Resolution] = {}
    """By framework: exact versions that run there, or why there are none; those of which nothing
    could be resolved are left out."""
    compatibility: dict[str, Compatibility] = {}
    """The vendors' files that stacks were resolved from, for what their components are called."""
    admissions: tuple[Admission, ...]
    problem: DecisionProblem | None
    """What was decided, in worth; None when nothing is left."""
    ranking: Ranking | None
    """Of those admitted; None when nothing is left."""
    runs: tuple[Run, ...]
    """Those that spoke or failed, for the report."""
    limits: dict[str, Limit] = {}
    """What each measured machine can do at most, by its fingerprint: what shares are shares of."""
    variations: dict[tuple[str, str], Variation] = {}
    """How much processes differ, by machine and workload, over all runs known."""
    wanted: Wanted = Wanted(hardware=None, fingerprint="")
    """For which hardware figures count."""
    proved: tuple[Verification, ...] = ()
    """Starters that were proved on this machine."""
    brought: tuple[MigrationEffort, ...] = ()
    """What it takes to bring a project over, where one was given; it bears on no score."""
    team: Group | None = None
    """The vote that made the weights, where several people's were merged."""

    large_model: LargeModelPlan | None = None
    """Which engine runs which large model there; None where the need is not about one."""
    starts: dict[str, EngineRun] = {}
    """By framework: how the engine of its stack is started, tried and stopped."""

    elsewhere: bool = False
    """The need describes another machine than the one whose facts were read."""

    @property
    def here(self) -> bool:
        """It is this very machine that is decided for."""
        return self.machine.here and not self.elsewhere

    @property
    def fingerprint(self) -> str:
        """Of the machine that is decided for; empty when nobody has seen it."""
        return "" if self.elsewhere else self.machine.fingerprint

    def admission(self, framework: str) -> Admission:
        """The gates of one framework."""
        return next(entry for entry in self.admissions if entry.framework == framework)

    def excluded(self) -> tuple[Admission, ...]:
        """Those that a gate keeps out, in id order."""
        return tuple(entry for entry in self.admissions if entry.standing == "excluded")

    def without_way(self) -> tuple[Admission, ...]:
        """Those onto whose machine no way is known, in id order."""
        return tuple(entry for entry in self.admissions if entry.standing == "no_way")

    def too_little_known(self) -> tuple[Admission, ...]:
        """Those of whom too little is known to rank them, in id order."""
        return tuple(entry for entry in self.admissions if entry.standing == "too_little")

    def unranked(self) -> tuple[Admission, ...]:
        """Everybody without a place: apart, without a way, out."""
        return (*self.too_little_known(), *self.without_way(), *self.excluded())

    def stack(self, framework: str) -> Stack | None:
        """The versions that would run there; None where there are none."""
        found = self.stacks.get(framework)
        return found if isinstance(found, Stack) else None

    def share(self, criterion: str) -> float:
        """The weight of a criterion."""
        return next(weight.share for weight in self.weights if weight.criterion == criterion)
