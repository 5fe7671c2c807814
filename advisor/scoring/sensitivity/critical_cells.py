"""Which single value would change who is first, and which unknowns could."""

from __future__ import annotations

from msgspec import Struct

from advisor.scoring.beliefs import exactly
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import rank
from advisor.scoring.shape import TIE, normalised


class CriticalCell(Struct, frozen=True, kw_only=True):
    """At this worth of one cell the first and a rival draw level, everything else unchanged."""

    alternative: str
    """Whose value it is: the rival's, which would have to rise, or the first's own, which would
    have to fall."""
    criterion: str
    rival: str
    worth: float
    """In [0, 1]; `values.level_worth` turns it into the criterion's unit."""
    now: float
    plausible: bool
    """It lies within what is believed of the cell."""

    @property
    def change(self) -> float:
        """How far the worth would have to move."""
        return abs(self.worth - self.now)


class Decisive(Struct, frozen=True, kw_only=True):
    """A cell whose resolution could change who is first."""

    alternative: str
    criterion: str
    known: bool
    if_low: tuple[str, ...]
    """Who is first when it turns out at the low end of what is believed."""
    if_high: tuple[str, ...]


def critical_values(problem: DecisionProblem) -> tuple[CriticalCell, ...]:
    """Every single value that would make the first and a rival draw level, the smallest change
    first.

        v' = v + (score of the first - score of the rival) / w_j     for the rival; v - ... for the
        first

    A value outside [0, 1] is out of reach and left out. v is the worth that is expected of the
    cell.

    Raises:
        ShapeError: the problem holds no alternative.
    """
    ranking = rank(problem)
    first = ranking.places[0]
    weights = dict(zip(problem.criteria, normalised(problem.weights), strict=True))
    found = []
    for rival in ranking.places[1:]:
        gap = first.score - rival.score
        for criterion, weight in weights.items():
            if weight <= TIE or gap < 0:
                continue
            for owner, sign in ((rival.alternative, 1.0), (first.alternative, -1.0)):
                belief = problem.belief(owner, criterion)
                level = belief.mean + sign * gap / weight
                if 0.0 <= level <= 1.0:
                    found.append(
                        CriticalCell(
                            alternative=owner,
                            criterion=criterion,
                            rival=rival.alternative,
                            worth=level,
                            now=belief.mean,
                            plausible=belief.low <= level <= belief.high,
                        )
                    )
    return tuple(
        sorted(
            found, key=lambda value: (value.change, value.alternative, value.criterion, value.rival)
        )
    )


def decisive_cells(problem: DecisionProblem) -> tuple[Decisive, ...]:
    """Cells that alone, somewhere within what is believed of them, change who is first; unknowns
    before the others.

    The score is linear in each cell, so if neither end changes the first nothing between does.

    Raises:
        ShapeError: the problem holds no alternative.
    """
    present = rank(problem).first
    found = []
    for i, alternative in enumerate(problem.alternatives):
        for j, criterion in enumerate(problem.criteria):
            belief = problem.beliefs[i][j]
            if problem.weights[j] <= 0 or belief.low == belief.high:
                continue
            low, high = (
                rank(problem.believing(alternative, criterion, exactly(end))).first
                for end in (belief.low, belief.high)
            )
            if low != present or high != present:
                found.append(
                    Decisive(
                        alternative=alternative,
                        criterion=criterion,
                        known=belief.known,
                        if_low=low,
                        if_high=high,
                    )
                )
    return tuple(sorted(found, key=lambda cell: (cell.known, cell.alternative, cell.criterion)))
