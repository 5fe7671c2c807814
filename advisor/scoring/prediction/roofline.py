"""The roofline sum: what convolutions, products, traffic and dispatch cost, on this machine and in
each framework."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.scoring.prediction.prediction import Load, Timing

if TYPE_CHECKING:
    from advisor.scoring.shape import Array

KINDS = 4
"""Convolutions, products and other arithmetic, traffic, dispatch: in the order of
`Load.features`."""

ORDINARY = (1 / 30e9, 1 / 30e9, 1 / 8e9, 5e-6)
"""Seconds per operation of a convolution, of a product, per byte and per dispatch on an ordinary
processor: where the fit starts, and what it keeps for kinds that were never measured, right within
a factor of twenty."""

SPREAD = 1.2
"""How much frameworks differ in the cost of a kind, as a logarithm (a factor of 3.3), until that
was seen."""
UNLIKE = 0.6
"""How much two kernels of one kind differ in one framework (a factor of 1.8), until that was
seen."""

_WIDE = 3.0
"""A factor of twenty, as a logarithm. A convolution uses the units that a product uses, so its cost
is held to be within as much of a product's, whatever that is on this machine."""
_REST = 0.15
"""What two quiet runs of the same step differ by."""
_FRAMEWORKS = 2.0
_TIMINGS = 3.0
"""How many frameworks or timings the two expectations above weigh against those that were
measured."""
_ROUNDS = 4
_LARGE = 1.5
"""Residuals above this many deviations count less than their square (pseudo-Huber)."""


class Habits(Struct, frozen=True, kw_only=True):
    """What is learnt across frameworks: nothing in it is about one of them."""

    spread: tuple[float, ...] = (SPREAD,) * KINDS
    """By kind: standard deviation of the logarithm of a framework's cost."""
    unlike: tuple[float, ...] = (UNLIKE,) * KINDS
    """By kind: standard deviation of the logarithm of a kernel's cost within a framework."""


class Roofline:
    """Costs fitted to timings in logarithms, so that a microsecond counts as much as a second.

        log t = log sum over kinds of x_k exp(g_k + u_fk + e_k)

    g_k is the machine's cost of a kind, u_fk how much more a framework takes, e_k how much more
    this very kernel takes. Frameworks differ most in convolutions and dispatch; kernels that are
    bound by memory are the least alike. Both spreads are learnt per kind from all frameworks
    (empirical Bayes: Efron and Morris 1973, JASA 68:117-130; by expectation-maximisation, Dempster,
    Laird and Rubin 1977, JRSS B 39:1-38), so a framework with few measurements is drawn to the
    others, and a model made of a kind that was never measured gets the width that its cost
    deserves.

    Args:
        habits: taken as they are; learnt from the timings where None.
    """

    def __init__(self, timings: Sequence[Timing], habits: Habits | None = None) -> None:
        import numpy as np

        self._at = {
            name: i for i, name in enumerate(sorted({timing.framework for timing in timings}))
        }
        x = np.array([_logs(timing.load) for timing in timings])
        y = np.log([timing.seconds for timing in timings])
        of = np.array([self._at[timing.framework] for timing in timings])
        self.habits = habits or Habits()
        self.solution = np.concatenate([np.log(ORDINARY), np.zeros(KINDS * len(self._at))])
        # Each round starts from the costs of the last, so that what was assumed of a machine pulls
        # in the end only where nothing was measured (the proximal point method: Rockafellar 1976,
        # SIAM J. Control 14:877-898).
        for _ in range(_ROUNDS):
            # What a timing tells depends on what it is made of, which depends on the solution.
            deviation = self._deviation(_predicted(self.solution, x, of)[1])
            self._fit(x, y, of, deviation)
            if habits is None:
                self.habits = self._learnt(x, y, of, deviation)

    def _deviation(self, shares: Array) -> Array:
        """(timings,) how far a kernel's time may be from its framework's pace; `shares` is
        (timings, kinds)."""
        import numpy as np

        deviation: Array = np.sqrt(np.square(shares * self.habits.unlike).sum(axis=1) + _REST**2)
        return deviation

    def _fit(self, x: Array, y: Array, of: Array, deviation: Array) -> None:
        import numpy as np
        from scipy.optimize import least_squares

        size = len(self.solution)
        prior = np.zeros((size, size))
        prior[:KINDS, :KINDS] = np.eye(KINDS) / _WIDE
        prior[0, 1] = -1 / _WIDE
        prior[KINDS:, KINDS:] = np.diag(np.tile(1 / np.array(self.habits.spread), len(self._at)))
        start = np.concatenate([self.solution[:KINDS], np.zeros(size - KINDS)])

        def residuals(at: Array) -> Array:
            return np.concatenate(
                [_gentle((y - _predicted(at, x, of)[0]) / deviation)[0], prior @ (at - start)]
            )

        def slopes(at: Array) -> Array:
            expected, shares = _predicted(at, x, of)
            steep = _gentle((y - expected) / deviation)[1]
            return np.concatenate(
                [_spread_out(-(steep / deviation)[:, None] * shares, of, size), prior]
            )

        solved = least_squares(residuals, self.solution, slopes, method="lm", xtol=1e-6, ftol=1e-6)
        self.solution = solved.x
        self.covariance: Array = np.linalg.inv(solved.jac.T @ solved.jac)

    def _learnt(self, x: Array, y: Array, of: Array, deviation: Array) -> Habits:
        """One step of expectation-maximisation, drawn towards what is expected of any machine."""
        import numpy as np

        own = self.solution[KINDS:].reshape(-1, KINDS) ** 2
        doubt = self.covariance.diagonal()[KINDS:].reshape(-1, KINDS)
        spread = np.sqrt(
            ((own + doubt).sum(axis=0) + _FRAMEWORKS * SPREAD**2) / (len(own) + _FRAMEWORKS)
        )

        expected, shares = _predicted(self.solution, x, of)
        rows = _spread_out(shares, of, len(self.solution))
        unsure = np.einsum("ij,jk,ik->i", rows, self.covariance, rows)
        squared = np.minimum(np.abs(y - expected), _LARGE * deviation) ** 2 + np.minimum(
            unsure, deviation**2
        )
        unlike = []
        for before, share in zip(self.habits.unlike, shares.T, strict=True):
            told = share > 0.05
            part = (share[told] * before / deviation[told]) ** 2
            each = before**2 * (1 - part) + part**2 * squared[told] / share[told] ** 2
            unlike.append(
                math.sqrt((float(each.sum()) + _TIMINGS * UNLIKE**2) / (len(each) + _TIMINGS))
            )
        return Habits(spread=tuple(map(float, spread)), unlike=tuple(unlike))

    def seconds(self, framework: str, load: Load) -> tuple[float, float]:
        """Seconds of one step, and the standard deviation of their logarithm."""
        import numpy as np

        i = self._at.get(framework)
        x, of = np.array([_logs(load)]), np.array([0])
        own = np.zeros(KINDS) if i is None else self.solution[KINDS * (1 + i) : KINDS * (2 + i)]
        expected, shares = _predicted(np.concatenate([self.solution[:KINDS], own]), x, of)
        gradient = np.zeros(len(self.solution))
        gradient[:KINDS] = shares[0]
        variance = float(self._deviation(shares)[0]) ** 2
        if i is None:
            variance += float(np.square(shares[0] * self.habits.spread).sum())
        else:
            gradient[KINDS * (1 + i) : KINDS * (2 + i)] = shares[0]
        variance += float(gradient @ self.covariance @ gradient)
        return math.exp(float(expected[0])), math.sqrt(variance)


def _gentle(scaled: Array) -> tuple[Array, Array]:
    """The root of twice the pseudo-Huber loss, and its slope: a kernel without a fast path must not
    spoil the rest."""
    import numpy as np

    steep = np.sqrt(1.0 + (scaled / _LARGE) ** 2)
    root: Array = np.sign(scaled) * _LARGE * np.sqrt(2.0 * (steep - 1.0))
    flat = np.abs(root) < 1e-9
    return root, np.where(flat, 1.0, scaled / (steep * np.where(flat, 1.0, root)))


def _spread_out(shares: Array, of: Array, size: int) -> Array:
    """(timings, size): each timing's slope in the machine's costs, and the same in its framework's
    own."""
    import numpy as np

    rows = np.zeros((len(shares), size))
    rows[:, :KINDS] = shares
    for kind in range(KINDS):
        rows[np.arange(len(shares)), KINDS * (1 + of) + kind] = shares[:, kind]
    return rows


def _logs(load: Load) -> list[float]:
    """What a load does not ask for costs nothing: the logarithm of something far below anything
    measured."""
    return [math.log(max(feature, 1e-100)) for feature in load.features]


def _predicted(at: Array, x: Array, of: Array) -> tuple[Array, Array]:
    """(timings,) log seconds, and (timings, kinds) the share of each kind in them."""
    import numpy as np

    parts = x + at[:KINDS] + at[KINDS:].reshape(-1, KINDS)[of]
    top = parts.max(axis=1, keepdims=True)
    shares = np.exp(parts - top)
    total = shares.sum(axis=1, keepdims=True)
    return (top + np.log(total))[:, 0], shares / total
