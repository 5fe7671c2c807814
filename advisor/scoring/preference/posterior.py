"""The posterior of somebody's weights: particles on the simplex, reweighted by answers, moved when
they wear thin."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.scoring.preference.question import Answer, Question
from advisor.scoring.sampling import generator
from advisor.scoring.shape import ShapeError
from advisor.scoring.weighting.tiers import Tiers

if TYPE_CHECKING:
    import numpy as np

    from advisor.scoring.shape import Array

PARTICLES = 2000
SHARPNESS = (4.0, 60.0)
"""How sharply a person sees a difference in worth, from shaky to firm: an answer follows the larger
swing with probability 1 / (1 + exp(-sharpness x difference)). It is learnt beside the weights."""

_MOVES = 12


class Posterior(Struct, frozen=True, kw_only=True, eq=False):
    """What is believed of somebody's weights after their answers."""

    criteria: tuple[str, ...]
    prior: Tiers
    """The distribution that it started from."""
    answers: tuple[tuple[Question, Answer], ...]
    seed: int
    particles: Array
    """(particles, criteria) weights; rows sum to 1."""
    sharpness: Array
    """(particles,)."""
    log_importance: Array
    """(particles,) unnormalised."""

    @property
    def importance(self) -> Array:
        """(particles,) summing to 1."""
        import numpy as np

        raw = np.exp(self.log_importance - self.log_importance.max())
        share: Array = raw / raw.sum()
        return share

    @property
    def mean(self) -> dict[str, float]:
        """The mean weight of each criterion."""
        share = self.importance
        means = [float((share * column).sum()) for column in self.particles.T]
        total = math.fsum(means)
        return {name: mean / total for name, mean in zip(self.criteria, means, strict=True)}

    def interval(self, level: float = 0.9) -> dict[str, tuple[float, float]]:
        """The central interval of each weight that holds `level` of the posterior."""
        import numpy as np

        share = self.importance
        ends = {}
        for name, column in zip(self.criteria, self.particles.T, strict=True):
            order = np.argsort(column, kind="stable")
            cumulated = np.cumsum(share[order])
            low, high = np.searchsorted(cumulated, [(1 - level) / 2, (1 + level) / 2])
            ends[name] = float(column[order[low]]), float(column[order[min(high, len(order) - 1)]])
        return ends

    def draws(self, size: int = PARTICLES) -> list[list[float]]:
        """(size, criteria) weights, each as likely as the other: what
        `robustness(weight_draws=...)` takes."""
        drawn = self.particles[
            systematic(self.importance, size, generator(self.seed, "draws", str(len(self.answers))))
        ]
        rows: list[list[float]] = drawn.tolist()
        return rows

    def answered(self, question: Question, answer: Answer) -> Posterior:
        """The posterior after one more answer (Bayes' rule; particles move when their importance is
        too uneven)."""
        import numpy as np

        answers = (*self.answers, (question, answer))
        log_importance = self.log_importance + _log_likelihood(
            self.criteria, ((question, answer),), self.particles, self.sharpness
        )
        following = Posterior(
            criteria=self.criteria,
            prior=self.prior,
            answers=answers,
            seed=self.seed,
            particles=self.particles,
            sharpness=self.sharpness,
            log_importance=log_importance,
        )
        share = following.importance
        return (
            _moved(following)
            if 1.0 / float(np.square(share).sum()) < 0.5 * len(share)
            else following
        )

    def share_first(self, values: Array) -> Array:
        """(alternatives,) share of the posterior in which each is first by the given worths.

        Args:
            values: (alternatives, criteria) in the order of `criteria`.
        """
        import numpy as np

        first = scores_of(self.particles, values).argmax(axis=0)
        return np.bincount(first, weights=self.importance, minlength=len(values)).astype(float)

    @property
    def consistency(self) -> float | None:
        """Share of the answers that the mean weights would have given too; None before the
        first."""
        if not self.answers:
            return None
        mean = self.mean
        agreed = sum(
            1.0
            if answer == "equal"
            else float((answer == "swing") == (mean[q.swing] >= q.share * mean[q.part]))
            for q, answer in self.answers
        )
        return agreed / len(self.answers)


def start(
    weights: Mapping[str, float], concentration: float, *, seed: int = 0, size: int = PARTICLES
) -> Posterior:
    """The posterior before any answer: Dirichlet around a profile.

    Args:
        weights: criterion: weight; those without weight take no part.
        concentration: how firmly the profile is meant (weights.CONCENTRATION); the number of
            criteria with equal weights makes every weight vector as likely as any other.
    Raises:
        ShapeError: fewer than two criteria, or a concentration that is not positive.
    """
    names = tuple(sorted(name for name, weight in weights.items() if weight > 0))
    if concentration <= 0:
        raise ShapeError("a trade-off needs a positive concentration")
    total = math.fsum(weights[name] for name in names)
    shapes = tuple(concentration * weights[name] / total for name in names)
    alone = tuple((j,) for j in range(len(names)))
    return before(Tiers(criteria=names, leaves=alone, within=shapes), seed=seed, size=size)


def before(prior: Tiers, *, seed: int = 0, size: int = PARTICLES) -> Posterior:
    """The posterior before any answer, of any prior.

    Raises:
        ShapeError: fewer than two criteria.
    """
    import numpy as np

    if len(prior.criteria) < 2:
        raise ShapeError("a trade-off needs two criteria with weight")
    chance = generator(seed, "preference", "start")
    shapes = prior.shapes
    gammas = np.maximum(chance.standard_gamma(shapes, size=(size, len(shapes))), 1e-300)
    low, high = map(math.log, SHARPNESS)
    return Posterior(
        criteria=prior.criteria,
        prior=prior,
        answers=(),
        seed=seed,
        particles=_weights(prior, gammas),
        sharpness=np.exp(chance.uniform(low, high, size)),
        log_importance=np.zeros(size),
    )


def _weights(prior: Tiers, gammas: Array) -> Array:
    """(particles, criteria) weights of (particles, variables) gamma variables."""
    import numpy as np

    return np.ascontiguousarray(prior.weights(gammas.T.copy()).T)


def _total(rows: Array) -> Array:
    import numpy as np

    total = np.zeros(len(rows))
    for column in rows.T:
        total += column
    return total


def scores_of(weights: Array, values: Array) -> Array:
    """(alternatives, particles)."""
    import numpy as np

    scores = np.zeros((len(values), len(weights)))
    for j in range(weights.shape[1]):
        scores += np.asarray(values)[:, j, None] * weights[:, j]
    return scores


def _log_likelihood(
    criteria: Sequence[str],
    answers: Sequence[tuple[Question, Answer]],
    weights: Array,
    sharpness: Array,
) -> Array:
    """(particles,) an equal is half an answer for either side."""
    import numpy as np

    where = {name: j for j, name in enumerate(criteria)}
    total = np.zeros(len(weights))
    for question, answer in answers:
        ahead = sharpness * (
            weights[:, where[question.swing]] - question.share * weights[:, where[question.part]]
        )
        if answer != "part":
            total -= np.logaddexp(0.0, -ahead) * (0.5 if answer == "equal" else 1.0)
        if answer != "swing":
            total -= np.logaddexp(0.0, ahead) * (0.5 if answer == "equal" else 1.0)
    return total


def systematic(share: Array, size: int, chance: np.random.Generator) -> np.ndarray:
    """(size,) indices drawn in proportion to their share, as evenly as can be."""
    import numpy as np

    steps = (np.arange(size) + chance.random()) / size
    return np.minimum(np.searchsorted(np.cumsum(share), steps), len(share) - 1)


def _moved(posterior: Posterior) -> Posterior:
    """Particles of equal importance again, each moved by Metropolis steps so that copies part.

    The walk is in logarithms of gamma variables, whose shares are Dirichlet, so no weight can leave
    the simplex. A step is a multiple of the difference of two other particles (ter Braak 2006,
    Statistics and Computing 16:239-249): it has the shape of the posterior without a matrix being
    factorised.
    """
    import numpy as np

    prior = posterior.prior
    size, n = len(posterior.particles), len(prior.shapes)
    shapes = np.array(prior.shapes)
    chance = generator(posterior.seed, "preference", str(len(posterior.answers)))
    chosen = systematic(posterior.importance, size, chance)
    totals = chance.standard_gamma(prior.totals, (size, len(prior.totals)))
    weights = np.maximum(posterior.particles[chosen], 1e-300)
    place = np.column_stack(
        [
            np.log(prior.variables(weights.T, totals.T).T),
            np.log(posterior.sharpness[chosen]),
        ]
    )
    low, high = map(math.log, SHARPNESS)

    def density(at: Array) -> Array:
        gammas = np.exp(at[:, :n])
        weights = _weights(prior, gammas)
        likely = _log_likelihood(posterior.criteria, posterior.answers, weights, np.exp(at[:, n]))
        inside = (at[:, n] >= low) & (at[:, n] <= high)
        return np.where(inside, likely + _total(shapes * at[:, :n] - gammas), -np.inf)

    now = density(place)
    for step in range(_MOVES):
        one, two = chance.permutation(size), chance.permutation(size)
        length = 2.38 / math.sqrt(2 * (n + 1)) * (1.0, 0.5, 0.25)[step % 3]
        proposed = (
            place + length * (place[one] - place[two]) + 0.01 * chance.standard_normal(place.shape)
        )
        then = density(proposed)
        accepted = np.log(chance.random(size)) < then - now
        place[accepted], now[accepted] = proposed[accepted], then[accepted]
    return Posterior(
        criteria=posterior.criteria,
        prior=posterior.prior,
        answers=posterior.answers,
        seed=posterior.seed,
        particles=_weights(prior, np.exp(place[:, :n])),
        sharpness=np.exp(place[:, n]),
        log_importance=np.zeros(size),
    )
