"""Gamma variables whose shares are weights: one Dirichlet distribution over families, one within
each.

Sampling draws the variables anew; the posterior of preferences walks in their logarithms. Both need
the same map from variables to weights, which is all that is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from advisor.scoring.shape import Array


class Tiers(Struct, frozen=True, kw_only=True):
    """The shapes of the gamma variables, all positive. Without families it is one Dirichlet
    distribution over the criteria."""

    criteria: tuple[str, ...]
    leaves: tuple[tuple[int, ...], ...]
    """Which criteria, by index, share one weight equally, each in one leaf; most are alone in
    theirs."""
    within: tuple[float, ...]
    """(leaves,) a leaf's share of its family is its variable over those of the family."""
    families: tuple[str, ...] = ()
    over: tuple[float, ...] = ()
    """(families,)."""
    members: tuple[tuple[int, ...], ...] = ()
    """(families,) which leaves each holds, by index; together every one of them once."""

    @property
    def names(self) -> tuple[str, ...]:
        """(leaves,) each is called by its first criterion."""
        return tuple(self.criteria[leaf[0]] for leaf in self.leaves)

    @property
    def shapes(self) -> tuple[float, ...]:
        """(variables,) those of the leaves, then those of the families."""
        return (*self.within, *self.over)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Which leaves are divided by one sum."""
        return self.members or (tuple(range(len(self.leaves))),)

    @property
    def means(self) -> tuple[float, ...]:
        """(criteria,) mean weights, summing to 1."""
        over = self.over or (1.0,)
        whole = sum(over)
        means = [0.0] * len(self.criteria)
        for family, members in zip(over, self.groups, strict=True):
            inside = sum(self.within[k] for k in members)
            for k in members:
                for j in self.leaves[k]:
                    means[j] = family / whole * self.within[k] / inside / len(self.leaves[k])
        return tuple(means)

    def weights(self, variables: Array) -> Array:
        """(criteria, samples) weights of (variables, samples) gamma variables, which are
        overwritten.

        With shapes far below 1 all variables of a sum can underflow to zero; the mean is the only
        neutral answer then.
        """
        n = len(self.leaves)
        weights = variables[:n]
        for members in self.groups:
            share_out(weights, members, [self.within[k] for k in members])
        if self.families:
            over = variables[n:]
            share_out(over, range(len(self.over)), self.over)
            for row, members in zip(over, self.members, strict=True):
                for k in members:
                    weights[k] *= row
        return self.spread(weights)

    def spread(self, weights: Array) -> Array:
        """(criteria, samples) of (leaves, samples): what criteria share is divided among them."""
        import numpy as np

        if len(self.leaves) == len(self.criteria):
            return weights
        spread = np.empty((len(self.criteria), weights.shape[1]))
        for row, leaf in zip(weights, self.leaves, strict=True):
            for j in leaf:
                spread[j] = row if len(leaf) == 1 else row / len(leaf)
        return spread

    def variables(self, weights: Array, totals: Array) -> Array:
        """The inverse, (variables, samples), for sums that are given: one per group, then one for
        the families where there are any.

        Args:
            weights: (criteria, samples), each column summing to 1.
            totals: (groups + 1 or groups, samples), gamma variables of the summed shapes.
        """
        import numpy as np

        n = len(self.leaves)
        variables = np.empty((len(self.shapes), weights.shape[1]))
        for row, leaf in zip(variables, self.leaves, strict=False):
            row[:] = summed(weights, leaf)
        weights = variables[:n].copy()
        for at, members in enumerate(self.groups):
            share = summed(weights, members)
            scale = totals[at] / np.maximum(share, 1e-300)
            for k in members:
                variables[k] *= scale
            if self.families:
                variables[n + at] = share * totals[-1]
        return np.maximum(variables, 1e-300)

    @property
    def totals(self) -> tuple[float, ...]:
        """The shapes of the sums that `variables` is given."""
        inside = tuple(sum(self.within[k] for k in members) for members in self.groups)
        return (*inside, sum(self.over)) if self.families else inside


def summed(rows: Array, members: Sequence[int]) -> Array:
    """The sum of some rows, one after the other, so that no library chooses the order."""
    import numpy as np

    total = np.zeros(rows.shape[1])
    for j in members:
        total += rows[j]
    return total


def share_out(rows: Array, members: Sequence[int], means: Sequence[float]) -> None:
    """Divide some rows by their sum, in place; where it is zero they take their means."""
    if len(members) == 1:
        rows[members[0]] = 1.0
        return
    total = summed(rows, members)
    empty = total <= 0.0
    if empty.any():
        for j, mean in zip(members, means, strict=True):
            rows[j, empty] = mean
        total[empty] = sum(means)
    for j in members:
        rows[j] /= total
