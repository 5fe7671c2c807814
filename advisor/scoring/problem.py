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
        normalised(self.weights)

    @property
    def values(self) -> tuple[tuple[float, ...], ...]:
        """(alternatives, criteria) central worth; the middle of the scale where nothing is
        known."""
        return tuple(tuple(belief.central for belief in row) for row in self.beliefs)

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
        )

    def weighted(self, weights: tuple[float, ...]) -> DecisionProblem:
        """The same decision with other weights."""
        return replace(self, weights=weights, prior=None)

    def believing(self, alternative: str, criterion: str, belief: Belief) -> DecisionProblem:
        """The same decision with one cell replaced."""
        i, j = self.alternatives.index(alternative), self.criteria.index(criterion)
        row = (*self.beliefs[i][:j], belief, *self.beliefs[i][j + 1 :])
        return replace(
            self, beliefs=(*self.beliefs[:i], row, *self.beliefs[i + 1 :])
        )
