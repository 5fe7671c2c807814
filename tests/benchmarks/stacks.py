"""What stacks cost: processor time of resolving every framework for a target, beside ranking for
it; and of letting uv prove one, beside plain `uv pip compile`.

    .venv/bin/python tests/benchmarks/stacks.py            the ratio of resolving to ranking
    .venv/bin/python tests/benchmarks/stacks.py --prove    uv's too: needs a package index
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from msgspec import Struct

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.evidence.target import target_of
from advisor.explanation.advice import Advice
from advisor.intake.machine_file import read_machine
from advisor.messages import words
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.stack import Stack
from advisor.resources import knowledge_dir
from advisor.stacks.resolve import resolve, resolve_all
from advisor.stacks.stock import Stock
from advisor.usecases.ranking.advise import advise
from advisor.usecases.ranking.robustness import certainty_of

ROUNDS = 15
NEED = Need(task="vision_training", as_of=date(2026, 11, 29))
LIMIT = 1.0
"""Resolving costs at most as much processor time as ranking does."""


def cost(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def opened(cache: Path) -> tuple[float, Stock]:
    """Both compiled forms, decoded as a start of the program does."""
    folder = knowledge_dir()
    knowledge = open_knowledge(folder, cache=cache)
    open_stacks(folder, cache=cache)  # compiles it
    seconds = statistics.median(cost(lambda: open_stacks(folder, cache=cache)) for _ in range(9))
    return seconds, Stock(knowledge, open_stacks(folder, cache=cache))


class Costs(Struct, frozen=True, kw_only=True):
    """Milliseconds of processor time on one machine, medians."""

    first_table: float
    """Gates, scores and contributions alone."""
    ranking: float
    """What `rank` computes: the same with the shares of plausible weights."""
    fresh: float
    """Resolving every framework, every package decoded and every row sorted for the first time."""
    again: float
    """Resolving for one more target."""
    explained: float
    """With the culprits of conflicts."""


def costs(machine: Machine, stock: Stock) -> Costs:
    def resolved(of: Stock, *, explain: bool = False) -> object:
        target = target_of(NEED, machine, of.knowledge, of.compatibility)
        return resolve_all(target, of, explain=explain)

    def first_table() -> Advice:
        return advise(NEED, stock.knowledge, machine, ())

    def median(work: Callable[[], object]) -> float:
        return 1000 * statistics.median(cost(work) for _ in range(ROUNDS))

    return Costs(
        first_table=median(first_table),
        ranking=median(lambda: certainty_of(first_table())),
        fresh=median(lambda: resolved(Stock(stock.knowledge, stock.stacks))),
        again=median(lambda: resolved(stock)),
        explained=median(lambda: resolved(stock, explain=True)),
    )


def proving(stock: Stock, machine: Machine) -> None:
    """`--prove` beside plain `uv pip compile` of the same pins, alternating, both warm."""
    from advisor.lab.installing.indexes import pip_settings, uv_arguments
    from advisor.lab.installing.proving import platform_of, prove
    from advisor.lab.installing.uv import cache_folder, find_uv

    say = words("en")
    target = target_of(Need(), machine, stock.knowledge, stock.compatibility)
    answer = resolve(target, "pytorch", stock)
    assert isinstance(answer, Stack)
    stack = next(each for each in (*answer.otherwise, answer) if not each.parts[0].at)
    pins = [f"{part.name}=={part.version}" for part in stack.parts if part.kind == "package"]
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        asked = data / "asked.txt"
        asked.write_text("\n".join([*pins, *stack.besides]))
        plain = [
            *(find_uv(say), "pip", "compile", str(asked), "-q"),
            *(word for part in stack.parts if part.name for word in ("--only-binary", part.name)),
            *("--python-platform", platform_of(target), "--python-version", stack.python),
            *("-o", str(data / "lock.txt"), *uv_arguments(pip_settings(), environment={})),
        ]

        environment = {
            **os.environ,
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_CACHE_DIR": str(cache_folder(data, os.environ)),
        }

        def uv() -> object:
            return subprocess.run(plain, check=True, env=environment)

        def ours() -> object:
            return prove(
                stack,
                target,
                data=data,
                indexes=pip_settings(),
                offline=False,
                today=date(2026, 11, 29),
                say=say,
                cancelled=lambda: False,
            )

        both: dict[str, list[float]] = {"uv": [], "ours": []}
        ours()
        for _ in range(7):
            for kind, work in (("uv", uv), ("ours", ours)):
                before = time.perf_counter()
                work()
                both[kind].append(time.perf_counter() - before)
    seconds = {kind: statistics.median(found) for kind, found in both.items()}
    ratio = seconds["ours"] / seconds["uv"]
    print(
        f"proving {' '.join(pins)}: uv {seconds['uv']:.2f} s, ours {seconds['ours']:.2f} s, "
        f"ratio {ratio:.2f} (at most 1.3)"
    )


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        seconds, stock = opened(Path(name))
        print(f"opening the compiled stacks: {1000 * seconds:.1f} ms of processor time")
        worst = 0.0
        machines = sorted((knowledge_dir() / "machines").glob("*.yaml"))
        for file in machines:
            machine = read_machine(file)
            found = costs(machine, stock)
            worst = max(worst, found.fresh / found.ranking)
            print(
                f"{file.stem:22} first table {found.first_table:5.1f} ms, ranking "
                f"{found.ranking:6.1f} ms; stacks {found.fresh:5.1f} ms, again {found.again:5.1f}, "
                f"explained {found.explained:5.1f}: ratio {found.fresh / found.ranking:.2f} "
                f"to ranking, {found.again / found.first_table:.2f} to the first table"
            )
        if "--prove" in sys.argv[1:]:
            proving(stock, read_machine(next(m for m in machines if "kylin" in m.stem)))
    print(f"worst ratio {worst:.2f} (at most {LIMIT})")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
