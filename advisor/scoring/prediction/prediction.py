"""What goes into a prediction and what comes out of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

LEVEL = 0.9

DEFAULT_FACTOR = 3.0
"""Half-width of the interval, as a factor, until enough workloads say it themselves: nine in ten
predictions of the roofline sum kept within it on one noisy processor (22 models)."""

Basis = Literal["own workloads", "other frameworks", "own workloads and a learnt residual"]


class Load(Struct, frozen=True, kw_only=True):
    """What one step of a model asks of a machine."""

    id: str
    flops: float
    """Floating-point operations, forward and backward."""
    bytes: float
    """Traffic to memory: parameters, gradients, activations, each as often as it moves."""
    operations: float
    """Kernels or layers dispatched."""
    convolutions: float = 0.0
    """Those of its floating-point operations that are in convolutions, which have kernels of their
    own."""
    family: str = ""
    """Loads that differ in their batch only share it: they are one piece of evidence, not
    several."""

    @property
    def features(self) -> tuple[float, float, float, float]:
        """What a machine has a cost for each unit of."""
        return self.convolutions, self.flops - self.convolutions, self.bytes, self.operations

    @property
    def group(self) -> str:
        """What is left out together."""
        return self.family or self.id


class Timing(Struct, frozen=True, kw_only=True):
    """One measured workload."""

    framework: str
    load: Load
    seconds: float
    """Median of one step."""


class Prediction(Struct, frozen=True, kw_only=True):
    """What one framework would need; nine in ten such intervals should hold the truth."""

    framework: str
    low: float
    central: float
    high: float
    basis: Basis
    workloads: int
    """How many measured workloads of this framework it rests on."""
    extrapolates: bool
    """The model asks for more than twice, or less than half, of anything that was measured."""


def separated(one: Prediction, other: Prediction) -> bool:
    """The intervals do not overlap: only then does the prediction tell the two apart."""
    return one.high < other.low or other.high < one.low


def either(ways: Sequence[Prediction]) -> Prediction:
    """What holds if any of these does: from the lowest to the highest end, and in the middle of
    their centres."""
    first = ways[0]
    return Prediction(
        framework=first.framework,
        low=min(one.low for one in ways),
        central=math.exp(math.fsum(math.log(one.central) for one in ways) / len(ways)),
        high=max(one.high for one in ways),
        basis=first.basis,
        workloads=first.workloads,
        extrapolates=any(one.extrapolates for one in ways),
    )


def median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def robust_quantile(errors: Sequence[float]) -> float:
    """What nine tenths of errors like these stay within, when a few of them are of another kind.

    The larger of: nine tenths of a normal distribution with the same median absolute error, and
    what four fifths of the errors themselves stayed within. One kernel without a fast path is three
    hundred times slower than the formula says; a plain 90 % quantile of fifty errors would stretch
    every interval to hold it.
    """
    ordered = sorted(map(abs, errors))
    normal = 1.645 * median(ordered) / 0.6745
    return max(normal, ordered[min(math.ceil(0.8 * (len(ordered) + 1)), len(ordered)) - 1])


def half_width(errors: Sequence[float], groups: int) -> float:
    """Log half-width: the conformal quantile; the default until its rank exists, then no less than
    half of it.

    Errors of one workload in seven frameworks are hardly seven pieces of evidence, so the groups
    are what counts.
    """
    ordered = sorted(map(abs, errors))
    needed = math.ceil(LEVEL * (len(ordered) + 1))
    default = math.log(DEFAULT_FACTOR)
    if not ordered or needed > len(ordered) or groups < 3:
        return max(default, 0.75 * ordered[-1] if ordered else 0.0)
    return max(ordered[needed - 1], default / 2)
