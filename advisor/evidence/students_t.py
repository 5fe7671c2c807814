"""Quantiles of Student's t distribution, in plain Python: intervals are drawn before NumPy is
loaded."""

from __future__ import annotations

from functools import lru_cache
from math import cos, exp, expm1, log, pi, sin, sqrt

NORMAL = 1e6
"""Degrees of freedom from which on it is the normal distribution."""

_A = (-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269)
_B = (-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972)
_C = (-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734)
_D = (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416)
_TAIL = 0.02425


def normal_quantile(p: float) -> float:
    """The standard normal quantile, to 1.2e-9 of itself.

    The rational approximation of P. J. Acklam (2003).
    """
    if p > 0.5:
        return -normal_quantile(1.0 - p)
    if p < _TAIL:
        q = sqrt(-2.0 * log(p))
        above = ((_C[0] * q + _C[1]) * q + _C[2]) * q + _C[3]
        above = (above * q + 4.374664141464968) * q + 2.938163982698783
        below = (((_D[0] * q + _D[1]) * q + _D[2]) * q + _D[3]) * q + 1.0
        return above / below
    q = p - 0.5
    r = q * q
    above = ((_A[0] * r + _A[1]) * r + _A[2]) * r + _A[3]
    above = ((above * r - 30.66479806614716) * r + 2.506628277459239) * q
    below = ((_B[0] * r + _B[1]) * r + _B[2]) * r + _B[3]
    below = (below * r - 13.28068155288572) * r + 1.0
    return above / below


@lru_cache(maxsize=4096)
def t_quantile(p: float, freedom: float) -> float:
    """The quantile of Student's t, for any real degrees of freedom from 1 on.

    Exact for 1 and 2; otherwise Hill's expansion (1970, Communications of the ACM 13(10):619-620,
    algorithm 396), off by less than 1 in 1,000 between the quantiles of 0.0005 and 0.9995 (the
    tests hold it against published tables).

    Raises:
        ValueError: p does not lie between 0 and 1, or there is less than one degree of freedom.
    """
    if not 0.0 < p < 1.0 or freedom < 1.0:
        raise ValueError(f"no quantile {p} with {freedom} degrees of freedom")
    if p < 0.5:
        return -t_quantile(1.0 - p, freedom)
    tails = 2.0 * (1.0 - p)
    if tails >= 1.0:
        return 0.0
    if freedom >= NORMAL:
        return normal_quantile(p)
    if freedom == 1.0:
        half = tails * pi / 2.0
        return cos(half) / sin(half)
    if freedom == 2.0:
        return sqrt(2.0 / (tails * (2.0 - tails)) - 2.0)
    return _hill(tails, freedom)


def _hill(tails: float, n: float) -> float:
    """Both tails together hold that much."""
    a = 1.0 / (n - 0.5)
    b = (48.0 / a) / a
    c = ((20700.0 * a / b - 98.0) * a - 16.0) * a + 96.36
    d = ((94.5 / (b + c) - 3.0) / b + 1.0) * sqrt(a * pi / 2.0) * n
    y = (d * tails) ** (2.0 / n)
    if y > 0.05 + a:
        x = normal_quantile(tails / 2.0)
        y = x * x
        if n < 5.0:
            c += 0.3 * (n - 4.5) * (x + 0.6)
        c = (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / b + 1.0) * x
        return sqrt(n * expm1(a * y * y))
    far = ((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0
    y = ((1.0 / far + 0.5 / (n + 4.0)) * y - 1.0) * (n + 1.0) / (n + 2.0) + 1.0 / y
    return sqrt(n * y)


@lru_cache(maxsize=512)
def t_points(freedom: float, count: int) -> tuple[float, ...]:
    """The distribution as so many equally likely points, ascending: the quantiles at the middle
    of `count` equal parts."""
    return tuple(t_quantile((at + 0.5) / count, freedom) for at in range(count))


def figures_at(low: float, high: float, freedom: float, count: int) -> tuple[float, ...]:
    """The figures that a 95 % interval on the log scale speaks of, as equally likely points.

    Args:
        low, high: positive.
    """
    centre = (log(low) + log(high)) / 2.0
    scale = log(high / low) / (2.0 * t_quantile(0.975, freedom))
    return tuple(exp(centre + scale * point) for point in t_points(freedom, count))
