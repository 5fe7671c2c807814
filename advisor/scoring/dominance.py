"""Who can be set aside whatever the weights: dominated alternatives, and the front of those that
are not."""

from __future__ import annotations

from msgspec import Struct

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
    return tuple(
        i
        for i, row in enumerate(rows)
        if not any(
            other != row and all(x >= y for x, y in zip(other, row, strict=True)) for other in rows
        )
    )


def dominance(problem: DecisionProblem) -> Dominance:
    """Dominance on what is known.

    Known worths are compared at their central values. Where either is unknown, the one is only sure
    to be at least as good as the other if its low end reaches the other's high end: an unknown
    dominates nobody and is dominated by nobody, except at the ends of the scale.
    """
    counts = [j for j, weight in enumerate(problem.weights) if weight > 0]

    def surpasses(a: int, b: int) -> bool:
        pairs = [(problem.beliefs[a][j], problem.beliefs[b][j]) for j in counts]
        at_least = all(
            x.central >= y.central if x.known and y.known else x.low >= y.high for x, y in pairs
        )
        return at_least and any(x.known and y.known and x.central > y.central for x, y in pairs)

    everyone = range(len(problem.alternatives))
    winners = {b: [a for a in everyone if a != b and surpasses(a, b)] for b in everyone}
    names = problem.alternatives
    return Dominance(
        front=tuple(names[b] for b in everyone if not winners[b]),
        dominated={names[b]: tuple(names[a] for a in winners[b]) for b in everyone if winners[b]},
    )
