"""The roofline sum: what arithmetic, traffic and dispatch cost, on this machine and in each framework."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.scoring.prediction.prediction import Load, Timing

if TYPE_CHECKING:
    from advisor.scoring.shape import Array

ORDINARY = (1 / 30e9, 1 / 8e9, 5e-6)
"""Seconds per floating-point operation, byte and dispatch of an ordinary processor: where the fit starts. One
measurement outweighs it, since it is only held to be right within a factor of twenty."""

_WIDE = 3.0
_STRONG = 3.0
"""How many measurements what is known of all frameworks weighs against those of one."""


class Roofline:
    """Costs fitted to timings in logarithms, so that a microsecond counts as much as a second.

        log t = log sum over c of x_c exp(g_c + u_fc)   + noise of the framework

    g_c is the machine's cost, u_fc how much more a framework takes. Frameworks differ most in dispatch and least in
    arithmetic, so the spread of u is learnt per cost (empirical Bayes); large residuals count less than their square
    (pseudo-Huber), because one kernel without a fast path must not spoil the rest.
    """

    def __init__(self, timings: Sequence[Timing]) -> None:
        import numpy as np

        self.names = sorted({timing.framework for timing in timings})
        self._at = {name: i for i, name in enumerate(self.names)}
        x = np.array([_logs(timing.load) for timing in timings])
        y = np.log([timing.seconds for timing in timings])
        of = np.array([self._at[timing.framework] for timing in timings])
        self.spread = np.ones(3)
        self.noise = np.full(len(self.names), 0.5)
        self.solution = np.concatenate([np.log(ORDINARY), np.zeros(3 * len(self.names))])
        for _ in range(3):
            self._fit(x, y, of)
            own = self.solution[3:].reshape(-1, 3)
            doubt = np.diag(self.covariance)[3:].reshape(-1, 3)
            self.spread = np.clip(np.sqrt((own**2 + doubt).mean(axis=0)), 0.3, 2.5)
            residuals = np.abs(y - _predicted(self.solution, x, of)[0])
            usual = float(np.clip(1.4826 * np.median(residuals), 0.1, 1.5))
            for i in range(len(self.names)):
                mine = np.minimum(residuals[of == i], 4.0) ** 2
                self.noise[i] = math.sqrt((float(mine.sum()) + _STRONG * usual**2) / (len(mine) + _STRONG))

    def _fit(self, x: Array, y: Array, of: Array) -> None:
        import numpy as np
        from scipy.optimize import least_squares

        start = np.log(ORDINARY)
        every = np.arange(len(y))
        wide = np.eye(3) / _WIDE

        def residuals(at: Array) -> Array:
            scaled = (y - _predicted(at, x, of)[0]) / self.noise[of]
            own = (at[3:].reshape(-1, 3) / self.spread).ravel()
            return np.concatenate([_gentle(scaled), own, (at[:3] - start) / _WIDE])

        def slopes(at: Array) -> Array:
            expected, shares = _predicted(at, x, of)
            scaled = (y - expected) / self.noise[of]
            gentle = _gentle(scaled)
            # The slope of the pseudo-Huber root; at zero it is one.
            steep = np.where(
                np.abs(gentle) > 1e-9, scaled / (np.sqrt(1.0 + scaled**2) * np.where(gentle, gentle, 1)), 1
            )
            inner = -(steep / self.noise[of])[:, None] * shares
            rows = np.zeros((len(y) + len(at), len(at)))
            rows[: len(y), :3] = inner
            for cost in range(3):
                rows[every, 3 + 3 * of + cost] = inner[:, cost]
                rows[len(y) + cost + 3 * np.arange(len(self.names)), 3 + cost + 3 * np.arange(len(self.names))] = (
                    1.0 / self.spread[cost]
                )
            rows[len(y) + len(at) - 3 :, :3] = wide
            return rows

        solved = least_squares(residuals, self.solution, slopes, method="lm")
        self.solution = solved.x
        self.covariance = np.linalg.inv(solved.jac.T @ solved.jac)

    def seconds(self, framework: str, load: Load) -> tuple[float, float]:
        """Seconds of one step, and the standard deviation of their logarithm."""
        import numpy as np

        i = self._at.get(framework)
        x, of = np.array([_logs(load)]), np.array([0])
        own = self.solution[3 + 3 * i : 6 + 3 * i] if i is not None else np.zeros(3)
        expected, shares = _predicted(np.concatenate([self.solution[:3], own]), x, of)
        gradient = np.zeros(len(self.solution))
        gradient[:3] = shares[0]
        if i is not None:
            gradient[3 + 3 * i : 6 + 3 * i] = shares[0]
            noise = float(self.noise[i])
            variance = noise**2
        else:
            variance = float(np.median(self.noise) ** 2 + np.square(shares[0] * self.spread).sum())
        variance += float(gradient @ self.covariance @ gradient)
        return math.exp(float(expected[0])), math.sqrt(variance)


def _gentle(scaled: Array) -> Array:
    """The root of twice the pseudo-Huber loss: like the residual where it is small, like its root where it is large."""
    import numpy as np

    root: Array = np.sign(scaled) * np.sqrt(2.0 * (np.sqrt(1.0 + scaled**2) - 1.0))
    return root


def _logs(load: Load) -> list[float]:
    """What a load does not ask for costs nothing: the logarithm of something far below anything measured."""
    return [math.log(max(feature, 1e-100)) for feature in load.features]


def _predicted(at: Array, x: Array, of: Array) -> tuple[Array, Array]:
    """(timings,) log seconds, and (timings, 3) the share of each cost in them."""
    import numpy as np

    parts = x + at[:3] + at[3:].reshape(-1, 3)[of]
    top = parts.max(axis=1, keepdims=True)
    shares = np.exp(parts - top)
    total = shares.sum(axis=1, keepdims=True)
    return (top + np.log(total))[:, 0], shares / total
