"""What to find out next: how much each answer would tell about who is first, per second that it
costs. A question to the person, a claim to look up, a measurement and a fact of the machine are all
options alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from advisor.scoring.beliefs import Piece, unknown
from advisor.scoring.doubt.draws import GATES, Drawn, drawn, first_samples
from advisor.scoring.preference.question import Question
from advisor.scoring.problem import DecisionProblem
from advisor.scoring.sampling import generator
from advisor.scoring.shape import TIE, ShapeError
from advisor.scoring.weights import CONCENTRATION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from advisor.scoring.shape import Array

INNER = 1024
"""Draws of everything else, for one answer: a share is then known to 1.6 points at worst."""
OUTER = 48
"""Possible answers to one question."""
HOPELESS = 0.05
"""If even all answers together would settle the verdict in fewer cases, measuring cannot settle
it."""

_OUT = -1e300
"""The score of one that does not reach what it must: behind everybody who does."""

Kind = Literal["measurement", "claim", "question", "fact"]


class EvidenceOption(Struct, frozen=True, kw_only=True):
    """Something that can be found out: a workload measured on one framework, a claim looked up, a
    trade-off asked, a fact of the machine."""

    id: str
    kind: Kind = "measurement"
    cells: tuple[tuple[str, str], ...] = ()
    """(alternative, criterion) that it answers; the criterion may be draws.GATES."""
    question: Question | None = None
    """The trade-off that it asks, of two criteria with weight."""
    seconds: float
    """What it costs; building an environment counts."""
    build_seconds: float = 0.0
    """Of that, building the environment, which is built once for all that is measured in it."""


class Prospect(Struct, frozen=True, kw_only=True):
    """What an option is worth before its answer is known."""

    option: EvidenceOption
    bits: float
    """How much its answer is expected to tell about who is first (mutual information): 0 when no
    answer moves any share, even a little."""
    gain: float
    """Expected rise of the share in which the first is first, whoever that is after the answer: 0
    when no answer would put somebody else first most often, however much surer it makes us."""
    change: float
    """How likely the answer is to change who is first most often."""
    worth: float
    """Expected value of the answer in worth (expected value of partial perfect information): 0 when
    no answer would change the choice by expected score."""

    @property
    def per_second(self) -> float:
        """Bits per second of cost: what the options are ordered by."""
        return self.bits / max(self.option.seconds, TIE)


class EvidencePlan(Struct, frozen=True, kw_only=True):
    """In which order to find out, and whether it can help."""

    first: str
    """Who is first most often now."""
    share: float
    met: float = 1.0
    """In how many of the samples it reaches every must-have and passes every gate."""
    capped: bool = False
    """That is below the target, so its share is, whatever is measured of anything else."""
    prospects: tuple[Prospect, ...]
    """Most bits per second first."""
    attainable: float
    """The share to expect once every option is answered."""
    chance: float
    """How likely it is that the share then reaches the target."""
    state: Literal["settled", "worth finding out", "cannot be settled"]


def next_evidence(
    problem: DecisionProblem,
    options: Sequence[EvidenceOption],
    *,
    target: float = 0.8,
    concentration: float = CONCENTRATION["fair"],
    seed: int = 0,
) -> EvidencePlan:
    """Order the options by what they are expected to tell (Felli & Hazen 1998, Medical Decision
    Making 18(1):95-109).

    A figure that can be measured and was not may be anything. For each option, possible answers
    are drawn from what is believed of its cells; under each, the shares in which everyone is
    first are worked out over the same draws of all weights and all other cells. What that tells
    is the entropy of the shares now less its mean under the answers (Lindley 1956, Annals of
    Mathematical Statistics 27(4):986-1005): unlike the rise of the largest share it also counts
    answers that confirm. A question about a trade-off has two answers, and the draws of weights
    speak for each as far as a person with such weights would give it (preference/posterior.py).
    A pure function of beliefs, weights and costs: no clock, no lab.

    Args:
        options: their cells must be cells of the problem; those that are certain already are worth
        nothing. target: the share at which the verdict counts as settled.
        concentration: how firmly the weights are meant, where the problem has no prior.
    Raises:
        ShapeError: the problem holds no alternative, or an option names a cell that it has not.
    """
    if not problem.alternatives:
        raise ShapeError("the problem holds no alternative")
    for option in options:
        for alternative, criterion in option.cells:
            if alternative not in problem.alternatives or (
                criterion not in problem.criteria and criterion != GATES
            ):
                raise ShapeError(
                    f"{option.id} answers {criterion} of {alternative}, which the problem does "
                    f"not hold"
                )
    problem = _open(problem, options)
    sampled = _Sampled(drawn(problem, concentration=concentration), seed)
    prospects = [sampled.prospect(option) for option in options]
    cells = [cell for option in options for cell in option.cells]
    everything = sampled.outcomes(cells).after
    top = everything.max(axis=1)
    best = int(sampled.now.argmax())
    share, met = float(sampled.now[best]), float(sampled.met[best].mean())
    chance = float((top >= target).mean())
    return EvidencePlan(
        first=sampled.names[best],
        share=share,
        met=met,
        capped=met < target,
        prospects=tuple(
            sorted(prospects, key=lambda one: (-one.per_second, -one.worth, one.option.id))
        ),
        attainable=float(top.mean()) if options else share,
        chance=chance,
        state="settled"
        if share >= target
        else "worth finding out"
        if chance >= HOPELESS
        else "cannot be settled",
    )


ANYTHING = unknown((Piece(share=1.0, low=0.0, high=1.0),))
"""What a figure may be that can be measured here and was not. In a ranking it counts for less,
since nobody measured it; but that must not settle what measuring would tell."""


def _open(problem: DecisionProblem, options: Sequence[EvidenceOption]) -> DecisionProblem:
    """The problem with anything possible in the cells that a measurement can still fill."""
    for option in options:
        if option.kind != "measurement":
            continue
        for alternative, criterion in option.cells:
            if criterion in problem.criteria and not problem.belief(alternative, criterion).known:
                problem = problem.believing(alternative, criterion, ANYTHING)
    return problem


class _Outcomes(Struct, frozen=True, kw_only=True, eq=False):
    """What there would be under each possible answer."""

    chances: Array
    """(answers,) how likely each is."""
    after: Array
    """(answers, alternatives) shares of the first place."""
    expected: Array
    """(answers, alternatives) scores to expect."""


class _Sampled:
    """One lot of draws, from which every option is judged."""

    def __init__(self, source: Drawn, seed: int) -> None:
        import numpy as np

        self.seed = seed
        self.names = list(source.alternatives)
        self.criteria = list(source.criteria)
        self.floors = source.floors
        self.worths = first_samples(source.values, seed, INNER)
        self.shares = first_samples(source.weights, seed, INNER)
        self.scores = np.zeros((len(self.names), INNER))
        for j in range(len(self.criteria)):
            self.scores += self.worths[:, :, j].T * self.shares[:, j]
        self.reached = self.worths >= np.array(self.floors) - TIE
        self.met: NDArray[np.bool_] = np.all(self.reached, axis=2).T
        self.firsts = _firsts(self.scores, self.met)
        self.mean_scores = self.scores.mean(axis=1)
        self.mean_shares = self.shares.mean(axis=0)
        self.now = _first_shares(self.scores[None], self.met[None])[0]

    def prospect(self, option: EvidenceOption) -> Prospect:
        """What an option is worth."""
        told = self.answered(option.question) if option.question else self.outcomes(option.cells)
        # The mean over the answers is the share now, over these very draws: what never changes the
        # first gains nothing.
        before = told.chances @ told.after
        mean = told.chances @ told.expected
        bits = float(_entropy(before) - told.chances @ _entropy(told.after))
        changed = told.after.argmax(axis=1) != before.argmax()
        return Prospect(
            option=option,
            bits=_seen(bits),
            gain=_seen(float(told.chances @ told.after.max(axis=1) - before.max())),
            change=float(told.chances @ changed),
            worth=_seen(float(told.chances @ told.expected.max(axis=1) - mean.max())),
        )

    def outcomes(self, cells: Sequence[tuple[str, str]]) -> _Outcomes:
        """Evenly spread quantiles instead of random answers: 48 of them are then as good as a
        thousand."""
        import numpy as np

        one = {alternative for alternative, _ in cells}
        m = len(self.names)
        expected = np.broadcast_to(self.mean_scores, (OUTER, m)).copy()
        moved: dict[int, Array] = {}
        met: dict[int, NDArray[np.bool_]] = {}
        for alternative in sorted(one):
            i = self.names.index(alternative)
            own = dict.fromkeys(name for who, name in cells if who == alternative)
            answers = {name: self._answers(i, name) for name in own if name in self.criteria}
            scores = np.broadcast_to(self.scores[i], (OUTER, INNER))
            for name, values in answers.items():
                j = self.criteria.index(name)
                worths = self.worths[:, i, j]
                scores = scores + (values[:, None] - worths) * self.shares[:, j]
                expected[:, i] += (values - worths.mean()) * self.mean_shares[j]
            moved[i], met[i] = scores, self._met(i, answers)
        after = _one_moved(self.scores, self.met, moved, met)
        return _Outcomes(chances=np.full(OUTER, 1.0 / OUTER), after=after, expected=expected)

    def _answers(self, i: int, criterion: str) -> Array:
        import numpy as np

        j = self.criteria.index(criterion)
        evenly = ((np.arange(OUTER) + 0.5) / OUTER * INNER).astype(int)
        spread = np.sort(self.worths[:, i, j])[evenly]
        # Shuffled, so that the answers to several cells of one option do not all turn out high
        # together.
        own = generator(self.seed, "answers", criterion, self.names[i])
        answers: Array = own.permutation(spread)
        return answers

    def _met(self, i: int, answers: dict[str, Array]) -> NDArray[np.bool_]:
        """(answers, draws) whether the alternative reaches every floor."""
        import numpy as np

        reached = self.reached[:, i]
        known = [self.criteria.index(name) for name in answers]
        rest = np.delete(reached, known, axis=1).all(axis=1)
        met: NDArray[np.bool_] = np.broadcast_to(rest, (OUTER, INNER))
        for name, values in answers.items():
            floor = self.floors[self.criteria.index(name)]
            met = met & (values >= floor - TIE)[:, None]
        return met

    def answered(self, question: Question) -> _Outcomes:
        """The two answers to a trade-off."""
        import numpy as np

        from advisor.scoring.preference.posterior import SHARPNESS

        if question.swing not in self.criteria or question.part not in self.criteria:
            raise ShapeError("a question is about criteria that the problem does not hold")
        sharpness = math.sqrt(SHARPNESS[0] * SHARPNESS[1])
        swing = self.shares[:, self.criteria.index(question.swing)]
        part = self.shares[:, self.criteria.index(question.part)] * question.share
        likely = 1.0 / (1.0 + np.exp(-sharpness * (swing - part)))
        speaks = np.stack([likely, 1.0 - likely])
        chances = speaks.mean(axis=1)
        after = np.stack([(speaks[a] * self.firsts).mean(axis=1) / chances[a] for a in (0, 1)])
        expected = np.stack([(speaks[a] * self.scores).mean(axis=1) / chances[a] for a in (0, 1)])
        return _Outcomes(chances=chances, after=after, expected=expected)


def _one_moved(
    scores: Array,
    met: NDArray[np.bool_],
    moved: dict[int, Array],
    moved_met: dict[int, NDArray[np.bool_]],
) -> Array:
    """(answers, alternatives) shares of the first place where some alternatives moved."""
    import numpy as np

    if len(moved) != 1:
        everyone = np.broadcast_to(scores, (OUTER, *scores.shape)).copy()
        reached = np.broadcast_to(met, everyone.shape).copy()
        for i, own in moved.items():
            everyone[:, i], reached[:, i] = own, moved_met[i]
        return _first_shares(everyone, reached)
    ((i, own),) = moved.items()
    others = [k for k in range(len(scores)) if k != i]
    own = np.where(moved_met[i], own, _OUT)
    after = np.zeros((OUTER, len(scores)))
    if not others:
        after[:, i] = moved_met[i].mean(axis=1)
        return after
    rest = np.where(met[others], scores[others], _OUT)
    best = rest.max(axis=0)
    leads = (rest >= best - TIE) & met[others]
    count = leads.sum(axis=0)
    level = (np.abs(own - best) <= TIE) & moved_met[i]
    ahead = (own > best + TIE) & moved_met[i]
    shared = 1.0 / (count + 1.0)
    after[:, i] = (ahead + level * shared).mean(axis=1)
    each = np.where(level, shared, 1.0 / np.maximum(count, 1)) * ~ahead
    after[:, others] = each @ leads.T.astype(float) / scores.shape[1]
    return after


def _seen(gain: float) -> float:
    """A gain that is more than rounding."""
    return gain if gain > TIE else 0.0


def _entropy(shares: Array) -> Array:
    """Bits, over the last axis; shares are made to sum to 1 where ties counted for several, or
    where nobody is first."""
    import numpy as np

    total = np.maximum(shares.sum(axis=-1, keepdims=True), 1e-12)
    sure = np.clip(shares / total, 1e-12, 1.0)
    bits: Array = -(sure * np.log2(sure)).sum(axis=-1)
    return bits


def _firsts(scores: Array, met: NDArray[np.bool_]) -> Array:
    """How far each is first, of scores (..., alternatives, draws): those who are level share it, so
    that a tie is settled for nobody."""
    import numpy as np

    counted = np.where(met, scores, _OUT)
    leads = (counted >= counted.max(axis=-2, keepdims=True) - TIE) & met
    shared: Array = leads / np.maximum(leads.sum(axis=-2, keepdims=True), 1)
    return shared


def _first_shares(scores: Array, met: NDArray[np.bool_]) -> Array:
    """(answers, alternatives) how often each is first, of scores (answers, alternatives, draws)."""
    shares: Array = _firsts(scores, met).mean(axis=2)
    return shares
