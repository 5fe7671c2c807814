"""Does the word deserve itself? Simulated decisions, of which the truth is known.

A world is a decision as the program sees one: three to seven alternatives, 24 criteria in eight
families, weights of which more or less was said, claims that audits would find wrong as often as
they do, measurements of one to five rounds, cells of which nothing is known. The truth is drawn
from what the model states, or from something that it does not state:

    model       as stated
    tails       between processes, and around claimed numbers, a t distribution with 3 degrees of
                freedom instead of a normal one
    together    all errors of one source with a correlation of .5
    drift       every measured cell from a session of its own, which is off by 5 % more

    python -m tests.benchmarks.calibration [--worlds 2000] [--check] [--write]

--check fails where a figure leaves its bounds; --write writes docs/calibration.json and the figures
of docs/calibration.md.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct

from advisor.evidence.statistics import BETWEEN_SAMPLES, interval_over_rounds
from advisor.evidence.students_t import figures_at
from advisor.evidence.variation import expected
from advisor.model.criterion import Logarithmic, Ordinal
from advisor.model.source import Grade
from advisor.scoring.audited import UNAUDITED
from advisor.scoring.beliefs import Belief, believed, unknown_level
from advisor.scoring.doubt.draws import drawn, first_samples
from advisor.scoring.priors import Prior, around, uniform
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.rank import rank
from advisor.scoring.robustness import robustness
from advisor.scoring.sampling import BeliefSource
from advisor.scoring.values import worth
from advisor.scoring.verdict import verdict
from advisor.scoring.weights import CONCENTRATION

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docs" / "calibration.json"
PAGE = ROOT / "docs" / "calibration.md"
KINDS = ("model", "tails", "together", "drift")
Kind = Literal["model", "tails", "together", "drift"]
FAMILIES, IN_FAMILY = 8, 3
SAMPLES = 2000
"""Of each decision: a share is then known to 1.1 points at worst."""
DRAWS = 128
"""Quantiles of a measured cell; the program takes 512."""
ROUNDS = (1, 2, 3, 5)
LEAD, KNOWN = 0.05, 0.8
"""Where the true best leads by more and so much is known, the word must not be timid."""
DRIFT = 0.05
TOGETHER = 0.5
LEVELS = (
    Ordinal(levels={"no": 0.0, "yes": 1.0}),
    Ordinal(levels={"none": 0.0, "partial": 0.5, "full": 1.0}),
    Ordinal(levels={"none": 0.0, "little": 0.25, "some": 0.5, "much": 0.75, "full": 1.0}),
)
SPEED = Logarithmic(worst=1000.0, best=10.0)
GRADES: tuple[Grade, ...] = ("documented", "reported", "published")
APART = 0.15
"""Standard deviation of how good alternatives are as a whole, in worth: as far as the frameworks of
the shipped base lie apart."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of one decision."""

    word: str
    right: bool
    """The first is the true best."""
    lead: float
    """By how much the true best leads the next."""
    known: float
    """Share of the weight that is known."""
    feared: float
    """What choosing the first was expected to forgo."""
    lost: float
    """What it did."""
    share: float
    covered: tuple[bool, ...]
    """Of every alternative, whether its true score lies in the 95 % interval."""
    measured: tuple[tuple[int, bool], ...]
    """Of every measured cell, its rounds and whether its interval holds the truth."""
    ladder: float
    prior: str


class Wording(Struct, frozen=True, kw_only=True):
    """What the decisions of one word came to."""

    count: int
    right: float
    """Share in which the first is the true best."""
    feared: float
    lost: float


class Found(Struct, frozen=True, kw_only=True):
    """What the worlds of one kind came to."""

    worlds: int
    coverage: float
    """Of scores, by their 95 % intervals."""
    measured: dict[int, float]
    """Rounds: coverage of measured figures by their 95 % intervals."""
    words: dict[str, Wording]
    feared: float
    lost: float
    strong: int
    """Worlds in which the true best leads by more than LEAD and KNOWN of the weight is known."""
    strong_clear: float
    strong_close: float

    @property
    def ratio(self) -> float:
        """What was lost, as a multiple of what was feared."""
        return self.lost / max(self.feared, 1e-12)


def world(seed: int, kind: Kind) -> Outcome:
    """One decision, made by the program and held against its truth."""
    chance = np.random.default_rng([seed, 20261130])
    m = int(chance.integers(3, 8))
    n = FAMILIES * IN_FAMILY
    alternatives = tuple(f"alternative-{i}" for i in range(m))
    criteria = tuple(f"criterion-{j:02}" for j in range(n))
    families = {name: f"family-{j // IN_FAMILY}" for j, name in enumerate(criteria)}
    prior = _prior(chance, criteria, families)
    scales = [SPEED if j % 6 == 5 else LEVELS[int(chance.integers(3))] for j in range(n)]
    quality = np.clip(0.55 + APART * chance.standard_normal(m), 0.05, 0.95)
    little = float(chance.choice([0.02, 0.1, 0.3]))
    truth = np.zeros((m, n))
    rows: list[tuple[Belief, ...]] = []
    measured: list[tuple[int, bool]] = []
    for i in range(m):
        row = []
        for j, scale in enumerate(scales):
            good = float(np.clip(quality[i] + 0.3 * chance.standard_normal(), 0.0, 1.0))
            source = f"page-{i}-{int(chance.integers(6))}"
            if isinstance(scale, Ordinal):
                row.append(_claim(chance, scale, good, little, source))
                continue
            cell, truth[i, j], rounds, holds = _measurement(chance, good, kind)
            measured.append((rounds, holds))
            row.append(cell)
        rows.append(tuple(row))
    claims = _truth(rows, alternatives, criteria, scales, seed, kind)
    for i in range(m):
        for j, scale in enumerate(scales):
            if isinstance(scale, Ordinal):
                truth[i, j] = claims[i, j]
    means = tuple(prior.means.get(name, 0.0) for name in criteria)
    problem = DecisionProblem(
        alternatives=alternatives,
        criteria=criteria,
        weights=means,
        beliefs=tuple(rows),
        prior=prior,
    )
    meant = prior.source(criteria).stream(seed + 1)(1)[0].copy()
    return _judged(problem, truth, meant, seed, measured)


def _prior(chance: np.random.Generator, criteria: Sequence[str], families: dict[str, str]) -> Prior:
    """Nothing named, a profile, or weights that were given; as often each."""
    kind = int(chance.integers(3))
    if kind == 0:
        return uniform(families, criteria)
    points = dict(zip(criteria, chance.dirichlet(np.ones(len(criteria))).tolist(), strict=True))
    if kind == 1:
        return around(points, families, origin="profile", concentration=CONCENTRATION["rough"])
    return around(points, families, origin="given", concentration=CONCENTRATION["fair"])


def _claim(
    chance: np.random.Generator, scale: Ordinal, good: float, little: float, source: str
) -> Belief:
    if chance.random() < little:
        return unknown_level(scale)
    names = sorted(scale.levels, key=scale.levels.__getitem__)
    said = min(names, key=lambda name: abs(scale.levels[name] - good))
    grade = GRADES[int(chance.integers(len(GRADES)))]
    rate = UNAUDITED.rate(grade)
    return believed(scale, said, grade=grade, errs=rate, worse=UNAUDITED.worse, origin=source)


def _measurement(
    chance: np.random.Generator, good: float, kind: Kind
) -> tuple[Belief, float, int, bool]:
    """A belief made of rounds, the true worth, how many rounds, and whether its interval holds."""
    truth = math.log(SPEED.worst) + good * (math.log(SPEED.best) - math.log(SPEED.worst))
    between = expected("", "time")
    rounds = int(chance.choice(ROUNDS))
    # The variance that a workload has lies around what is pooled, as the model states.
    spread = math.sqrt(between.variance * between.freedom / chance.chisquare(between.freedom))
    own = spread * math.sqrt(between.session)
    session = own * float(chance.standard_normal())
    if kind == "drift":
        session += DRIFT * float(chance.standard_normal())
    noise = (
        chance.standard_t(3, rounds) / math.sqrt(3.0)
        if kind == "tails"
        else chance.standard_normal(rounds)
    )
    processes = truth + session + spread * noise
    samples = [
        tuple(np.exp(process + BETWEEN_SAMPLES * chance.standard_normal(7)).tolist())
        for process in processes
    ]
    found = interval_over_rounds(samples, between=between)
    holds = found.low <= math.exp(truth) <= found.high
    figures = figures_at(found.low, found.high, found.freedom, DRAWS)
    worths = sorted(worth(SPEED, figure).value for figure in figures)
    belief = Belief(
        low=worths[DRAWS // 20],
        central=worth(SPEED, found.middle).value,
        high=worths[-1 - DRAWS // 20],
        draws=tuple(worths),
    )
    return belief, good, rounds, holds


def _truth(
    rows: Sequence[Sequence[Belief]],
    alternatives: tuple[str, ...],
    criteria: tuple[str, ...],
    scales: Sequence[object],
    seed: int,
    kind: Kind,
) -> np.ndarray:
    """(alternatives, criteria) what claims and unknowns truly are: drawn from what is believed, or
    with errors of one source that go together more than the model states."""
    beliefs = tuple(tuple(row) for row in rows)
    if kind != "together":
        source = BeliefSource(alternatives=alternatives, criteria=criteria, beliefs=beliefs)
        skipped = 1 + seed % 7  # so that no draw is one that errs together more often than others
        return source.stream(seed + 1)(skipped)[-1].copy()
    chance = np.random.default_rng([seed, 5])
    shared: dict[str, float] = {}
    truth = np.zeros((len(alternatives), len(criteria)))
    for i, row in enumerate(beliefs):
        for j, belief in enumerate(row):
            own = chance.random()
            if belief.origin and chance.random() < TOGETHER:
                own = shared.setdefault(belief.origin, chance.random())
            truth[i, j] = _quantile(belief, own)
    return truth


def _quantile(belief: Belief, at: float) -> float:
    passed = 0.0
    for piece in belief.pieces:
        if at <= passed + piece.share:
            return piece.low + (at - passed) / piece.share * (piece.high - piece.low)
        passed += piece.share
    return belief.high


def _judged(
    problem: DecisionProblem,
    truth: np.ndarray,
    meant: np.ndarray,
    seed: int,
    measured: list[tuple[int, bool]],
) -> Outcome:
    ranking = rank(problem)
    sure = robustness(problem, samples=SAMPLES, seed=seed)
    said = verdict(ranking, sure)
    scores = truth @ meant
    best = int(scores.argmax())
    first = problem.alternatives.index(said.first[0])
    ordered = np.sort(scores)
    source = drawn(problem)
    worths = first_samples(source.values, seed, SAMPLES)
    weights = first_samples(source.weights, seed, SAMPLES)
    sampled = np.einsum("sij,sj->si", worths, weights)
    low, high = np.quantile(sampled, [0.025, 0.975], axis=0)
    order = [source.alternatives.index(name) for name in problem.alternatives]
    known = sum(
        weight * np.mean([row[j].known for row in problem.beliefs])
        for j, weight in enumerate(problem.weights)
    )
    return Outcome(
        word=said.word,
        right=first == best,
        lead=float(ordered[-1] - ordered[-2]),
        known=float(known),
        feared=said.loss,
        lost=float(scores[best] - scores[first]),
        share=said.share,
        covered=tuple((low[order] <= scores) & (scores <= high[order])),
        measured=tuple(measured),
        ladder=said.ladder,
        prior=sure.origin,
    )


def summed(outcomes: Sequence[Outcome]) -> Found:
    """What many decisions came to."""
    words = {}
    for word in ("clear", "leaning", "close"):
        own = [one for one in outcomes if one.word == word]
        words[word] = Wording(
            count=len(own),
            right=_mean(one.right for one in own),
            feared=_mean(one.feared for one in own),
            lost=_mean(one.lost for one in own),
        )
    strong = [one for one in outcomes if one.lead > LEAD and one.known >= KNOWN]
    cells = [cell for one in outcomes for cell in one.measured]
    return Found(
        worlds=len(outcomes),
        coverage=_mean(held for one in outcomes for held in one.covered),
        measured={
            rounds: _mean(held for count, held in cells if count == rounds) for rounds in ROUNDS
        },
        words=words,
        feared=_mean(one.feared for one in outcomes),
        lost=_mean(one.lost for one in outcomes),
        strong=len(strong),
        strong_clear=_mean(one.word == "clear" for one in strong),
        strong_close=_mean(one.word == "close" for one in strong),
    )


def _mean(numbers: Iterable[float]) -> float:
    kept = [float(number) for number in numbers]
    return math.fsum(kept) / len(kept) if kept else math.nan


def missed(found: dict[str, Found]) -> list[str]:
    """Which figures leave their bounds."""
    told = []

    def hold(holds: bool, what: str) -> None:
        if not holds:
            told.append(what)

    for kind, one in found.items():
        least, most = (0.92, 0.98) if kind == "model" else (0.88, 1.0)
        hold(least <= one.coverage <= most, f"{kind}: scores covered in {one.coverage:.3f}")
        for rounds, share in one.measured.items():
            if not math.isnan(share):
                hold(least <= share <= most, f"{kind}: {rounds} rounds covered in {share:.3f}")
        clear, leaning = one.words["clear"], one.words["leaning"]
        hold(clear.count == 0 or clear.right >= 0.8, f"{kind}: clear is right in {clear.right:.3f}")
        hold(
            leaning.count == 0 or leaning.right >= 0.5,
            f"{kind}: leaning is right in {leaning.right:.3f}",
        )
        hold(0.5 <= one.ratio <= 2.0, f"{kind}: lost {one.ratio:.2f} times what was feared")
        if one.strong:
            hold(one.strong_clear >= 0.6, f"{kind}: a lead is clear in {one.strong_clear:.3f}")
            hold(one.strong_close <= 0.2, f"{kind}: a lead is close in {one.strong_close:.3f}")
    return told


def simulate(worlds: int, kinds: Sequence[Kind] = KINDS, begin: int = 0) -> dict[str, Found]:
    """Every kind, over so many worlds."""
    return {
        kind: summed([world(seed, kind) for seed in range(begin, begin + worlds)]) for kind in kinds
    }


def table(found: dict[str, Found]) -> str:
    """The figures as a table in Markdown."""
    lines = [
        "| worlds | scores covered | measured, 1 / 2 / 3 / 5 rounds | clear: right "
        "| leaning: right | close: right | lead known: clear / close | lost / feared |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind, one in found.items():
        rounds = " / ".join(f"{100 * share:.0f}" for share in one.measured.values())
        words = " | ".join(
            f"{100 * word.right:.0f} % of {word.count}" for word in one.words.values()
        )
        lines.append(
            f"| {kind} | {100 * one.coverage:.1f} % | {rounds} % | {words} | "
            f"{100 * one.strong_clear:.0f} / {100 * one.strong_close:.0f} % of {one.strong} | "
            f"{one.ratio:.2f} |"
        )
    return "\n".join(lines)


def paged(page: str, found: dict[str, Found]) -> str:
    """The page with these figures in the place of those that it has."""
    begin, end = "<!-- figures -->\n", "<!-- end of figures -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{table(found)}\n\n{end}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=2000)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    began = time.perf_counter()
    found = simulate(given.worlds)
    print(table(found))
    print(f"{time.perf_counter() - began:.0f} s")
    told = missed(found)
    print("\n".join(told) if told else "every figure is within its bounds")
    if given.write:
        packed = msgspec.json.format(msgspec.json.encode(found), indent=1)
        FILE.write_bytes(packed + b"\n")
        PAGE.write_text(paged(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    return 1 if told and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
