"""Claims, facts, stacks and runs become one book; stronger evidence overrides weaker, cell by
cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.book import Book, Evidence
from advisor.evidence.claimed import claimed
from advisor.evidence.derived.derived import derived
from advisor.evidence.derived.ground import Ground
from advisor.evidence.doubts import changed_since
from advisor.evidence.hardware.alike import Wanted
from advisor.evidence.interference import least_disturbed
from advisor.evidence.limit import Limit, limits_of
from advisor.evidence.measured import measured, not_counted
from advisor.evidence.situation import Situation
from advisor.evidence.statistics import Variation
from advisor.evidence.variation import variations_of
from advisor.model.criterion import Criterion
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.run import Run
from advisor.model.source import GRADES, Grade
from advisor.model.stack import Resolution, Stack, Target
from advisor.stacks.stock import Stock

NOTHING: Mapping[str, Resolution] = MappingProxyType({})
UNTOLD = Target()


class Assembled(Struct, frozen=True, kw_only=True):
    """The book, the stacks that it speaks of, and the limits that its shares are shares of."""

    book: Book
    stacks: dict[str, Resolution] = {}
    """By framework; one that is not here has nothing that could be resolved."""
    chip: str = ""
    """Of the target's accelerator, as its file calls it."""
    plain: bool = True
    """The target has no accelerator but the processor, which every machine has."""
    limits: dict[str, Limit] = {}
    """Of each machine, by its fingerprint."""
    variations: dict[tuple[str, str], Variation] = {}
    """How much processes differ, by machine and workload."""


def assemble(
    knowledge: Knowledge,
    frameworks: tuple[str, ...],
    situation: Situation,
    runs: tuple[Run, ...],
    *,
    stacks: Mapping[str, Resolution] = NOTHING,
    stock: Stock | None = None,
    target: Target = UNTOLD,
    wanted: Wanted,
    tuned: bool,
    as_of: date,
) -> Assembled:
    """Fill every cell of framework x criterion.

    Args:
        frameworks: ids, in the order in which the book keeps them.
        runs: all that may speak.
        stacks: what would run there; evidence is about its versions. stock: what they were resolved
        from. target: what they were resolved for.
        tuned: every framework stands with the best of its settings, of which what ships is one;
        otherwise as it ships.
        wanted: for which hardware figures count.
        as_of: the day of the advice; ages and what may have changed since depend on it.
    """
    device = knowledge.accelerators.get(situation.accelerator.id)
    plain = device is None or device.always
    grounds = {
        id: Ground(
            situation=situation,
            answer=stacks.get(id),
            stock=stock,
            target=target,
            plain=plain,
            as_of=as_of,
        )
        for id in frameworks
    }
    limits, usual = limits_of(runs), least_disturbed(runs)
    variations = variations_of(runs)
    by_framework: dict[str, list[Run]] = {}
    for run in runs:
        if tuned or run.tuning == "stock":
            by_framework.setdefault(run.framework, []).append(run)
    cells = {
        (id, criterion.id): _cell(
            criterion,
            knowledge.frameworks[id],
            grounds[id],
            tuple(by_framework.get(id, ())),
            wanted,
            limits,
            usual,
            variations,
        )
        for id in frameworks
        for criterion in knowledge.criteria.values()
    }
    book = Book(frameworks=frameworks, criteria=tuple(knowledge.criteria), cells=cells)
    known = {id: stacks[id] for id in frameworks if id in stacks}
    return Assembled(
        book=book,
        stacks=known,
        plain=plain,
        chip=target.chip.value,
        limits=limits,
        variations=variations,
    )


def _cell(
    criterion: Criterion,
    framework: Framework,
    ground: Ground,
    runs: tuple[Run, ...],
    wanted: Wanted,
    limits: dict[str, Limit],
    usual: dict[tuple[str, str], float],
    variations: dict[tuple[str, str], Variation],
) -> Evidence:
    if criterion.derived_by is not None:
        return _aged(derived(criterion, framework, ground), criterion, ground.as_of)
    version = ground.answer.version if isinstance(ground.answer, Stack) else ""
    said = _aged(
        claimed(criterion, framework, ground.situation, ground.as_of, version=version),
        criterion,
        ground.as_of,
    )
    seen = measured(criterion, framework.id, runs, wanted, limits, usual, variations)
    if seen is None:
        return replace(said, shown=not_counted(criterion, runs, wanted, limits))
    return strongest(seen, said)


def _aged(evidence: Evidence, criterion: Criterion, as_of: date) -> Evidence:
    """With the chance that it no longer holds, where it was checked long ago."""
    if evidence.value is None or evidence.as_of is None:
        return evidence
    changed = changed_since(evidence.as_of, criterion.months_valid, as_of)
    return replace(evidence, changed=changed) if changed else evidence


def strongest(first: Evidence, second: Evidence) -> Evidence:
    """The stronger of two, which remembers the grade of the weaker.

    A failed measurement is stronger than silence, but not than a claim: what is known stays known.
    """
    ordered = sorted((first, second), key=lambda evidence: GRADES.index(evidence.grade))
    winner, loser = ordered
    beneath: tuple[Grade, ...] = (loser.grade,) if loser.grade != "unknown" else ()
    return replace(winner, beneath=beneath) if beneath else winner
