"""What is believed of somebody's weights before anything is asked, by where the weights come from.

Nobody who names nothing means forty equal weights: they mean that they have not said. So the less
is said, the wider the distribution of weights, and how sure a ranking is follows from it. The tree
of families keeps a family with many criteria from weighing more for having many.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from advisor.scoring.preference.question import Answer, Question
from advisor.scoring.sampling import Stream, generator
from advisor.scoring.shape import ShapeError
from advisor.scoring.weighting.tiers import Tiers, share_out
from advisor.scoring.weights import CONCENTRATION, normalise, pool

if TYPE_CHECKING:
    from advisor.scoring.preference.posterior import Posterior
    from advisor.scoring.shape import Array

Origin = Literal[
    "open",
    "profile",
    "given",
    "families",
    "swing",
    "posterior",
    "team",
    "rough",
    "one_each",
]
"""Where the weights come from: nothing was named; an industry or a task; points by hand; points for
families; a method that fixes the ratio of swings; answers to trade-offs; several people. The last
two are rungs of the ladder only."""


class Prior(Struct, frozen=True, kw_only=True):
    """A distribution of weights, with its name."""

    origin: Origin
    concentration: float
    """How firmly they are meant: of the Dirichlet distribution over the families where there is one
    over families, and over the criteria otherwise. See weights.CONCENTRATION."""
    means: dict[str, float]
    """criterion: mean weight, positive and summing to 1. Criteria that are not in it weigh
    nothing."""
    families: dict[str, str]
    """criterion: family, of at least those in `means`."""
    within: dict[str, float] | None = None
    """family: concentration of the Dirichlet distribution within it; None where one distribution
    over the criteria is meant."""
    together: tuple[tuple[str, ...], ...] = ()
    """Criteria of one family that ask nearly the same, and share one weight equally."""
    method: str = ""
    """How the points of the families were found, where somebody was asked; need.Method."""
    answers: tuple[tuple[Question, Answer], ...] = ()
    """Trade-offs that were answered: the weights are then the posterior of this distribution."""
    before: Origin | None = None
    """Of a posterior: where the weights came from before the answers."""
    people: tuple[Prior, ...] = ()
    """Of a team: each member's own; the weights are those of a member picked at random, so that the
    spread between people is what is not known."""
    seed: int = 0
    """Of the posterior's particles, so that answers which are read again give the same draws."""

    def __post_init__(self) -> None:
        if self.concentration <= 0:
            raise ShapeError("the concentration must be positive")
        if not self.means or any(mean <= 0 for mean in self.means.values()):
            raise ShapeError("means are positive weights of at least one criterion")
        if any(criterion not in self.families for criterion in self.means):
            raise ShapeError("every criterion with weight belongs to a family")

    @property
    def weights(self) -> dict[str, float]:
        """criterion: mean weight, after the answers where there are any; those take some
        sampling."""
        return self.posterior().mean if self.answers else self.means

    @property
    def started_from(self) -> Origin:
        """Where the weights came from before any answer."""
        return self.before or self.origin

    @property
    def tree(self) -> dict[str, tuple[str, ...]]:
        """family: its criteria with weight, both in id order."""
        tree: dict[str, list[str]] = {}
        for criterion in sorted(self.means):
            tree.setdefault(self.families[criterion], []).append(criterion)
        return {family: tuple(tree[family]) for family in sorted(tree)}

    @property
    def family_means(self) -> dict[str, float]:
        """family: mean weight of all its criteria together."""
        return {
            family: math.fsum(self.means[criterion] for criterion in members)
            for family, members in self.tree.items()
        }

    def tiers(self, criteria: Sequence[str] | None = None) -> Tiers:
        """The gamma variables behind it, for these criteria with weight, or for all.

        Raises:
            ShapeError: none of them weighs anything.
        """
        kept = tuple(
            sorted(name for name in criteria or self.means if self.means.get(name, 0.0) > 0)
        )
        if not kept:
            raise ShapeError("none of the criteria weighs anything")
        if self.within is None:
            shapes = tuple(self.concentration * self.means[name] for name in kept)
            alone = tuple((j,) for j in range(len(kept)))
            return Tiers(criteria=kept, leaves=alone, within=shapes)
        weights = self.family_means
        leaves = self._leaves(kept)
        homes = [self.families[kept[leaf[0]]] for leaf in leaves]
        families = tuple(family for family in weights if family in homes)
        return Tiers(
            criteria=kept,
            leaves=leaves,
            within=tuple(
                self.within[home] * math.fsum(self.means[kept[j]] for j in leaf) / weights[home]
                for home, leaf in zip(homes, leaves, strict=True)
            ),
            families=families,
            over=tuple(self.concentration * weights[family] for family in families),
            members=tuple(
                tuple(k for k, home in enumerate(homes) if home == family) for family in families
            ),
        )

    def _leaves(self, kept: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
        """Indices of criteria that share one weight, in the order of their first."""
        first = {name: group[0] for group in self.together for name in group}
        leaves: dict[str, list[int]] = {}
        for j, name in enumerate(kept):
            leaves.setdefault(first.get(name, name), []).append(j)
        return tuple(tuple(leaf) for leaf in leaves.values())

    def source(self, criteria: Sequence[str]) -> PriorSource:
        """Weights of these criteria, in this order; those that weigh nothing get 0."""
        return PriorSource(prior=self, criteria=tuple(criteria))

    def posterior(self) -> Posterior:
        """What the answers make of it: the same particles whenever and wherever it is asked.

        Raises:
            ShapeError: fewer than two criteria weigh anything.
        """
        return _learnt(self.tiers(), self.answers, self.seed)

    def ladder(self) -> tuple[Prior, ...]:
        """This one, and then ever less of it: its means meant roughly; any weights of families and
        within them; one criterion of each family, any.

        A word that holds on every rung does not hang on the weights. Criteria without weight stay
        without. A rung that says the same as the one before is left out.
        """
        rough = Prior(
            origin="rough",
            concentration=CONCENTRATION["rough"],
            means=self.weights,
            families=self.families,
        )
        rungs = [self]
        firmer = (
            self.answers
            or self.people
            or (
                self.origin != "open"
                and not (self.within is None and self.concentration <= rough.concentration)
            )
        )
        if firmer:
            rungs.append(rough)
        open_ = uniform(self.families, tuple(self.means), self.together)
        if self.origin != "open" or self.answers:
            rungs.append(open_)
        rungs.append(replace(open_, origin="one_each"))
        return tuple(rungs)


@lru_cache(maxsize=8)
def _learnt(tiers: Tiers, answers: tuple[tuple[Question, Answer], ...], seed: int) -> Posterior:
    from advisor.scoring.preference.posterior import before

    posterior = before(tiers, seed=seed)
    for question, answer in answers:
        posterior = posterior.answered(question, answer)
    return posterior


def uniform(
    families: Mapping[str, str],
    criteria: Sequence[str],
    together: Sequence[Sequence[str]] = (),
) -> Prior:
    """Nothing named: every weighting of the families is as likely as any other, and so is every
    weighting within a family.

    Args:
        families: criterion: family.
        criteria: those that take part.
        together: criteria of one family that share one weight, as if they were one.
    Raises:
        ShapeError: there are none.
    """
    taking_part = set(criteria)
    kept = [tuple(name for name in group if name in taking_part) for group in together]
    shared = tuple(group for group in kept if len(group) > 1)
    beside = {name: group for group in shared for name in group}
    leaves: dict[str, set[tuple[str, ...]]] = {}
    for criterion in sorted(taking_part):
        leaf = beside.get(criterion, (criterion,))
        leaves.setdefault(families[criterion], set()).add(leaf)
    means = {
        name: 1.0 / len(leaves) / len(of_family) / len(leaf)
        for of_family in leaves.values()
        for leaf in of_family
        for name in leaf
    }
    return Prior(
        origin="open",
        concentration=float(max(1, len(leaves))),
        means=dict(sorted(means.items())),
        families=dict(families),
        within={family: float(len(of_family)) for family, of_family in leaves.items()},
        together=shared,
    )


def around(
    weights: Mapping[str, float],
    families: Mapping[str, str],
    *,
    origin: Origin,
    concentration: float,
) -> Prior:
    """Weights of criteria, meant as firmly as the concentration says.

    Raises:
        ShapeError: no weight is positive.
    """
    return Prior(
        origin=origin,
        concentration=concentration,
        means=normalise(weights),
        families=dict(families),
    )


def over_families(
    points: Mapping[str, float],
    inside: Prior,
    *,
    bare: Prior | None = None,
    origin: Origin = "families",
    method: str = "",
    concentration: float = CONCENTRATION["fair"],
) -> Prior:
    """Weights of families, and within each what `inside` says of it.

    Args:
        points: family: points; a family that is not in it keeps nothing.
        bare: what is said within a family of which `inside` says nothing.
    Raises:
        ShapeError: no family with points holds a criterion with weight.
    """
    said = dict.fromkeys(inside.tree, inside)
    unsaid = {family: bare for family in bare.tree if family not in said} if bare else {}
    speaks = said | unsaid
    shares = normalise({family: points.get(family, 0.0) for family in speaks})
    within: dict[str, float] = {}
    means: dict[str, float] = {}
    together: list[tuple[str, ...]] = []
    for family, share in shares.items():
        speaker = speaks[family]
        weight = speaker.family_means[family]
        within[family] = (
            speaker.within[family] if speaker.within else speaker.concentration * weight
        )
        for criterion in speaker.tree[family]:
            means[criterion] = share * speaker.means[criterion] / weight
        together += [group for group in speaker.together if speaker.families[group[0]] == family]
    return Prior(
        origin=origin,
        concentration=concentration,
        means=normalise(means),
        families=inside.families,
        within=within,
        together=tuple(together),
        method=method,
    )


def team(people: Sequence[Prior]) -> Prior:
    """Several people's weights as one distribution: the linear opinion pool (Stone 1961, Annals of
    Mathematical Statistics 32(4):1339-1342).

    Raises:
        ShapeError: there is nobody.
    """
    if not people:
        raise ShapeError("a team needs at least one person")
    families = {id: family for person in people for id, family in person.families.items()}
    return Prior(
        origin="team",
        concentration=min(person.concentration for person in people),
        means=pool([person.weights for person in people]),
        families=families,
        people=tuple(people),
    )


class PriorSource(Struct, frozen=True, kw_only=True):
    """Weights drawn from a prior."""

    prior: Prior
    criteria: tuple[str, ...]

    def stream(self, seed: int) -> Stream:
        """A fresh stream of (samples, criteria); the same seed gives the same numbers again, and
        every criterion and every family has numbers of its own."""
        if self.prior.people:
            return self._anybodys(seed)
        if self.prior.answers:
            return self._learnt(seed)
        if self.prior.origin == "one_each":
            return self._one_each(seed)
        return self._drawn(seed)

    def _drawn(self, seed: int) -> Stream:
        import numpy as np

        tiers = self.prior.tiers(self.criteria)
        streams = [generator(seed, "weights", name) for name in tiers.names]
        streams += [generator(seed, "weights", "family", family) for family in tiers.families]
        shapes = tiers.shapes
        rows = [self.criteria.index(criterion) for criterion in tiers.criteria]
        block = np.empty((len(shapes), 0))

        def draw(samples: int) -> Array:
            nonlocal block
            if block.shape[1] < samples:
                block = np.empty((len(shapes), samples))
            variables = block[:, :samples]
            for row, shape, own in zip(variables, shapes, streams, strict=True):
                own.standard_gamma(shape, out=row)
            weights = tiers.weights(variables)
            if rows == list(range(len(self.criteria))):
                return weights.T
            placed = np.zeros((len(self.criteria), samples))
            placed[rows] = weights
            return placed.T

        return draw

    def _one_each(self, seed: int) -> Stream:
        import numpy as np

        tiers = self.prior.tiers(self.criteria)
        rows = [self.criteria.index(criterion) for criterion in tiers.criteria]
        over = [generator(seed, "weights", "family", family) for family in tiers.families]
        pick = [generator(seed, "weights", "one of", family) for family in tiers.families]

        def draw(samples: int) -> Array:
            families = np.empty((len(over), samples))
            for row, shape, own in zip(families, tiers.over, over, strict=True):
                own.standard_gamma(shape, out=row)
            share_out(families, range(len(over)), tiers.over)
            weights = np.zeros((len(tiers.leaves), samples))
            for row, own, members in zip(families, pick, tiers.members, strict=True):
                chosen = (own.random(samples) * len(members)).astype(np.intp)
                for at, k in enumerate(members):
                    np.copyto(weights[k], row, where=chosen == at)
            placed = np.zeros((len(self.criteria), samples))
            placed[rows] = tiers.spread(weights)
            return placed.T

        return draw

    def _anybodys(self, seed: int) -> Stream:
        import numpy as np

        streams = [person.source(self.criteria).stream(seed) for person in self.prior.people]
        own = generator(seed, "weights", "whose")

        def draw(samples: int) -> Array:
            whose = (own.random(samples) * len(streams)).astype(np.intp)
            weights = np.zeros((samples, len(self.criteria)))
            for person, stream in enumerate(streams):
                np.copyto(weights, stream(samples), where=(whose == person)[:, None])
            return weights

        return draw

    def _learnt(self, seed: int) -> Stream:
        import numpy as np

        posterior = self.prior.posterior()
        draws = dict(zip(posterior.criteria, np.array(posterior.draws()).T, strict=True))
        nothing = np.zeros(len(posterior.particles))
        rows = np.array([draws.get(name, nothing) for name in self.criteria])
        own = generator(seed, "weights", "posterior")

        def draw(samples: int) -> Array:
            chosen = (own.random(samples) * rows.shape[1]).astype(np.intp)
            return rows[:, chosen].T

        return draw
