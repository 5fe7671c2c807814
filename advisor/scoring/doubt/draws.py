"""What is drawn for a problem: worths of every cell and of passing its gates, weights, and what
must be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from advisor.scoring.beliefs import Belief, Piece, exactly
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.sampling import BeliefSource, WeightSource
from advisor.scoring.weights import CONCENTRATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.scoring.sampling import Stream
    from advisor.scoring.shape import Array

GATES = "*gates*"
"""Stands in a list of criteria for passing the gates that are no criterion: worth 1 where they are
passed, 0 where not; it weighs nothing and must be reached."""
NO_FLOOR = float("-inf")


class Drawn(Struct, frozen=True, kw_only=True):
    """The sources of a problem, alternatives and criteria in the order of their names, so that the
    order in which a problem is written down changes no bit."""

    alternatives: tuple[str, ...]
    criteria: tuple[str, ...]
    """Those that weigh something on some rung or must be reached; GATES where some may not be
    passed."""
    beliefs: tuple[tuple[Belief, ...], ...]
    means: tuple[float, ...]
    """(criteria,) mean weights."""
    weights: Any
    """A source of (samples, criteria) weights."""
    rungs: tuple[Any, ...] = ()
    """The same for every rung of the prior's ladder."""
    floors: tuple[float, ...]
    """(criteria,) the least worth that must be reached; NO_FLOOR where any will do."""

    @property
    def values(self) -> BeliefSource:
        """The source of (samples, alternatives, criteria) worths."""
        return BeliefSource(
            alternatives=self.alternatives, criteria=self.criteria, beliefs=self.beliefs
        )


def drawn(
    problem: DecisionProblem,
    *,
    concentration: float = CONCENTRATION["fair"],
    weight_draws: Sequence[Sequence[float]] | None = None,
) -> Drawn:
    """The sources of a problem.

    Args:
        concentration: how firmly the weights are meant, where the problem has no prior.
        weight_draws: (draws, criteria) in the order of the problem's criteria, instead of both.
    """
    floors = dict(problem.musts)
    used = {
        criterion
        for criterion, weight in zip(problem.criteria, problem.weights, strict=True)
        if weight > 0 or weight_draws is not None or criterion in floors
    }
    rows = sorted(range(len(problem.alternatives)), key=problem.alternatives.__getitem__)
    # A criterion without weight decides nothing, and since every criterion has a stream of its own
    # it can be left out.
    columns = sorted(
        (j for j, name in enumerate(problem.criteria) if name in used),
        key=problem.criteria.__getitem__,
    )
    criteria = tuple(problem.criteria[j] for j in columns)
    beliefs = [[problem.beliefs[i][j] for j in columns] for i in rows]
    named = tuple(problem.weights[j] for j in columns)
    total = sum(named)
    gated = any(chance < 1.0 for chance in problem.passable)
    if gated:
        for row, i in zip(beliefs, rows, strict=True):
            row.append(_passing(problem.passable[i]))
        criteria, named = (*criteria, GATES), (*named, 0.0)
        floors[GATES] = 1.0
    weights: Any
    rungs: tuple[Any, ...] = ()
    if weight_draws is not None:
        extra = [0.0] if gated else []
        weights = [[draw[j] for j in columns] + extra for draw in weight_draws]
    elif problem.prior is not None:
        weights = problem.prior.source(criteria)
    else:
        weights = WeightSource(criteria=criteria, weights=named, concentration=concentration)
    if problem.prior is not None:
        rungs = tuple(rung.source(criteria) for rung in problem.prior.ladder())
    return Drawn(
        alternatives=tuple(problem.alternatives[i] for i in rows),
        criteria=criteria,
        beliefs=tuple(tuple(row) for row in beliefs),
        means=tuple(weight / total for weight in named),
        weights=weights,
        rungs=rungs,
        floors=tuple(floors.get(criterion, NO_FLOOR) for criterion in criteria),
    )


def _passing(chance: float) -> Belief:
    if chance >= 1.0:
        return exactly(1.0)
    if chance <= 0.0:
        return exactly(0.0)
    return Belief(
        low=0.0,
        central=1.0 if chance >= 0.5 else 0.0,
        high=1.0,
        pieces=(
            Piece(share=1.0 - chance, low=0.0, high=0.0),
            Piece(share=chance, low=1.0, high=1.0),
        ),
    )


def first_samples(source: Any, seed: int, size: int) -> Array:
    """The first draws of a source, or so many of a list of draws, evenly spread."""
    import numpy as np

    if hasattr(source, "stream"):
        stream: Stream = source.stream(seed)
        return stream(size).copy()
    rows = np.asarray(source, float)
    at = np.arange(size)
    at = at * len(rows) // size if len(rows) > size else at % len(rows)
    shares: Array = rows[at] / rows[at].sum(axis=1, keepdims=True)
    return shares
