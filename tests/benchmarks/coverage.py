"""Do the intervals of measured cells reach the level they are called by?

    python -m tests.benchmarks.coverage [--write]     # the table of docs/measured-intervals.md
    python -m tests.benchmarks.coverage --estimate    # the prior, from docs/measurements

A world is one workload on one machine: variances between processes
and between sessions drawn from the prior, five
frameworks of which two have two modes, measured in 1, 2, 3 or 5 rounds of one session by runs as
`measure` keeps them. Three kinds of worlds violate the model: samples with the tails of Student's t
with 3 degrees of freedom; errors of a session that correlate by a half beyond what the model knows
of; sessions that drift by another 5 %, to either side.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import msgspec
from msgspec import Struct

from advisor.evidence.comparable_runs import estimate_of
from advisor.evidence.results import best_of, compared
from advisor.evidence.statistics import BETWEEN_SAMPLES, FLOOR, Variation, median
from advisor.evidence.variation import expected, session_of, variations_of
from advisor.model.run import Measure, Run

ROUNDS = (1, 2, 3, 5)
KINDS = ("in the model", "t with 3 degrees of freedom", "correlation of .5", "drift of 5 %")
LEAST = {"in the model": 0.92}
LEAST_VIOLATED = 0.88
MOST = 0.98
SAMPLES = 8
FRAMEWORKS = 5
TWO_MODES = 2
WORKLOAD = "simplenet_train"
SEED = 20261130
TIME = Measure(kind="time", unit="s")
PAGE = Path("docs/measured-intervals.md")
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


class World(Struct, frozen=True, kw_only=True):
    """What was measured, and what is true."""

    runs: tuple[Run, ...]
    true: dict[tuple[str, str], float]
    """By framework and mode: the logarithm of its seconds."""


class Coverage(Struct, kw_only=True):
    """Of how many intervals the truth was in."""

    inside: int = 0
    of: int = 0
    width: float = 0.0

    def count(self, low: float, high: float, truth: float) -> None:
        self.inside += low <= truth <= high
        self.of += 1
        self.width += math.log(high / low) / 2 if low > 0 else 0.0

    @property
    def share(self) -> float:
        return self.inside / self.of


def _variance(rng: random.Random, given: Variation) -> float:
    """From the scaled inverse chi-square."""
    return given.freedom * given.variance / (2.0 * rng.gammavariate(given.freedom / 2.0, 1.0))


def _sample(rng: random.Random, kind: str) -> float:
    if kind != "t with 3 degrees of freedom":
        return rng.gauss(0.0, 1.0)
    return rng.gauss(0.0, 1.0) / math.sqrt(rng.gammavariate(1.5, 1.0) / 1.5)


def world(rng: random.Random, kind: str, rounds: int) -> World:
    """One workload on one machine, measured in one session."""
    given = expected(WORKLOAD, "time")
    variance = _variance(rng, given)
    common = math.sqrt(variance * given.shared_by_round)
    process = math.sqrt(variance * (1.0 - given.shared_by_round))
    times = given.session_freedom / (2.0 * rng.gammavariate(given.session_freedom / 2.0, 1.0))
    sessions = variance * given.session * times + FLOOR**2
    session = rng.gauss(0.0, math.sqrt(sessions * given.shared_by_session))
    own_session = math.sqrt(sessions * (1.0 - given.shared_by_session))
    if kind == "drift of 5 %":
        session += rng.choice((-0.05, 0.05))
    mixing = 0.5 if kind == "correlation of .5" else 0.0
    together = rng.gauss(0.0, math.sqrt(variance))
    moments = [rng.gauss(0.0, common) for _ in range(rounds)]
    runs, true = [], {}
    for at in range(FRAMEWORKS):
        middle = rng.gauss(0.0, 0.5)
        for mode in ("eager", "graph") if at < TWO_MODES else ("eager",):
            truth = middle + rng.gauss(0.0, 0.05)
            true[f"framework{at}", mode] = truth
            offset = session + rng.gauss(0.0, own_session)
            for number, moment in enumerate(moments):
                error = moment + rng.gauss(0.0, process)
                error = math.sqrt(1.0 - mixing) * error + math.sqrt(mixing) * together
                level = truth + offset + error
                samples = tuple(
                    math.exp(level + BETWEEN_SAMPLES * _sample(rng, kind)) for _ in range(SAMPLES)
                )
                runs.append(_run(f"framework{at}", mode, number, samples))
    return World(runs=tuple(runs), true=true)


def _run(framework: str, mode: str, number: int, samples: tuple[float, ...]) -> Run:
    return Run(
        id=f"{framework}-{mode}-{number}",
        framework=framework,
        workload=WORKLOAD,
        mode=mode,
        outcome="ok",
        started=f"2026-01-01T10:{number:02}:00+00:00",
        measure=TIME,
        plan="one",
        round=number,
        samples=samples,
        environment=f"{framework}@1",
        machine="here",
    )


class Found(Struct, kw_only=True):
    """Of one kind of worlds with one number of rounds."""

    cells: Coverage = msgspec.field(default_factory=Coverage)
    chosen: Coverage = msgspec.field(default_factory=Coverage)
    ratios: Coverage = msgspec.field(default_factory=Coverage)


def coverage(kind: str, rounds: int, worlds: int, *, seed: int = SEED) -> Found:
    """How many intervals hold what is true: of single cells, of the better of two modes, of the
    ratio of two frameworks."""
    rng = random.Random(f"{seed} {kind} {rounds}")
    found = Found()
    for _ in range(worlds):
        _look(world(rng, kind, rounds), found)
    return found


def _look(one: World, found: Found) -> None:
    variations = variations_of(one.runs)
    of = {
        way: tuple(run for run in one.runs if (run.framework, run.mode) == way) for way in one.true
    }
    for way, runs in of.items():
        estimate = estimate_of(runs, variations=variations)
        assert estimate is not None
        found.cells.count(estimate.low, estimate.high, math.exp(one.true[way]))
    for at in range(TWO_MODES):
        best = best_of(
            [run for run in one.runs if run.framework == f"framework{at}"], variations=variations
        )
        assert best is not None
        truth = math.exp(one.true[best.run.framework, best.run.mode])
        found.chosen.count(best.estimate.low, best.estimate.high, truth)
    plain = [way for way in one.true if way[1] == "eager"]
    for left, right in combinations(plain, 2):
        (between,) = compared(of[left], of[right], variations)
        assert between.ratio_interval is not None
        found.ratios.count(*between.ratio_interval, math.exp(one.true[right] - one.true[left]))


def table(worlds: int, say: Callable[[str], object] = print) -> tuple[list[str], bool]:
    """The lines of the table, and whether all lie where they are asked to."""
    lines = [
        "| worlds | rounds | cells | better of two modes | ratios | half-width of a cell |",
        "|---|---|---|---|---|---|",
    ]
    good = True
    for kind in KINDS:
        least = LEAST.get(kind, LEAST_VIOLATED)
        for rounds in ROUNDS:
            found = coverage(kind, rounds, worlds)
            shares = [found.cells.share, found.chosen.share, found.ratios.share]
            good &= min(shares) >= least
            good &= kind != "in the model" or max(shares) <= MOST
            half = math.exp(found.cells.width / found.cells.of)
            texts = " | ".join(f"{share:.1%}" for share in shares)
            lines.append(f"| {kind} | {rounds} | {texts} | x/÷ {half:.2f} |")
            say(lines[-1])
    return lines, good


def _processes(path: Path) -> Iterator[Run]:
    with path.open() as file:
        next(file)
        for line in file:
            run = msgspec.json.decode(line, type=Run)
            if run.outcome == "ok" and run.samples:
                yield run


def spreads(path: Path) -> dict[str, tuple[float, int]]:
    """Pooled standard deviation between the processes of one session, and its degrees of freedom,
    by workload."""
    groups: dict[tuple[str, ...], list[float]] = {}
    for run in _processes(path):
        way = (run.workload, run.framework, run.mode, run.tuning, run.environment, session_of(run))
        groups.setdefault(way, []).append(math.log(median(run.samples)))
    squares: dict[str, float] = {}
    freedom: dict[str, int] = {}
    for (workload, *_), logs in groups.items():
        mean = sum(logs) / len(logs)
        squares[workload] = squares.get(workload, 0.0) + sum((one - mean) ** 2 for one in logs)
        freedom[workload] = freedom.get(workload, 0) + len(logs) - 1
    return {
        workload: (math.sqrt(squares[workload] / many), many)
        for workload, many in sorted(freedom.items())
        if many > 1
    }


def between_sessions(path: Path) -> tuple[float, int]:
    """Variance between sessions over the variance between processes of the same cells, by moments,
    and from how many cells."""
    cells: dict[tuple[str, ...], dict[str, list[float]]] = {}
    for run in _processes(path):
        if run.measure.kind != "size":
            way = (run.workload, run.framework, run.mode, run.tuning, run.environment)
            sessions = cells.setdefault(way, {})
            sessions.setdefault(session_of(run), []).append(math.log(median(run.samples)))
    several = [tuple(sessions.values()) for sessions in cells.values() if len(sessions) > 1]
    squares = freedom = 0.0
    for groups in several:
        for logs in groups:
            mean = sum(logs) / len(logs)
            squares += sum((one - mean) ** 2 for one in logs)
            freedom += len(logs) - 1
    process = squares / freedom
    excess = 0.0
    for groups in several:
        means = [sum(logs) / len(logs) for logs in groups]
        mean = sum(means) / len(means)
        between = sum((one - mean) ** 2 for one in means) / (len(means) - 1)
        of_processes = process * sum(1 / len(logs) for logs in groups) / len(groups)
        excess += (between - of_processes) / len(several)
    return excess / process, len(several)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=2000)
    parser.add_argument("--estimate", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"the table, into {PAGE}")
    asked = parser.parse_args()
    if asked.estimate:
        for workload, (deviation, freedom) in spreads(Path("docs/measurements/runs.jsonl")).items():
            print(f"{workload}: {deviation:.4f} ({freedom})")
        ratio, cells = between_sessions(Path("docs/measurements/runs.jsonl"))
        print(f"between sessions: {ratio:.2f} times as much, from {cells} cells")
        return 0
    lines, good = table(asked.worlds)
    if asked.write:
        page = PAGE.read_text()
        head, rest = page.split(BEGIN)
        tail = rest.split(END)[1]
        PAGE.write_text(head + BEGIN + "\n".join(lines) + "\n" + END + tail)
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
