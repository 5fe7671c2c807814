"""The book becomes a decision problem: evidence in units turns into belief in worth."""

from __future__ import annotations

from advisor.evidence.book import Book, Evidence
from advisor.evidence.students_t import figures_at
from advisor.model.criterion import Criterion, Ordinal, Scale
from advisor.scoring.audited import UNAUDITED, Audited
from advisor.scoring.beliefs import (
    NOTHING as NOBODY,
)
from advisor.scoring.beliefs import (
    READ_FOR_NEWER,
    UNKNOWN,
    UNMEASURED,
    Belief,
    believed,
    unknown_level,
)
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.values import worth

MEASURED = ("measured", "elsewhere")
NOTHING: dict[str, str] = {}
POINTS = 16
"""Of a measured cell's distribution: enough for its mean; `sampled` has more for drawing it."""

WORKED_OUT_BY = ("maintained", "release_age", "installs", "effort")
"""Ways to derive a value that read releases and files only, and no claim that somebody judged."""
BETTER_THAN_WORST = 1e-6
"""The least worth that a must-have without a level asks for: anything above nought."""


def decision(
    book: Book,
    alternatives: tuple[str, ...],
    criteria: dict[str, Criterion],
    shares: dict[str, float],
    musts: dict[str, str] = NOTHING,
    audited: Audited = UNAUDITED,
    passable: tuple[float, ...] = (),
) -> DecisionProblem:
    """The problem over those admitted.

    Args:
        shares: criterion: weight; criteria that are not in it weigh nothing.
        musts: criterion: the level or bound it must reach; "" means better than the worst.
        audited: how often claims are not right.
        passable: of each alternative, how likely it passes the gates that are no criterion.
    """
    ids = tuple(sorted(criteria))
    asked = [(id, _least(criteria[id].scale, musts[id])) for id in ids if id in musts]
    return DecisionProblem(
        alternatives=alternatives,
        criteria=ids,
        weights=tuple(shares.get(id, 0.0) for id in ids),
        beliefs=tuple(
            tuple(belief(book.cell(name, id), criteria[id], audited) for id in ids)
            for name in alternatives
        ),
        musts=tuple(asked),
        passable=passable,
    )


def _least(scale: Scale, bound: str) -> float:
    """The worth that reaches a must-have."""
    if not bound:
        return BETTER_THAN_WORST
    return worth(scale, bound if isinstance(scale, Ordinal) else float(bound)).value


def _points(evidence: Evidence, scale: Scale) -> tuple[float, ...]:
    """The worths that a measured interval speaks of, as equally likely points; none where it is no
    interval of a distribution."""
    if not evidence.freedom or not evidence.low or not evidence.high:
        return ()
    figures = figures_at(evidence.low, evidence.high, evidence.freedom, POINTS)
    return tuple(worth(scale, figure).value for figure in figures)


def unknown_of(criterion: Criterion, audited: Audited = UNAUDITED) -> Belief:
    """The prior of a cell of which nothing is known; whoever is compared has no say in it."""
    if isinstance(criterion.scale, Ordinal):
        return unknown_level(criterion.scale, audited.answered.get(criterion.id, NOBODY))
    return UNMEASURED if criterion.measured_by is not None else UNKNOWN


def belief(evidence: Evidence, criterion: Criterion, audited: Audited = UNAUDITED) -> Belief:
    """What one cell is worth, and how far it may be off.

    A measured figure has the t distribution whose interval is shown; a claim spans what its grade
    deserves or the range it states, and may be off as often as audits found.
    """
    if evidence.value is None:
        return unknown_of(criterion, audited)
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
        points = _points(evidence, criterion.scale)
        return Belief(
            low=min(values),
            central=middle.value,
            high=max(values),
            draws=points,
            expected=None if points else middle.value,
            clipped=middle.clipped,
        )
    unchanged = 1.0 - evidence.changed
    if evidence.stretched:
        unchanged *= 1.0 - READ_FOR_NEWER
    return believed(
        criterion.scale,
        evidence.value,
        grade=evidence.grade,
        errs=audited.rate(evidence.grade, worked_out=criterion.derived_by in WORKED_OUT_BY),
        worse=audited.worse,
        low=evidence.low,
        high=evidence.high,
        changed=1.0 - unchanged,
        origin=evidence.sources[0].at if evidence.sources else "",
    )
