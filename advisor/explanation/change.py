"""What would change the verdict between two frameworks: weights, single values and unknowns, as
data."""

from __future__ import annotations

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.model.criterion import Level, Ordinal, Scale
from advisor.scoring.sensitivity.critical_cells import critical_values
from advisor.scoring.sensitivity.smallest_weight_change import smallest_weight_change
from advisor.scoring.sensitivity.weight_stability_intervals import weight_stability_intervals
from advisor.scoring.values import level_worth

FEWEST_MOVED = 0.001
"""Smaller moves of a weight than a tenth of a percentage point are not named."""


class CriticalWeight(Struct, frozen=True, kw_only=True):
    """A criterion whose weight decides who is first."""

    criterion: str
    weight: float
    low: float
    high: float
    """The winner stays first while the weight is in this interval and the others keep their
    proportions."""

    @property
    def distance(self) -> float:
        """How far the weight is from the nearer end that decides anything."""
        ends = [abs(end - self.weight) for end in (self.low, self.high) if 0.0 < end < 1.0]
        return min(ends, default=1.0)


class MovedWeight(Struct, frozen=True, kw_only=True):
    """One weight of the smallest change of weights that brings the rival level."""

    criterion: str
    before: float
    after: float


class CriticalValue(Struct, frozen=True, kw_only=True):
    """A single cell that would bring the rival level."""

    framework: str
    criterion: str
    known: bool
    worse: bool
    """True for the one ahead, which would have to fall that far; False for the one behind, which
    would have to rise."""
    needed: str | float
    """The level or number, in the criterion's unit, at which the two draw level or change
    places."""


class Changes(Struct, frozen=True, kw_only=True):
    """Everything that would change who of two is ahead. `ahead` and `behind` are the two, by
    score."""

    ahead: str
    behind: str
    lead: float
    critical_weights: tuple[CriticalWeight, ...]
    """Of the whole ranking, nearest first."""
    moved: float | None
    """The share of all weight that must move for `behind` to reach `ahead`; None when no weights do
    it."""
    moves: tuple[MovedWeight, ...]
    critical_values: tuple[CriticalValue, ...]
    """Unknowns first, then by weight."""


def changes(advice: Advice, framework: str, against: str | None = None) -> Changes | None:
    """What would change the order of two; the rival is the next in the ranking unless given.

    Returns:
        None when there is nobody to compare with.
    """
    if advice.ranking is None or advice.problem is None:
        return None
    order = [place.alternative for place in advice.ranking.places]
    if framework not in order or len(order) < 2:
        return None
    rival = against if against in order and against != framework else _next(order, framework)
    scores = {place.alternative: place.score for place in advice.ranking.places}
    ahead, behind = sorted((framework, rival), key=lambda id: (-scores[id], order.index(id)))
    problem = advice.problem
    a, b = problem.alternatives.index(ahead), problem.alternatives.index(behind)
    move = smallest_weight_change(problem.values, problem.weights, a, b)
    moves: tuple[MovedWeight, ...] = ()
    if move.weights is not None:
        moves = tuple(
            MovedWeight(criterion=criterion, before=before, after=after)
            for criterion, before, after in zip(
                problem.criteria, move.given, move.weights, strict=True
            )
            if abs(after - before) > FEWEST_MOVED
        )
    return Changes(
        ahead=ahead,
        behind=behind,
        lead=scores[ahead] - scores[behind],
        critical_weights=_critical_weights(advice),
        moved=move.moved if move.weights is not None else None,
        moves=moves,
        critical_values=_critical_values(advice, ahead, behind),
    )


def _next(order: list[str], framework: str) -> str:
    at = order.index(framework)
    return order[at + 1] if at + 1 < len(order) else order[at - 1]


def _critical_weights(advice: Advice) -> tuple[CriticalWeight, ...]:
    problem = advice.problem
    assert problem is not None
    intervals = weight_stability_intervals(problem.values, problem.weights)
    found = [
        CriticalWeight(criterion=criterion, weight=weight, low=interval.low, high=interval.high)
        for criterion, weight, interval in zip(
            problem.criteria, problem.weights, intervals, strict=True
        )
    ]
    return tuple(
        sorted((entry for entry in found if entry.distance < 1.0), key=lambda entry: entry.distance)
    )


def _critical_values(advice: Advice, ahead: str, behind: str) -> tuple[CriticalValue, ...]:
    """Cells of either whose change alone closes the gap: unknowns first, then by weight."""
    problem = advice.problem
    assert problem is not None
    weights = dict(zip(problem.criteria, problem.weights, strict=True))
    found = []
    for cell in critical_values(problem.among((ahead, behind))):
        scale = advice.knowledge.criteria[cell.criterion].scale
        worse = cell.alternative == ahead
        known = problem.belief(cell.alternative, cell.criterion).known
        value = CriticalValue(
            framework=cell.alternative,
            criterion=cell.criterion,
            known=known,
            worse=worse,
            needed=_level(scale, cell.worth, worse=worse),
        )
        found.append(((known, -weights[cell.criterion], cell.alternative, cell.criterion), value))
    return tuple(value for _, value in sorted(found, key=lambda pair: pair[0]))


def _level(scale: Scale, needed: float, *, worse: bool) -> Level:
    """The level that suffices: of named ones the best that is bad enough, or the least that is good
    enough."""
    if worse and isinstance(scale, Ordinal):
        return max((worth, name) for name, worth in scale.levels.items() if worth <= needed)[1]
    return level_worth(scale, needed)
