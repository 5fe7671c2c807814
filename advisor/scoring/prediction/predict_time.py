"""Time of one step of somebody's own model in each framework."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.scoring.prediction.prediction import (
    DEFAULT_FACTOR,
    Basis,
    Load,
    Prediction,
    Timing,
    half_width,
    robust_quantile,
)
from advisor.scoring.prediction.roofline import Habits, Roofline
from advisor.scoring.shape import ShapeError

if TYPE_CHECKING:
    from advisor.scoring.shape import Array

FEWEST = 4
"""Workloads (or frameworks) that must be there to be left out in turn."""
GAUSSIAN = 1.645
"""Deviations that hold nine tenths of a normal distribution: what is assumed until errors can be
counted."""
LEAST_SCALE = 1.0
"""However well a few kernels agree, that says nothing of a kind that was not measured: its width
shrinks no further."""
NARROWEST = 1.3
"""No interval is narrower than this factor either way: the same step differs by more between two
quiet runs."""

LEARN_FROM = 15
"""Distinct workloads from which a residual is learnt; below, learning made out-of-family errors
worse, not better."""


def predict_time(
    timings: Sequence[Timing],
    load: Load,
    frameworks: Sequence[str],
    *,
    learnt_from: Sequence[Timing] | None = None,
) -> tuple[Prediction, ...]:
    """Seconds of one step of a model in each framework.

        t = convolutions x cost + products x cost + bytes x cost + dispatches x cost, each cost the
        framework's own

    The costs are fitted to all workloads of all frameworks (see Roofline). The interval is the
    standard deviation that the fit expects, which grows with the share of the time that goes into
    kinds of kernel of which little was measured, times the quantile of the errors, counted in such
    deviations, that it makes when each workload (for a framework without any: each framework) is
    left out in turn: cross-conformal (Vovk 2015, Annals of Mathematics and Artificial Intelligence
    74:9-28) with normalised scores (Lei et al. 2018, JASA 113:1094-1111, 5.2) and a robust
    quantile.

    Args:
        timings: all measured workloads on this machine, of any framework.
        load: the model's own.
        frameworks: for whom to predict; one without timings takes the costs and the spread of the
        others. learnt_from: the timings from which the spreads and the width are learnt; all where
        None. With those of other
            frameworks only, a framework's own timings are evidence of its pace and of nothing else.
    Returns:
        In the order of `frameworks`.
    Raises:
        ShapeError: no timing, or one that is not positive.
    """
    if not timings:
        raise ShapeError("nothing was measured, so nothing can be predicted")
    asked = [load, *(timing.load for timing in timings)]
    if any(not timing.seconds > 0 for timing in timings) or any(
        min(one.features) < 0 or max(one.features) <= 0 for one in asked
    ):
        raise ShapeError("times and what a model asks for must be positive")
    teachers = timings if learnt_from is None else learnt_from
    model = Roofline(timings, None if learnt_from is None else habits(learnt_from))
    measured = {timing.framework for timing in timings}
    scales = {
        known: _scale(
            teachers, [timing.load.group if known else timing.framework for timing in teachers]
        )
        for known in {framework in measured for framework in frameworks}
    }
    return tuple(
        _predict(model, timings, load, framework, scales[framework in measured])
        for framework in frameworks
    )


def habits(timings: Sequence[Timing]) -> Habits:
    """What is learnt across these frameworks."""
    return Roofline(timings).habits if timings else Habits()


def _scale(timings: Sequence[Timing], key: Sequence[str]) -> float | None:
    """How many expected deviations the errors stay within; None while there are too few to say."""
    errors = []
    kinds = sorted(set(key))
    if len(kinds) < FEWEST:
        return None
    for name in kinds:
        model = Roofline([timing for timing, of in zip(timings, key, strict=True) if of != name])
        for timing, of in zip(timings, key, strict=True):
            if of == name:
                expected, deviation = model.seconds(timing.framework, timing.load)
                errors.append(abs(math.log(timing.seconds / expected)) / deviation)
    return max(robust_quantile(errors), LEAST_SCALE)


def _predict(
    model: Roofline, timings: Sequence[Timing], load: Load, framework: str, scale: float | None
) -> Prediction:
    own = [timing for timing in timings if timing.framework == framework]
    loads = {timing.load.id: timing.load for timing in (own or timings)}
    central, deviation = model.seconds(framework, load)
    half = max((GAUSSIAN if scale is None else scale) * deviation, math.log(NARROWEST))
    if scale is None:
        half = max(half, math.log(DEFAULT_FACTOR))
    basis: Basis = "own workloads" if own else "other frameworks"
    if own and len({one.group for one in loads.values()}) >= LEARN_FROM:
        basis = "own workloads and a learnt residual"
        factor, half = _learnt(model, own, load)
        central *= factor
    known = list(zip(*(one.features for one in loads.values()), strict=True))
    return Prediction(
        framework=framework,
        low=central * math.exp(-half),
        central=central,
        high=central * math.exp(half),
        basis=basis,
        workloads=len(loads) if own else 0,
        extrapolates=any(
            _far(asked, seen) for asked, seen in zip(load.features, known, strict=True)
        ),
    )


def _far(asked: float, seen: Sequence[float]) -> bool:
    """More than twice, or less than half, of what was measured; to ask for none at all is no step
    into the unknown."""
    some = [one for one in seen if one > 0]
    return asked > 0 and (not some or asked > 2 * max(some) or asked < min(some) / 2)


def _learnt(model: Roofline, own: Sequence[Timing], load: Load) -> tuple[float, float]:
    """What a Gaussian process on the log residual adds for this load: a factor, and the log
    half-width that is left."""
    import warnings

    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    def seen(one: Load) -> list[float]:
        return [math.log10(max(feature, 1.0)) for feature in one.features]

    rows = np.array([seen(timing.load) for timing in own])
    residuals = np.array(
        [
            math.log(timing.seconds / model.seconds(timing.framework, timing.load)[0])
            for timing in own
        ]
    )

    def fitted(keep: Array) -> GaussianProcessRegressor:
        kernel = ConstantKernel(0.1, (1e-3, 1e1)) * RBF(1.0, (0.3, 10.0)) + WhiteKernel(
            0.05, (1e-3, 1.0)
        )
        with warnings.catch_warnings():
            # A length scale at its bound only says that the residual is flat, which is a fine
            # answer.
            warnings.simplefilter("ignore", ConvergenceWarning)
            return GaussianProcessRegressor(kernel, random_state=0).fit(rows[keep], residuals[keep])

    everything = np.ones(len(own), bool)
    errors = []
    for left in range(len(own)):
        keep = everything.copy()
        keep[left] = False
        errors.append(float(residuals[left] - fitted(keep).predict(rows[left : left + 1])[0]))
    expected = float(fitted(everything).predict(np.array([seen(load)]))[0])
    return math.exp(expected), half_width(errors, len(errors))
