"""Rank at 19 places for every industry and task, nothing measured, and write docs/place-matrix.md.

A cell is a ranking: a machine as it stands in the field (tests/data/places.yaml), an industry or
none, a task or none. Counted is in how many of them a framework without a documented way onto the
machine stands above one that has one; who is first is counted too. The counts of an earlier state
stay in docs/place-matrix.json beside the present ones.

    make place-matrix              rank, and write both files
    ... -m tools.place_matrix --before    rank, and keep the counts as those of the state before
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.explanation.advice import Advice
from advisor.intake.machine_file import SCHEMA, parse_machine
from advisor.messages import words
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.stack import Conflict, Resolution, Stack
from advisor.stacks.stock import Stock
from advisor.usecases.installing.stacks import plan_stacks
from advisor.usecases.ranking.advise import advise
from advisor.views import names

ROOT = Path(__file__).resolve().parent.parent
PLACES = ROOT / "tests" / "data" / "places.yaml"
CELLS = ROOT / "tests" / "data" / "place_cells.yaml"
COUNTS = ROOT / "docs" / "place-matrix.json"
PAGE = ROOT / "docs" / "place-matrix.md"
SAY = words("en")
DOCUMENTED = frozenset({"ran", "documented_resolved", "documented", "vendor"})
"""Grades of a way that a page of the vendor or project describes."""
NO_WAY, IMPOSSIBLE, OUT = "no way known", "impossible", "out"


class Written(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A machine as the file has it."""

    id: str
    title: str
    facts: dict[str, Any]


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """tests/data/places.yaml."""

    as_of: date
    apart: tuple[str, ...]
    """Accelerators on which ways are not counted."""
    places: tuple[Written, ...]


class Place(Struct, frozen=True, kw_only=True):
    """A machine of the file."""

    id: str
    title: str
    machine: Machine


class Way(Struct, frozen=True, kw_only=True):
    """How a framework gets onto a place: a grade of stacks, `no way known` or `impossible`."""

    grade: str
    version: str = ""

    @property
    def documented(self) -> bool:
        return self.grade in DOCUMENTED


class Cell(Struct, frozen=True, kw_only=True):
    """One ranking."""

    place: str
    industry: str
    task: str
    ranks: dict[str, int]
    """The frameworks that are ranked, best first; ties share the better rank."""

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(self.ranks)

    def stands(self, framework: str) -> str:
        """`1`, `2` ... or `out`."""
        return str(self.ranks[framework]) if framework in self.ranks else OUT


class PlaceCounts(Struct, frozen=True, kw_only=True):
    """What the cells of a place come to."""

    title: str
    counted: bool
    """Whether it is one of the accelerators on which ways are counted."""
    rankings: int
    wrong: int
    """Rankings in which one without a documented way stands above one that has one."""
    runner_up: int
    """Of these, those in which the second has none."""
    first: dict[str, int]
    second: dict[str, int]
    ways: dict[str, str]
    """framework: grade and version."""


class State(Struct, frozen=True, kw_only=True):
    """All places at one commit."""

    commit: str
    as_of: date
    places: dict[str, PlaceCounts]

    @property
    def counted(self) -> list[PlaceCounts]:
        return [counts for counts in self.places.values() if counts.counted]


class Counts(Struct, kw_only=True):
    """docs/place-matrix.json."""

    schema: str = "fwadvisor.place-matrix/1"
    before: State | None = None
    after: State | None = None


class Source(Struct, frozen=True, kw_only=True):
    """A page, as the base names pages."""

    title: str
    at: str
    read: str


class Defended(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cell that may surprise, and why it is right."""

    place: str
    industry: str
    task: str
    framework: str
    stands: str
    surprise: str
    says: str
    sources: tuple[Source, ...]


class Cells(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """tests/data/place_cells.yaml."""

    defended: tuple[Defended, ...]
    objections: tuple[str, ...]
    """What an engineer who runs that hardware would not agree with."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", action="store_true", help="keep the counts as those before")
    given = parser.parse_args()
    stock = opened()
    settled = settings()
    found = list(cells(stock, places()))
    state = State(
        commit=_commit(),
        as_of=settled.as_of,
        places=dict(_counted(stock, places(), found, settled.apart)),
    )
    counts = msgspec.json.decode(COUNTS.read_bytes(), type=Counts) if COUNTS.exists() else Counts()
    if given.before:
        counts.before = state
    else:
        counts.after = state
    packed = msgspec.json.format(msgspec.json.encode(counts), indent=1)
    COUNTS.write_bytes(packed + b"\n")
    wrong = sum(place.wrong for place in state.counted)
    print(f"{wrong} of {sum(place.rankings for place in state.counted)} rankings are wrong")
    if not given.before:
        argument = argued()
        moved = list(_moved(argument.defended, found))
        PAGE.write_text(_page(stock.knowledge, counts, argument), encoding="utf-8")
        print("\n".join([str(PAGE.relative_to(ROOT)), *moved]))
        return 1 if wrong or moved else 0
    return 0


def opened() -> Stock:
    """The shipped base."""
    return Stock(open_knowledge(ROOT / "knowledge"), open_stacks(ROOT / "knowledge"))


def settings() -> Settings:
    """The file of places."""
    return msgspec.yaml.decode(PLACES.read_bytes(), type=Settings)


def as_of() -> date:
    """The day of every advice."""
    return settings().as_of


def places() -> list[Place]:
    """Every machine of the file, its facts checked as a person's are."""
    found = []
    for entry in settings().places:
        document = {"schema": SCHEMA, "facts": entry.facts}
        raw = yaml.safe_dump(document, allow_unicode=True).encode()
        machine = parse_machine(raw, PLACES)
        found.append(Place(id=entry.id, title=entry.title, machine=machine))
    return found


def argued() -> Cells:
    """The file of cells."""
    return msgspec.yaml.decode(CELLS.read_bytes(), type=Cells)


def needs(knowledge: Knowledge) -> Iterator[Need]:
    """No industry and each, no task and each."""
    day = as_of()
    for industry in (None, *knowledge.industries):
        for task in (None, *knowledge.tasks):
            yield Need(industry=industry, task=task, as_of=day)


def cells(stock: Stock, chosen: Iterable[Place]) -> Iterator[Cell]:
    """Every ranking of these places."""
    for place in chosen:
        for need in needs(stock.knowledge):
            yield ranked(stock, place, need)


def ranked(stock: Stock, place: Place, need: Need) -> Cell:
    """One ranking, nothing measured."""
    return as_cell(place, advise(need, stock.knowledge, place.machine, (), stock=stock))


def as_cell(place: Place, advice: Advice) -> Cell:
    """What a ranking comes to."""
    order = advice.ranking.places if advice.ranking else ()
    return Cell(
        place=place.id,
        industry=advice.need.industry or "",
        task=advice.need.task or "",
        ranks={entry.alternative: entry.rank for entry in order},
    )


def ways(stock: Stock, place: Place) -> dict[str, Way]:
    """How each framework gets there."""
    answers = plan_stacks(Need(as_of=as_of()), stock, place.machine).answers
    return {id: _way(answer) for id, answer in answers.items()}


def wrongs(cell: Cell, known: Mapping[str, Way]) -> list[str]:
    """Who stands above a framework with a documented way without having one."""
    last = max((rank for id, rank in cell.ranks.items() if known[id].documented), default=0)
    return [id for id, rank in cell.ranks.items() if rank < last and not known[id].documented]


def accelerator(stock: Stock, place: Place) -> str:
    """The id of the accelerator that a place has."""
    return plan_stacks(Need(), stock, place.machine).target.accelerator.value


def _way(answer: Resolution) -> Way:
    if isinstance(answer, Stack):
        return Way(grade=answer.grade, version=answer.version)
    return Way(grade=IMPOSSIBLE if isinstance(answer, Conflict) else NO_WAY)


def _counted(
    stock: Stock, chosen: Iterable[Place], found: Iterable[Cell], apart: tuple[str, ...]
) -> Iterator[tuple[str, PlaceCounts]]:
    by_place: dict[str, list[Cell]] = {}
    for cell in found:
        by_place.setdefault(cell.place, []).append(cell)
    for place in chosen:
        known = ways(stock, place)
        own = by_place[place.id]
        wrong = [cell for cell in own if wrongs(cell, known)]
        second = [cell for cell in wrong if cell.order[1] in wrongs(cell, known)]
        yield (
            place.id,
            PlaceCounts(
                title=place.title,
                counted=accelerator(stock, place) not in apart,
                rankings=len(own),
                wrong=len(wrong),
                runner_up=len(second),
                first=_standing(own, 0),
                second=_standing(own, 1),
                ways={id: f"{way.grade} {way.version}".strip() for id, way in known.items()},
            ),
        )


def _standing(own: Iterable[Cell], at: int) -> dict[str, int]:
    counts = Counter(cell.order[at] if len(cell.order) > at else OUT for cell in own)
    return dict(counts.most_common())


def _moved(kept: Iterable[Defended], found: Iterable[Cell]) -> Iterator[str]:
    by_key = {(cell.place, cell.industry, cell.task): cell for cell in found}
    for one in kept:
        stands = by_key[one.place, one.industry, one.task].stands(one.framework)
        if stands != one.stands:
            where = f"{one.place}, {one.industry or 'any industry'}, {one.task or 'any task'}"
            yield f"{where}: {one.framework} stands {stands}, is defended as {one.stands}"


def _page(knowledge: Knowledge, counts: Counts, argument: Cells) -> str:
    after = counts.after
    assert after is not None
    total = sum(place.rankings for place in after.places.values())
    lines = [
        "# Who is first where",
        "",
        f"{len(after.places)} places, {len(knowledge.industries)} industries and none, "
        f"{len(knowledge.tasks)} tasks and none: {total:,} rankings from the knowledge base alone,",
        "nothing measured. Written by `make place-matrix`; the machines are those of "
        "tests/data/places.yaml, the counts lie in place-matrix.json.",
        "",
        *_before_and_after(counts),
        *_first_table(knowledge, counts),
        *_ways_table(knowledge, after),
        *_defence(knowledge, after, argument.defended),
        *_objections(argument.objections),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _before_and_after(counts: Counts) -> Iterator[str]:
    yield "## A framework without a documented way above one that has one"
    yield ""
    yield "On accelerators with a platform of their own, NVIDIA's left out. Documented: a page of"
    yield "the vendor or project describes the versions, whether its files are public or not."
    yield ""
    yield "| | commit | rankings | one without stands above one with | it is the runner-up |"
    yield "|---|---|---|---|---|"
    for name, state in (("before", counts.before), ("after", counts.after)):
        if state is None:
            continue
        rankings, wrong, second = (
            sum(getattr(place, field) for place in state.counted)
            for field in ("rankings", "wrong", "runner_up")
        )
        yield f"| {name} | {state.commit[:10]} | {rankings} | {wrong} | {second} |"
    yield ""


def _first_table(knowledge: Knowledge, counts: Counts) -> Iterator[str]:
    yield "## Who is first, and second, in how many rankings"
    yield ""
    yield "| place | first | before | second | before |"
    yield "|---|---|---|---|---|"
    after, before = counts.after, counts.before
    assert after is not None
    for id, place in after.places.items():
        then = before.places.get(id) if before else None
        row = (
            place.title,
            _shares(knowledge, place.first, place.ways),
            _shares(knowledge, then.first, then.ways) if then else "",
            _shares(knowledge, place.second),
            _shares(knowledge, then.second) if then else "",
        )
        yield f"| {' | '.join(row)} |"
    yield ""


def _ways_table(knowledge: Knowledge, state: State) -> Iterator[str]:
    ids = list(knowledge.frameworks)
    called = [names.framework(knowledge, id, SAY) for id in ids]
    yield "## How each gets there"
    yield ""
    yield f"| place | {' | '.join(called)} |"
    yield "|---" * (len(ids) + 1) + "|"
    for place in state.places.values():
        told = (_grade(place.ways[id]) for id in ids)
        yield f"| {place.title} | {' | '.join(told)} |"
    yield ""


def _defence(knowledge: Knowledge, state: State, kept: Iterable[Defended]) -> Iterator[str]:
    yield "## Cells that may surprise, and what says so"
    yield ""
    for at, one in enumerate(kept, start=1):
        place = state.places[one.place].title
        name = names.framework(knowledge, one.framework, SAY)
        industry = knowledge.industries[one.industry].name.en if one.industry else "any industry"
        task = knowledge.tasks[one.task].name.en if one.task else "any task"
        yield f"{at}. **{place}; {industry}; {task}: {name} {_place_word(one.stands)}.**"
        yield f"   {one.surprise} {one.says}"
        for source in one.sources:
            yield f"   - {source.title}, {source.at}, read {source.read}"
    yield ""


def _objections(told: Iterable[str]) -> Iterator[str]:
    yield "## What an engineer would still object to"
    yield ""
    for text in told:
        yield f"- {text.strip()}"
    yield ""


def _place_word(stands: str) -> str:
    words_of = {"1": "is first", "2": "is second", "3": "is third", OUT: "is not ranked"}
    return words_of.get(stands, f"stands {stands}th")


def _shares(
    knowledge: Knowledge, counts: Mapping[str, int], ways: Mapping[str, str] | None = None
) -> str:
    texts = []
    for id, number in counts.items():
        name = names.framework(knowledge, id, SAY) if id in knowledge.frameworks else "nobody"
        known = f" ({_grade(ways[id])})" if ways and id in ways else ""
        texts.append(f"{name} {number}{known}")
    return ", ".join(texts)


def _grade(way: str) -> str:
    """`documented_resolved 2.4.0` as people read it."""
    return way.replace("_", " and ")


def _commit() -> str:
    asked = ("git", "-C", str(ROOT), "rev-parse", "HEAD")
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
