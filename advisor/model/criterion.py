"""The shape of knowledge/criteria/<id>.yaml: what a framework is judged by, and how a value becomes
worth."""

from typing import Literal

from msgspec import Struct

from advisor.model.text import Text

Level = str | float
"""A value: a number in the criterion's unit, or the name of one of its levels."""


class Linear(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="linear"):
    """Equal differences are worth the same; beyond the reference points a value is clipped and
    reported."""

    worst: float
    best: float


class Logarithmic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="log"):
    """Equal ratios are worth the same: right for times, rates and sizes. Both ends are positive."""

    worst: float
    best: float


class Ordinal(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="ordinal"):
    """Named levels with their declared worth in [0, 1], at least one 0 and one 1."""

    levels: dict[str, float]


class Piecewise(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="piecewise"):
    """Straight lines between the given (value, worth) points, values ascending, worth in [0, 1]."""

    points: tuple[tuple[float, float], ...]


Scale = Linear | Logarithmic | Ordinal | Piecewise


DerivedBy = Literal["maintained", "release_age", "installs", "effort", "accelerator", "engines"]


class MeasuredBy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which runs answer this criterion, and how they are read."""

    workload: str
    reading: Literal["figure", "share"] = "figure"
    """`share`: in per cent of what this machine can do, so that the scale fits every machine."""


class Criterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A criterion documents itself: help, report and command line print these texts."""

    id: str
    group: str
    """The family it is weighed in, an id of families/. In a base without families any word."""
    shares_with: str | None = None
    """A criterion of the same family that asks nearly the same: where nobody gives them points,
    the two count as one and share its weight."""
    label: Text
    question: Text
    """One line, asked of a framework."""
    why: Text
    misleads: Text
    """When a good value here misleads."""
    level_labels: dict[str, Text] = {}
    """For ordinal scales: what each level is called for people."""
    unit: str = ""
    scale: Scale
    measured_by: MeasuredBy | None = None
    """Set when runs answer it; a published or documented claim may stand in until something is
    measured."""
    derived_by: DerivedBy | None = None
    """Set when the program works it out: from the stack that would run there, from activity,
    accelerator support or engines."""
    engines: Literal["serving", "training"] | None = None
    """Of a criterion that is derived by engines: what they must do."""
    must: str | None = None
    """The level that a framework must reach by default, or None: then it is a must only where a
    need says so."""
    aspects: tuple[Literal["risk", "cost", "exit"], ...] = ()
    """Which part of a report it belongs to besides the evidence: what may go wrong, what it takes,
    how to get out."""
    of_version: Literal["any", "onwards", "exact"] = "onwards"
    """Which versions a claim without bounds speaks for. any: it is about the project. onwards: the
    version that it was read for and newer ones; an older one with a doubt. exact: that version
    alone."""
    months_valid: int = 12
    """A claim older than this raises a doubt."""
