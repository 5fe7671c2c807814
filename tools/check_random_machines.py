"""Hold the resolver to what must never happen, on machines drawn at random.

    make check-random-machines

No file of another architecture; no Python that must be fetched where there is no network; no Python
that the file does not run on; no set that uv refuses for metadata. Each distinct set is given to uv
once; sets that need an index which is not reached from here are counted apart.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from advisor.cli.session import Session
from advisor.evidence.target import target_of
from advisor.lab.installing.indexes import pip_settings
from advisor.lab.installing.proving import Refusal, prove
from advisor.messages import words
from advisor.model.need import Need
from advisor.model.stack import Part, Stack, Target
from advisor.stacks.resolve import resolve_all
from advisor.usecases.installing.stacks import open_stock
from advisor.usecases.knowledge.browse import open_base
from tests.random_machines import random_machines

SAY = words("en")


def wrongs(stack: Stack, target: Target) -> Iterator[str]:
    """What must never happen."""
    for part in stack.parts:
        if part.kind == "package" and part.tag and is_for_another(part, target.arch.value):
            yield f"{part.name} {part.version} has the file {part.tag} on {target.arch.value}"
    network = target.network
    asked = {condition.component for condition in stack.conditions}
    if stack.python_from == "fetched" and network is not True and "network" not in asked:
        yield f"Python {stack.python} is fetched though the network is {network}"
    for other in stack.otherwise:
        yield from wrongs(other, target)


def is_for_another(part: Part, arch: str) -> bool:
    """Whether a file's tag names an architecture that is not this one."""
    platform = part.tag.rpartition("-")[2]
    return platform not in ("any", "sdist") and arch not in platform


def proved(stacks: list[tuple[Stack, Target]]) -> Counter[str]:
    """uv's word on each distinct set, and what it refused."""
    counts: Counter[str] = Counter()
    settings = pip_settings()
    today = datetime.now(UTC).date()
    with TemporaryDirectory() as folder:
        for stack, target in stacks:
            found = prove(
                stack,
                target,
                data=Path(folder),
                indexes=settings,
                offline=False,
                today=today,
                say=SAY,
                cancelled=lambda: False,
            )
            kind = found.kind if isinstance(found, Refusal) else "resolved"
            counts[kind] += 1
            if isinstance(found, Refusal) and found.kind == "uv":
                pins = ", ".join(
                    f"{part.name}=={part.version}" for part in stack.parts if part.kind == "package"
                )
                where = f"{target.arch.value} {target.glibc.value} Python {stack.python}"
                print(f"  refused: {pins} on {where}: {found.said[:300]}", flush=True)
    return counts


def main() -> int:
    """Draw, resolve, check; 1 when something must not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--prove", action="store_true", help="give each distinct set to uv")
    asked = parser.parse_args()
    grades: Counter[str] = Counter()
    found: list[str] = []
    sets: dict[tuple[object, ...], tuple[Stack, Target]] = {}
    with TemporaryDirectory() as nothing_proved:
        settings = replace(Session().settings, data=Path(nothing_proved))
        stock = open_stock(settings, open_base(settings))
        for machine in random_machines(stock, asked.machines, asked.seed):
            target = target_of(Need(), machine, stock.knowledge, stock.compatibility)
            for id, answer in resolve_all(target, stock, list(stock.knowledge.frameworks)).items():
                if not isinstance(answer, Stack):
                    grades[type(answer).__name__] += 1
                    continue
                grades[answer.grade] += 1
                found += [
                    f"{machine.fingerprint} {id}: {wrong}" for wrong in wrongs(answer, target)
                ]
                pins = tuple((part.name, part.version) for part in answer.parts)
                key = (pins, target.arch.value, target.glibc.value, answer.python)
                sets.setdefault(key, (answer, target))
    print(f"{asked.machines} machines, seed {asked.seed}: {dict(grades)}")
    print(f"distinct sets: {len(sets)}")
    for line in found:
        print(f"wrong: {line}")
    counts = proved(list(sets.values())) if asked.prove else Counter[str]()
    if asked.prove:
        print(f"uv: {dict(counts)}")
    return 1 if found or counts["uv"] else 0


if __name__ == "__main__":
    sys.exit(main())
