"""Ask every door about many machines and write docs/one-answer.md; 1 where two doors differ.

    make check-doors

The machines are those of knowledge/machines and tests/data/stack_machines, this one, and twenty
drawn at random. What is asked for one framework at a time (explain, check, starter) is asked for
every second one, each machine beginning with another. Nothing is asked of a network.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from advisor.model.machine import Machine
from advisor.usecases.ranking import robustness
from advisor.views.installing.stacks import called, target_line
from tools.doors import DOORS, SAY, Door, Place, Said, place, truth_lines

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "knowledge" / "machines", ROOT / "tests" / "data" / "stack_machines")
PAGE = ROOT / "docs" / "one-answer.md"
RANDOM = 20
SEED = 19
SAMPLES = 50
"""How sure a ranking is bears on no version."""


quick_certainty = partial(robustness.certainty_of, samples=SAMPLES)


class MachineFile(NamedTuple):
    """Where the machines of a check lie; None for this one."""

    name: str
    file: Path | None


def machines(folder: Path, *, random: int = RANDOM, seed: int = SEED) -> Iterator[MachineFile]:
    """The example machines, this one, and some that nobody chose.

    Args:
        folder: where the files of the latter go.
    """
    from tests.random_machines import random_machines

    for files in FOLDERS:
        yield from (MachineFile(file.stem, file) for file in sorted(files.glob("*.yaml")))
    yield MachineFile("this machine", None)
    stock = place("this machine", None, folder, lambda at: False).gathered.stock
    assert stock is not None
    for at, machine in enumerate(random_machines(stock, random, seed)):
        file = folder / f"drawn-{at}.yaml"
        file.write_bytes(as_file(machine))
        yield MachineFile(f"drawn at random, {at + 1}", file)


def as_file(machine: Machine) -> bytes:
    """A machine as somebody would describe it by hand."""
    facts = {fact.name: fact.value for fact in machine.facts}
    return msgspec.json.encode({"schema": "fwadvisor.machine/1", "facts": facts})


def differences(place: Place, doors: dict[str, Door]) -> tuple[dict[str, dict[str, Said]], int]:
    """What each door says of each framework, and how often one is not what is true."""
    told = {name: door(place) for name, door in doors.items()}
    wrong = sum(
        said.differs(place.truth[id]) for found in told.values() for id, said in found.items()
    )
    return told, wrong


def page_lines(place: Place, told: dict[str, dict[str, Said]]) -> Iterator[str]:
    """One machine: what it is, what runs there, and the table of its doors."""
    yield from (f"## {place.name}", "")
    stock = place.gathered.stock
    assert stock is not None
    named = called(place.knowledge, stock.compatibility, place.target, SAY)
    yield from (target_line(place.target, place.knowledge, named, SAY), "")
    yield from (f"- {line}" for line in truth_lines(place))
    names = [place.knowledge.frameworks[id].name for id in place.truth]
    yield from ("", f"| door | {' | '.join(names)} |", f"|---|{'---|' * len(names)}")
    for door, found in told.items():
        if found:
            cells = (_cell(found.get(id), place.truth[id]) for id in place.truth)
            yield f"| {door} | {' | '.join(cells)} |"
    yield ""


def _cell(said: Said | None, truth: Said) -> str:
    if said is None:
        return ""
    return f"**{said.text()}**" if said.differs(truth) else said.text()


def main() -> int:
    """Ask, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=RANDOM)
    parser.add_argument("--seed", type=int, default=SEED)
    wanted = parser.parse_args()
    robustness.certainty_of = quick_certainty  # type: ignore[assignment]
    body: list[str] = []
    counts = {"machines": 0, "said": 0, "wrong": 0}
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            "FWADVISOR_DATA": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "FWADVISOR_LANG": "en",
        }
        found = machines(folder, random=wanted.random, seed=wanted.seed)
        for number, (title, file) in enumerate(found):
            there = place(title, file, folder, lambda at, turn=number: (at + turn) % 2 == 0)
            told, wrong = differences(there, DOORS)
            counts["machines"] += 1
            counts["said"] += sum(len(each) for each in told.values())
            counts["wrong"] += wrong
            body += page_lines(there, told)
            print(f"{title}: {wrong} differences", flush=True)
    head = [
        "# One answer",
        "",
        f"What {len(DOORS)} doors say on {counts['machines']} machines, beside what the resolver "
        f"says: {counts['said']:,} answers,",
        f"{counts['wrong']} of them another one. Written by `make check-doors` (seed "
        f"{wanted.seed}); a difference stands in bold.",
        "",
        "A cell holds the framework's version and the Python; `none` where a door has versions or "
        "nothing. Empty: the door",
        "does not speak of it there, or was not asked. Version, Python, grade and all packages "
        "are compared where a door tells them.",
        "",
    ]
    PAGE.write_text("\n".join([*head, *body]).rstrip() + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {counts}")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
