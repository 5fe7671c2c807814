"""Who can be set aside whatever the weights: dominated alternatives, and the front of those that
are not."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from advisor.scoring.beliefs import Belief
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.shape import Rows, matrix


class Dominance(Struct, frozen=True, kw_only=True):
    """Whom nobody surely dominates, and who is dominated by whom."""

    front: tuple[str, ...]
    """The Pareto front, in the problem's order."""
    dominated: dict[str, tuple[str, ...]]
    """alternative: those that are at least as good on every criterion with weight and better on
    one."""


def pareto_front(values: Rows) -> tuple[int, ...]:
    """Rows that no other row dominates: at least as large everywhere and larger somewhere.

    Args:
        values: (alternatives, criteria), more is better.
    Raises:
        ShapeError: rows of different length, numbers that are not finite.
    """
    rows = matrix(values)
    front = []
    for i, row in enumerate(rows):
        if not any(_is_larger(other, row) for other in rows):
            front.append(i)
    return tuple(front)


def _is_larger(other: Sequence[float], row: Sequence[float]) -> bool:
    """At least as large everywhere, and larger somewhere."""
    return other != row and all(x >= y for x, y in zip(other, row, strict=True))


def dominance(problem: DecisionProblem) -> Dominance:
    """Dominance on what is known.

    Known worths are compared at their central values. Where either is unknown, the one is only sure
    to be at least as good as the other if its low end reaches the other's high end: an unknown
    dominates nobody and is dominated by nobody, except at the ends of the scale.
    """
    columns = [j for j, weight in enumerate(problem.weights) if weight > 0]
    weighty = [[row[j] for j in columns] for row in problem.beliefs]
    everyone = range(len(problem.alternatives))
    front = []
    dominated = {}
    for b in everyone:
        winners = [a for a in everyone if a != b and _surpasses(weighty[a], weighty[b])]
        name = problem.alternatives[b]
        if winners:
            dominated[name] = tuple(problem.alternatives[a] for a in winners)
        else:
            front.append(name)
    return Dominance(front=tuple(front), dominated=dominated)


def _surpasses(own: Sequence[Belief], other: Sequence[Belief]) -> bool:
    """Surely at least as good everywhere, and known to be better somewhere."""
    better = False
    for x, y in zip(own, other, strict=True):
        both_known = x.known and y.known
        if not (x.central >= y.central if both_known else x.low >= y.high):
            return False
        better = better or (both_known and x.central > y.central)
    return better
