"""The book becomes a decision problem: evidence in units turns into belief in worth."""

from __future__ import annotations

from advisor.evidence.book import Book, Evidence
from advisor.model.criterion import Criterion, Ordinal
from advisor.scoring.beliefs import UNKNOWN, Belief, believed
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.values import worth

MEASURED = ("measured", "elsewhere")


def decision(
    book: Book,
    alternatives: tuple[str, ...],
    criteria: dict[str, Criterion],
    shares: dict[str, float],
) -> DecisionProblem:
    """The problem over those admitted.

    Args:
        shares: criterion: weight; criteria that are not in it weigh nothing.
    """
    ids = tuple(sorted(criteria))
    return DecisionProblem(
        alternatives=alternatives,
        criteria=ids,
        weights=tuple(shares.get(id, 0.0) for id in ids),
        beliefs=tuple(
            tuple(belief(book.cell(name, id), criteria[id]) for id in ids) for name in alternatives
        ),
    )


def belief(evidence: Evidence, criterion: Criterion) -> Belief:
    """What one cell is worth, and how far it may be off.

    A measured figure spans the interval of its median; a claim spans what its grade deserves or the
    range it states.
    """
    if evidence.value is None:
        return UNKNOWN
    if (
        evidence.grade in MEASURED
        and not isinstance(criterion.scale, Ordinal)
        and evidence.low is not None
    ):
        middle = worth(criterion.scale, evidence.value)
        ends = [
            worth(criterion.scale, end) for end in (evidence.low, evidence.high) if end is not None
        ]
        values = [middle.value, *(end.value for end in ends)]
        return Belief(
            low=min(values), central=middle.value, high=max(values), clipped=middle.clipped
        )
    return believed(
        criterion.scale,
        evidence.value,
        grade=evidence.grade,
        low=evidence.low,
        high=evidence.high,
        stretched=evidence.stretched,
    )
