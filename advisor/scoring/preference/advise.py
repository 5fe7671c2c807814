"""Which question tells most about who is first, and whether any is still worth a person's time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from advisor.scoring.preference.posterior import Posterior, scores_of
from advisor.scoring.preference.question import Question, questions
from advisor.scoring.shape import ShapeError

if TYPE_CHECKING:
    from advisor.scoring.shape import Array

ENOUGH = 10
"""After ten questions the named winner hardly gets better (scoring study: 40 simulated people, 14
criteria)."""

WORTHLESS = 0.01
"""Bits about who is first; a question that is expected to tell less is not worth a person's
time."""

SURE = 0.95
"""The first is first in so many of the plausible weights that no answer will matter."""


class Advised(Struct, frozen=True, kw_only=True):
    """Whether to ask on, and what."""

    question: Question
    """The one that tells most about who is first."""
    bits: float
    """How much it is expected to tell, of log2(alternatives) at most."""
    share: float
    """In how much of the posterior the present first is first."""
    more: int
    """How many more questions are worth asking, at most; 0: stop."""
    why: Literal["ask", "sure", "little to learn", "enough"]


def information(posterior: Posterior, asked: Sequence[Question], values: Array) -> Array:
    """(questions,) expected bits that an answer tells about who is first: the mutual information of
    the two.

    Args:
        values: (alternatives, criteria) worths in the order of the posterior's criteria.
    """
    import numpy as np

    weight = posterior.importance
    first = scores_of(posterior.particles, values).argmax(axis=0)
    likely = (
        _swing_probability(posterior.criteria, asked, posterior.particles, posterior.sharpness)
        * weight[:, None]
    )
    swing = likely.sum(axis=0)
    before = np.bincount(first, weights=weight, minlength=len(values)).astype(float)
    joint = np.zeros((len(values), len(asked)))
    for i in range(len(values)):
        joint[i] = likely[first == i].sum(axis=0)
    other = before[:, None] - joint
    after = swing * _entropy(joint / swing) + (1 - swing) * _entropy(other / (1 - swing))
    told: Array = np.maximum(float(_entropy(before[:, None]).item()) - after, 0.0)
    return told


def advise(
    posterior: Posterior, values: Array, *, asked: Sequence[Question] | None = None
) -> Advised:
    """The next question, or that asking more is not worth it.

    Args:
        values: (alternatives, criteria) worths in the order of the posterior's criteria.
        asked: the questions to choose from, all of them where none are given. None is put twice.
    """
    done = {question for question, _ in posterior.answers}
    pool = [
        question for question in (asked or questions(posterior.criteria)) if question not in done
    ]
    if not pool:
        raise ShapeError("every question has been answered")
    told = information(posterior, pool, values)
    best = int(told.argmax())
    shares = posterior.share_first(values)
    share, bits = float(shares.max()), float(told[best])
    left = ENOUGH - len(posterior.answers)
    uncertain = float(_entropy(shares[:, None]).item())
    why: Literal["ask", "sure", "little to learn", "enough"] = "ask"
    if share >= SURE:
        why = "sure"
    elif bits < WORTHLESS:
        why = "little to learn"
    elif left <= 0:
        why = "enough"
    # Each answer tells at most about as much as this one, so what is uncertain bounds how many can
    # matter.
    more = max(1, min(left, math.ceil(uncertain / bits))) if why == "ask" else 0
    return Advised(question=pool[best], bits=bits, share=share, more=more, why=why)


def _entropy(shares: Array) -> Array:
    """Bits of each column."""
    import numpy as np

    safe = np.clip(shares, 1e-12, 1.0)
    bits: Array = -(safe * np.log2(safe)).sum(axis=0)
    return bits


def _swing_probability(
    criteria: Sequence[str], asked: Sequence[Question], weights: Array, sharpness: Array
) -> Array:
    """(particles, questions) probability of answering with the whole swing."""
    import numpy as np

    where = {name: j for j, name in enumerate(criteria)}
    swing = weights[:, [where[q.swing] for q in asked]]
    part = weights[:, [where[q.part] for q in asked]] * np.array([q.share for q in asked])
    probability: Array = 1.0 / (1.0 + np.exp(-sharpness[:, None] * (swing - part)))
    return probability
