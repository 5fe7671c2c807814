"""Claims, facts and runs become one book; stronger evidence overrides weaker, cell by cell."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.book import Book, Evidence
from advisor.evidence.claimed import claimed
from advisor.evidence.derived import derived
from advisor.evidence.hardware.alike import Wanted
from advisor.evidence.installability import Route, install_routes
from advisor.evidence.interference import least_disturbed
from advisor.evidence.limit import Limit, limits_of
from advisor.evidence.measured import measured, not_counted
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.run import Run
from advisor.model.source import GRADES, Grade


class Assembled(Struct, frozen=True, kw_only=True):
    """The book, the routes that its gates rest on, and the limits that its shares are shares of."""

    book: Book
    routes: dict[str, tuple[Route, ...]]
    limits: dict[str, Limit] = {}
    """Of each machine, by its fingerprint."""


def assemble(
    knowledge: Knowledge,
    frameworks: tuple[str, ...],
    situation: Situation,
    runs: tuple[Run, ...],
    *,
    wanted: Wanted,
    tuned: bool,
    as_of: date,
) -> Assembled:
    """Fill every cell of framework x criterion.

    Args:
        frameworks: ids, in the order in which the book keeps them.
        runs: all that may speak.
        tuned: every framework stands with the best of its settings, of which what ships is one;
        otherwise as it ships.
        wanted: for which hardware figures count.
        as_of: the day of the advice; only doubts about age depend on it.
    """
    routes = {id: install_routes(knowledge.frameworks[id], situation) for id in frameworks}
    limits, usual = limits_of(runs), least_disturbed(runs)
    by_framework: dict[str, list[Run]] = {}
    for run in runs:
        if tuned or run.tuning == "stock":
            by_framework.setdefault(run.framework, []).append(run)
    cells = {
        (id, criterion.id): _cell(
            criterion,
            knowledge.frameworks[id],
            situation,
            routes[id],
            tuple(by_framework.get(id, ())),
            wanted,
            limits,
            usual,
            as_of,
        )
        for id in frameworks
        for criterion in knowledge.criteria.values()
    }
    book = Book(frameworks=frameworks, criteria=tuple(knowledge.criteria), cells=cells)
    return Assembled(book=book, routes=routes, limits=limits)


def _cell(
    criterion: Criterion,
    framework: Framework,
    situation: Situation,
    routes: tuple[Route, ...],
    runs: tuple[Run, ...],
    wanted: Wanted,
    limits: dict[str, Limit],
    usual: dict[tuple[str, str], float],
    as_of: date,
) -> Evidence:
    if criterion.derived_by is not None:
        return derived(criterion, framework, situation, routes, as_of)
    said = claimed(criterion, framework, situation, as_of, version="")
    seen = measured(criterion, framework.id, runs, wanted, limits, usual)
    if seen is None:
        return replace(said, shown=not_counted(criterion, runs, wanted, limits))
    return strongest(seen, said)


def strongest(first: Evidence, second: Evidence) -> Evidence:
    """The stronger of two, which remembers the grade of the weaker.

    A failed measurement is stronger than silence, but not than a claim: what is known stays known.
    """
    ordered = sorted((first, second), key=lambda evidence: GRADES.index(evidence.grade))
    winner, loser = ordered
    beneath: tuple[Grade, ...] = (loser.grade,) if loser.grade != "unknown" else ()
    return replace(winner, beneath=beneath) if beneath else winner
