"""What to find out next: how much each answer would tell about who is first, per second that it
costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from advisor.scoring.problem import DecisionProblem
from advisor.scoring.sampling import BeliefSource, WeightSource, generator
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


class EvidenceOption(Struct, frozen=True, kw_only=True):
    """Something that can be found out: a workload measured on one framework, a fact looked up."""

    id: str
    cells: tuple[tuple[str, str], ...]
    """(alternative, criterion) that it answers."""
    seconds: float
    """What it costs; building an environment counts."""


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

    For each option, possible answers are drawn from what is believed of its cells; under each, the
    shares in which everyone is first are worked out over the same draws of all weights and all
    other cells. What that tells is the entropy of the shares now less its mean under the answers
    (Lindley 1956, Annals of Mathematical Statistics 27(4):986-1005): unlike the rise of the largest
    share it also counts answers that confirm. A pure function of beliefs, weights and costs: no
    clock, no lab.

    Args:
        options: their cells must be cells of the problem; those that are certain already are worth
        nothing. target: the share at which the verdict counts as settled.
        concentration: how firmly the weights are meant.
    Raises:
        ShapeError: the problem holds no alternative, or an option names a cell that it has not.
    """
    import numpy as np

    if not problem.alternatives:
        raise ShapeError("the problem holds no alternative")
    for option in options:
        for alternative, criterion in option.cells:
            if alternative not in problem.alternatives or criterion not in problem.criteria:
                raise ShapeError(
                    f"{option.id} answers {criterion} of {alternative}, which the problem does "
                    f"not hold"
                )
    # Sorted by name, so that the order in which the problem is written down changes no bit.
    rows = sorted(range(len(problem.alternatives)), key=problem.alternatives.__getitem__)
    columns = sorted(range(len(problem.criteria)), key=problem.criteria.__getitem__)
    names = [problem.alternatives[i] for i in rows]
    criteria = [problem.criteria[j] for j in columns]
    beliefs = tuple(tuple(problem.beliefs[i][j] for j in columns) for i in rows)
    values = BeliefSource(alternatives=tuple(names), criteria=tuple(criteria), beliefs=beliefs)
    weights = WeightSource(
        criteria=tuple(criteria),
        weights=tuple(problem.weights[j] for j in columns),
        concentration=concentration,
    )
    inner, shares = values.stream(seed)(INNER), weights.stream(seed)(INNER)
    scores = np.zeros((len(names), INNER))
    for j in range(len(criteria)):
        scores += inner[:, :, j].T * shares[:, j]
    mean_scores, mean_shares = scores.mean(axis=1), shares.mean(axis=0)
    now = _first_shares(scores[None])[0]

    def outcomes(cells: Sequence[tuple[str, str]]) -> tuple[Array, Array]:
        """(answers, alternatives) shares of the first place, and expected scores, under each
        possible answer."""
        moved = np.broadcast_to(scores, (OUTER, *scores.shape)).copy()
        expected = np.broadcast_to(mean_scores, (OUTER, len(names))).copy()
        for alternative, criterion in dict.fromkeys(cells):
            i, j = names.index(alternative), criteria.index(criterion)
            # Evenly spread quantiles instead of random answers: 48 of them are then as good as a
            # thousand. Shuffled, so that the answers to several cells of one option do not all turn
            # out high together.
            spread = np.sort(inner[:, i, j])[((np.arange(OUTER) + 0.5) / OUTER * INNER).astype(int)]
            answers = generator(seed, "answers", criterion, alternative).permutation(spread)
            moved[:, i] += (answers[:, None] - inner[None, :, i, j]) * shares[:, j]
            expected[:, i] += (answers - inner[:, i, j].mean()) * mean_shares[j]
        return _first_shares(moved), expected

    prospects = []
    for option in options:
        after, expected = outcomes(option.cells)
        # The mean over the answers is the share now, over these very draws: what never changes the
        # first gains nothing.
        before = after.mean(axis=0)
        prospects.append(
            Prospect(
                option=option,
                bits=_seen(float(_entropy(before) - _entropy(after).mean())),
                gain=_seen(float(after.max(axis=1).mean() - before.max())),
                change=float((after.argmax(axis=1) != before.argmax()).mean()),
                worth=_seen(float(expected.max(axis=1).mean() - expected.mean(axis=0).max())),
            )
        )
    everything, _ = outcomes([cell for option in options for cell in option.cells])
    top = everything.max(axis=1)
    share, chance = float(now.max()), float((top >= target).mean())
    return EvidencePlan(
        first=names[int(now.argmax())],
        share=share,
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


def _seen(gain: float) -> float:
    """A gain that is more than rounding."""
    return gain if gain > TIE else 0.0


def _entropy(shares: Array) -> Array:
    """Bits, over the last axis; shares are made to sum to 1 where ties counted for several."""
    import numpy as np

    sure = np.clip(shares / shares.sum(axis=-1, keepdims=True), 1e-12, 1.0)
    bits: Array = -(sure * np.log2(sure)).sum(axis=-1)
    return bits


def _first_shares(scores: Array) -> Array:
    """(answers, alternatives) how often each is first, of scores (answers, alternatives, draws);
    ties count for all."""
    leads: NDArray[np.bool_] = scores >= scores.max(axis=1, keepdims=True) - TIE
    shares: Array = leads.mean(axis=2)
    return shares
