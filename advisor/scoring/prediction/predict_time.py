"""Time of one step of somebody's own model in each framework."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.scoring.prediction.prediction import Basis, Load, Prediction, Timing, half_width
from advisor.scoring.prediction.roofline import Roofline
from advisor.scoring.shape import ShapeError

if TYPE_CHECKING:
    from advisor.scoring.shape import Array

LEARN_FROM = 15
"""Distinct workloads from which a residual is learnt; below, learning made out-of-family errors worse, not better."""


def predict_time(timings: Sequence[Timing], load: Load, frameworks: Sequence[str]) -> tuple[Prediction, ...]:
    """Seconds of one step of a model in each framework.

        t = s_f (flops / rate + bytes / bandwidth + operations x dispatch) x error

    Rate, bandwidth and dispatch are those of the machine as all frameworks together show it (non-negative least
    squares of the relative error); s_f is the framework's own pace, the median over its workloads, drawn towards 1 as
    if one workload more had shown that. The interval is conformal (Vovk et al. 2005): a quantile of the errors made
    when each workload is left out in turn, with the default factor while there are too few of them.

    Args:
        timings: all measured workloads on this machine, of any framework.
        load: the model's own.
        frameworks: for whom to predict; one without timings takes the pace and the spread of the others.
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
    model = Roofline(timings)
    errors = _left_out(timings)
    return tuple(_predict(model, errors, timings, load, framework) for framework in frameworks)


class _Errors(Struct, frozen=True, kw_only=True):
    """Log errors of predictions made without what they predict."""

    workload: tuple[float, ...]
    """One workload left out of all frameworks."""
    framework: tuple[float, ...]
    """One framework left out altogether."""


def _left_out(timings: Sequence[Timing]) -> _Errors:
    def errors(key: Sequence[str]) -> tuple[float, ...]:
        found = []
        for name in sorted(set(key)):
            rest = [timing for timing, of in zip(timings, key, strict=True) if of != name]
            if rest:
                model = Roofline(rest)
                found += [
                    math.log(timing.seconds / model.seconds(timing.framework, timing.load))
                    for timing, of in zip(timings, key, strict=True)
                    if of == name
                ]
        return tuple(found)

    return _Errors(
        workload=errors([timing.load.id for timing in timings]),
        framework=errors([timing.framework for timing in timings]),
    )


def _predict(model: Roofline, errors: _Errors, timings: Sequence[Timing], load: Load, framework: str) -> Prediction:
    own = [timing for timing in timings if timing.framework == framework]
    loads = {timing.load.id: timing.load for timing in (own or timings)}
    central = model.seconds(framework, load)
    basis: Basis = "own workloads"
    if not own:
        basis = "other frameworks"
        half = half_width([*errors.framework, *errors.workload], len({timing.framework for timing in timings}))
    elif len(loads) >= LEARN_FROM:
        basis = "own workloads and a learnt residual"
        factor, half = _learnt(model, own, load)
        central *= factor
    else:
        half = half_width(errors.workload, len({timing.load.id for timing in timings}))
    return Prediction(
        framework=framework,
        low=central * math.exp(-half),
        central=central,
        high=central * math.exp(half),
        basis=basis,
        workloads=len(loads) if own else 0,
        extrapolates=any(
            asked > 2 * max(known) or asked < min(known) / 2
            for asked, known in zip(
                load.features, zip(*(one.features for one in loads.values()), strict=True), strict=True
            )
        ),
    )


def _learnt(model: Roofline, own: Sequence[Timing], load: Load) -> tuple[float, float]:
    """What a Gaussian process on the log residual adds for this load: a factor, and the log half-width that is left."""
    import warnings

    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    def seen(one: Load) -> list[float]:
        return [math.log10(max(feature, 1.0)) for feature in one.features]

    rows = np.array([seen(timing.load) for timing in own])
    residuals = np.array([math.log(timing.seconds / model.seconds(timing.framework, timing.load)) for timing in own])

    def fitted(keep: Array) -> GaussianProcessRegressor:
        kernel = ConstantKernel(0.1, (1e-3, 1e1)) * RBF(1.0, (0.3, 10.0)) + WhiteKernel(0.05, (1e-3, 1.0))
        with warnings.catch_warnings():
            # A length scale at its bound only says that the residual is flat, which is a fine answer.
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
