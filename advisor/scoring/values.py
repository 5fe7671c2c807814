"""A level on a criterion's own scale becomes worth in [0, 1]; the set of alternatives has no say in
it."""

from __future__ import annotations

import math
from itertools import pairwise

from msgspec import Struct

from advisor.model.criterion import Level, Linear, Logarithmic, Ordinal, Piecewise, Scale


class Worth(Struct, frozen=True, kw_only=True):
    """What a level is worth."""

    value: float
    """In [0, 1], 1 is best."""
    clipped: bool = False
    """The level lies beyond the reference points, so a difference is not seen; the report says
    so."""


def worth(scale: Scale, level: Level) -> Worth:
    """The worth of one level (value functions: Keeney & Raiffa 1976; global reference points: Monat
    2009, Judgment and Decision Making 4(6):492-508).

    Linear: (x - worst) / (best - worst). Logarithmic: the same on log x. Ordinal: as declared.
    Piecewise: straight lines between the points. Either end may be the larger number: a time is
    best when it is small.

    Raises:
        ValueError: the scale has no such level, or a number was expected.
    """
    if isinstance(scale, Ordinal):
        if not isinstance(level, str) or level not in scale.levels:
            raise ValueError(f"no level {level!r}; the levels are {', '.join(scale.levels)}")
        return Worth(value=scale.levels[level])
    if isinstance(level, str) or not math.isfinite(level):
        raise ValueError(f"a finite number is needed, not {level!r}")
    if isinstance(scale, Piecewise):
        return _piecewise(scale, level)
    if isinstance(scale, Logarithmic):
        if level <= 0:  # nothing at all lies beyond the smaller end: no commits, no stars
            return Worth(value=1.0 if scale.best < scale.worst else 0.0, clipped=True)
        span = math.log(scale.best) - math.log(scale.worst)
        return _clip((math.log(level) - math.log(scale.worst)) / span)
    return _clip((level - scale.worst) / (scale.best - scale.worst))


def level_worth(scale: Scale, value: float) -> Level:
    """The level that is worth `value`: the inverse, for saying "needs at most 41 us/step".

    Ordinal: the least level worth at least that much. Piecewise scales that are flat there give the
    first such level.

    Raises:
        ValueError: `value` is outside [0, 1], or a piecewise scale never reaches it.
    """
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"worth lies in [0, 1], not {value!r}")
    if isinstance(scale, Ordinal):
        return min((worth_, name) for name, worth_ in scale.levels.items() if worth_ >= value)[1]
    if isinstance(scale, Linear):
        return scale.worst + value * (scale.best - scale.worst)
    if isinstance(scale, Logarithmic):
        return math.exp(
            math.log(scale.worst) + value * (math.log(scale.best) - math.log(scale.worst))
        )
    for (x0, v0), (x1, v1) in pairwise(scale.points):
        if min(v0, v1) <= value <= max(v0, v1):
            return x0 if v1 == v0 else x0 + (value - v0) / (v1 - v0) * (x1 - x0)
    raise ValueError(f"no level of this scale is worth {value!r}")


def _clip(value: float) -> Worth:
    inside = min(1.0, max(0.0, value))
    # A level exactly at a reference point may come out as 1.0000000000000002: that is rounding, not
    # clipping.
    return Worth(value=inside, clipped=abs(value - inside) > 1e-12)


def _piecewise(scale: Piecewise, level: float) -> Worth:
    points = scale.points
    if level <= points[0][0]:
        return Worth(value=points[0][1], clipped=level < points[0][0])
    if level >= points[-1][0]:
        return Worth(value=points[-1][1], clipped=level > points[-1][0])
    for (x0, v0), (x1, v1) in pairwise(points):
        if level <= x1:
            return Worth(value=v0 + (level - x0) / (x1 - x0) * (v1 - v0))
    raise ValueError("the points of a piecewise scale must ascend")
