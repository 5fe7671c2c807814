"""One decision, frozen: who stands, by which criteria, with which weights, and what is believed of
each."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from advisor.scoring.beliefs import Belief
from advisor.scoring.priors import Prior
from advisor.scoring.shape import ShapeError, normalised


class DecisionProblem(Struct, frozen=True, kw_only=True):
    """Only eligible alternatives are in it: an excluded one is listed elsewhere with its reasons,
    never scored as 0."""

    alternatives: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: tuple[float, ...]
    """(criteria,) non-negative; divided by their sum where they are used."""
    beliefs: tuple[tuple[Belief, ...], ...]
    """(alternatives, criteria)."""
    prior: Prior | None = None
    """Which other weights could have been meant; its mean is `weights`. None: nobody said."""
    musts: tuple[tuple[str, float], ...] = ()
    """(criterion, least worth) that an alternative must reach. In a sample in which it does not, it
    cannot be first."""
    passable: tuple[float, ...] = ()
    """(alternatives,) how likely each is to pass the gates that are no criterion, the device's for
    example; empty: all surely do."""

    def __post_init__(self) -> None:
        if len(set(self.alternatives)) != len(self.alternatives) or len(set(self.criteria)) != len(
            self.criteria
        ):
            raise ShapeError("an alternative or a criterion is named twice")
        if len(self.weights) != len(self.criteria):
            raise ShapeError(f"{len(self.weights)} weights for {len(self.criteria)} criteria")
        if len(self.beliefs) != len(self.alternatives) or any(
            len(row) != len(self.criteria) for row in self.beliefs
        ):
            raise ShapeError("beliefs must hold one row per alternative and one cell per criterion")
        if any(criterion not in self.criteria for criterion, _ in self.musts):
            raise ShapeError("a must-have is about a criterion that the problem has not")
        if self.passable and len(self.passable) != len(self.alternatives):
            raise ShapeError("passable must hold one chance per alternative")
        normalised(self.weights)

    @property
    def values(self) -> tuple[tuple[float, ...], ...]:
        """(alternatives, criteria) expected worth."""
        return tuple(tuple(belief.mean for belief in row) for row in self.beliefs)

    def chances(self, alternative: str) -> dict[str, float]:
        """criterion: how likely the alternative is to reach what must be reached there."""
        return {
            criterion: self.belief(alternative, criterion).chance(least)
            for criterion, least in self.musts
        }

    def feasible(self, alternative: str) -> float:
        """How likely it is to reach every must-have and to pass every other gate, one independent
        of another."""
        passes = self.passable[self.alternatives.index(alternative)] if self.passable else 1.0
        for chance in self.chances(alternative).values():
            passes *= chance
        return passes

    @property
    def musts_unknown_for_all(self) -> tuple[str, ...]:
        """Must-haves of which nothing is known for any alternative."""
        return tuple(
            criterion
            for criterion, _ in self.musts
            if not any(self.belief(name, criterion).known for name in self.alternatives)
        )

    def belief(self, alternative: str, criterion: str) -> Belief:
        """One cell by its names."""
        return self.beliefs[self.alternatives.index(alternative)][self.criteria.index(criterion)]

    def among(self, alternatives: Collection[str]) -> DecisionProblem:
        """The same decision with only these alternatives."""
        kept = [i for i, name in enumerate(self.alternatives) if name in alternatives]
        return replace(
            self,
            alternatives=tuple(self.alternatives[i] for i in kept),
            beliefs=tuple(self.beliefs[i] for i in kept),
            passable=tuple(self.passable[i] for i in kept) if self.passable else (),
        )

    def weighted(self, weights: tuple[float, ...]) -> DecisionProblem:
        """The same decision with other weights, of which nobody said how firmly they are meant."""
        return replace(self, weights=weights, prior=None)

    def believing(self, alternative: str, criterion: str, belief: Belief) -> DecisionProblem:
        """The same decision with one cell replaced."""
        i, j = self.alternatives.index(alternative), self.criteria.index(criterion)
        row = (*self.beliefs[i][:j], belief, *self.beliefs[i][j + 1 :])
        return replace(self, beliefs=(*self.beliefs[:i], row, *self.beliefs[i + 1 :]))
