"""Hold what `prefer` and `vote` announce against what `rank` says on what they save.

    make one-winner

Machines, industries, tasks, weights, must-haves, answers and teams are drawn at random. Of each
team everybody's own first is asked for, too. 1 where two say different things; nothing is asked of
a network.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

from tools.doors import told

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
CASES = 300
SEED = 21
SAME = 5e-5
"""Shares are printed with four digits."""


class Difference(NamedTuple):
    """Two that should say the same."""

    case: str
    announced: str
    ranked: str


class Cases:
    """Draws needs, answers and teams, and asks about them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.industries = _ids("industries")
        self.tasks = _ids("tasks")
        self.criteria = _ids("criteria")
        self.frameworks = _ids("frameworks")
        self.machines = sorted((KNOWLEDGE / "machines").glob("*.yaml"))
        self.asked: Counter[str] = Counter()

    def run(self, number: int) -> Iterator[Difference]:
        """One case: every other one is a team."""
        machine = self.chance.choice([None, *self.machines])
        where = ("--machine", str(machine)) if machine else ()
        case = f"{number} on {machine.stem if machine else 'this machine'}"
        yield from (self.team if number % 2 else self.questions)(case, where)

    def questions(self, case: str, where: Sequence[str]) -> Iterator[Difference]:
        """Answers to trade-offs, and the ranking by the profile that they leave."""
        kept = self.folder / "mine.yaml"
        kept.unlink(missing_ok=True)
        need = self.options()
        # Five questions are there however few criteria weigh; of more, those that are left are an
        # error.
        answers = "".join(self.chance.choices("ab=", k=self.chance.randint(1, 5)))
        said = _json("prefer", *need, *where, "--answers", answers, "--save", str(kept), "--json")
        if said is None:
            self.asked["questions: fewer than two to choose from"] += 1
            return
        self.asked["questions"] += 1
        ranked = _ranked("--profile", str(kept), *where)
        announced = (tuple(said["first"]), said["share"], said["verdict"])
        if ranked is None or not _agree(announced, ranked):
            yield Difference(
                f"{case}: prefer {' '.join(need)} {answers}", str(announced), str(ranked)
            )

    def team(self, case: str, where: Sequence[str]) -> Iterator[Difference]:
        """Two to four people's profiles, and the rankings by the common one and by each."""
        names = ("ann", "ben", "cho", "dia")[: self.chance.randint(2, 4)]
        files = {name: self.folder / f"{name}.yaml" for name in names}
        for file in files.values():
            file.write_text(yaml.safe_dump(self.profile()), encoding="utf-8")
        kept = self.folder / "team.yaml"
        kept.unlink(missing_ok=True)
        paths = [str(file) for file in files.values()]
        said = _json("vote", *paths, *where, "--save", str(kept), "--json")
        if said is None:
            self.asked["teams: nothing that all admit"] += 1
            return
        self.asked["teams"] += 1
        detail = said["verdict_detail"]
        announced = (tuple(detail["first"]), detail["share"], said["verdict"])
        ranked = _ranked("--profile", str(kept), *where)
        if ranked is None or not _agree(announced, ranked):
            yield Difference(f"{case}: vote of {len(names)}", str(announced), str(ranked))
        for person in said["people"]:
            self.asked["members of teams"] += 1
            own = _ranked("--profile", str(files[person["name"]]), *where)
            first = own[0] if own is not None else ()
            if tuple(person["first"]) != first:
                yield Difference(f"{case}: {person['name']}", str(person["first"]), str(first))

    def profile(self) -> dict[str, Any]:
        """What one person wants."""
        found: dict[str, Any] = {}
        if self.chance.random() < 0.6:
            found["industry"] = self.chance.choice(self.industries)
        if self.chance.random() < 0.6:
            found["task"] = self.chance.choice(self.tasks)
        if self.chance.random() < 0.7 or not found:
            some = self.chance.sample(self.criteria, self.chance.randint(2, 6))
            found["weights"] = {id: float(self.chance.randint(1, 40)) for id in some}
        if self.chance.random() < 0.3:
            found["musts"] = {self.chance.choice(("onnx_export", "docs_english")): ""}
        if self.chance.random() < 0.3:
            found["without"] = self.chance.sample(self.frameworks, 1)
        elif self.chance.random() < 0.3:
            found["among"] = self.chance.sample(self.frameworks, len(self.frameworks) - 2)
        return found

    def options(self) -> list[str]:
        """The same as options."""
        need = self.profile()
        options: list[str] = []
        for name in ("industry", "task"):
            if name in need:
                options += [f"--{name}", need[name]]
        for id, points in need.get("weights", {}).items():
            options += ["--weight", f"{id}={points:g}"]
        for id in need.get("musts", {}):
            options += ["--must", id]
        for name in ("among", "without"):
            for id in need.get(name, ()):
                options += [f"--{name}", id]
        return options


Answer = tuple[tuple[str, ...], float, str]


def _ranked(*options: str) -> Answer | None:
    """Who is first, in which share, and the word; None where nothing is left."""
    found = _json("rank", *options, "--json")
    if found is None:
        return None
    detail = found["verdict_detail"]
    return tuple(detail["first"]), detail["share"], found["verdict"]


def _agree(one: Answer, other: Answer) -> bool:
    return one[0] == other[0] and abs(one[1] - other[1]) <= SAME and one[2] == other[2]


def _json(*arguments: str) -> Any:
    """What a command says; None where its answer is no."""
    code, out = told(*arguments)
    if code == 1 or not out:
        assert code == 1, f"{' '.join(arguments)} ended with {code}"
        return None
    return json.loads(out)


def _ids(kind: str) -> list[str]:
    return sorted(file.stem for file in (KNOWLEDGE / kind).glob("*.yaml"))


def differences(cases: Cases, number: int) -> list[Difference]:
    """Of so many cases."""
    found: list[Difference] = []
    for at in range(number):
        found += cases.run(at)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        cases = Cases(Path(folder), asked.seed)
        found = differences(cases, asked.cases)
    for kind, times in sorted(cases.asked.items()):
        print(f"{times:5} {kind}")
    for difference in found:
        print(difference.case)
        print(f"  announced {difference.announced}\n  rank says {difference.ranked}")
    print(f"{len(found)} say different things")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
