"""The rules for one criterion, and whether a value belongs to its scale."""

from __future__ import annotations

from advisor.catalog.names import Names, known_name
from advisor.messages import N_
from advisor.model.criterion import Criterion, Level, Linear, Logarithmic, Ordinal, Piecewise
from advisor.reading.document import Document


def fits_scale(criterion: Criterion, value: Level) -> bool:
    """True when the value is of the scale's kind: a declared level, or a number."""
    if isinstance(criterion.scale, Ordinal):
        return isinstance(value, str) and value in criterion.scale.levels
    return not isinstance(value, str)


def level_fault(criterion: Criterion, value: Level) -> tuple[str, str, list[str]] | None:
    """Kind, message and known levels of what is wrong with a value, or None."""
    if fits_scale(criterion, value):
        if isinstance(criterion.scale, Logarithmic) and isinstance(value, float) and value < 0:
            return (
                "negative-on-log",
                N_("{found} is negative, which a logarithmic scale cannot hold."),
                [],
            )
        return None
    if isinstance(criterion.scale, Ordinal):
        return (
            "unknown-level",
            N_("{found} is not among the levels {levels}."),
            list(criterion.scale.levels),
        )
    return "not-a-number", N_("This criterion is a number; found {found}."), []


def check_family_of(document: Document, criterion: Criterion, names: Names) -> None:
    """Its family exists where the base has families, and so does the criterion that it shares a
    weight with, in the same family."""
    families = names.of("families")
    if families:
        known_name(document, criterion, "group", criterion.group, families, N_("family"))
    if criterion.shares_with is None:
        return
    criteria = names.of("criteria")
    known_name(document, criterion, "shares_with", criterion.shares_with, criteria, N_("criterion"))
    other = criteria.get(criterion.shares_with)
    if other is not None and (other.group != criterion.group or other.shares_with is not None):
        message = N_("{found} is not a criterion of the same family with a weight of its own.")
        document.fault(
            criterion, "shares_with", "foreign-share", message, found=criterion.shares_with
        )


def check_criterion(document: Document, criterion: Criterion) -> None:
    """Scale, levels, must and lifetime."""
    scale = criterion.scale
    match scale:
        case Ordinal():
            _ordinal(document, criterion, scale)
        case Linear() | Logarithmic():
            if scale.worst == scale.best and document.at(scale, "best"):
                message = N_("worst and best are the same, so nothing could be told apart.")
                document.fault(scale, "best", "flat-scale", message)
            if isinstance(scale, Logarithmic):
                for name in ("worst", "best"):
                    if getattr(scale, name) <= 0:
                        message = N_(
                            "Both ends of a logarithmic scale must be above zero; found {found}."
                        )
                        found = f"{getattr(scale, name):g}"
                        document.fault(scale, name, "non-positive-log", message, found=found)
        case Piecewise():
            _piecewise(document, scale)
    if criterion.level_labels and not isinstance(scale, Ordinal):
        document.fault(
            criterion,
            "level_labels",
            "labels-without-levels",
            N_("Only ordinal scales have level_labels."),
        )
    if criterion.must is not None and not document.spoilt(criterion, "scale"):
        _must(document, criterion, criterion.must)
    if criterion.measured_by is not None and criterion.derived_by is not None:
        message = N_("A criterion is either measured or derived, not both.")
        document.fault(criterion, "derived_by", "measured-and-derived", message)
    if (criterion.derived_by == "engines") != (criterion.engines is not None):
        message = N_("`engines` goes with `derived_by: engines`: it says what they must do.")
        document.fault(criterion, "derived_by", "engines-without-purpose", message)
    if criterion.months_valid <= 0:
        message = N_("months_valid must be above zero; found {found}.")
        document.fault(
            criterion, "months_valid", "bad-lifetime", message, found=str(criterion.months_valid)
        )


def _ordinal(document: Document, criterion: Criterion, scale: Ordinal) -> None:
    if document.spoilt(scale, "levels"):
        return
    worths = list(scale.levels.values())
    for name, worth in scale.levels.items():
        if not 0 <= worth <= 1:
            message = N_("The worth of a level lies between 0 and 1; found {found}.")
            document.fault(
                scale, "levels", "worth-out-of-range", message, item=name, found=f"{worth:g}"
            )
    if 0 not in worths or 1 not in worths:
        message = N_("An ordinal scale needs a level worth 0 and one worth 1; found {found}.")
        found = ", ".join(f"{worth:g}" for worth in worths) or "-"
        document.fault(scale, "levels", "no-zero-or-one", message, found=found)
    for name in criterion.level_labels:
        if name not in scale.levels:
            message = N_("There is no level called {found}.")
            document.fault(
                criterion,
                "level_labels",
                "unknown-level",
                message,
                item=name,
                found=name,
                known=scale.levels,
            )
    missing = [name for name in scale.levels if name not in criterion.level_labels]
    if criterion.level_labels and missing:
        message = N_("The level {found} has no label.")
        document.fault(criterion, "level_labels", "unlabelled-level", message, found=missing[0])


def _piecewise(document: Document, scale: Piecewise) -> None:
    points = scale.points
    if len(points) < 2:
        document.fault(
            scale, "points", "too-few-points", N_("A piecewise scale needs at least two points.")
        )
    for index, (value, worth) in enumerate(points):
        if index and value <= points[index - 1][0]:
            message = N_("The values of the points must ascend; {found} does not follow {before}.")
            before = f"{points[index - 1][0]:g}"
            document.fault(
                scale,
                "points",
                "unordered-points",
                message,
                item=index,
                found=f"{value:g}",
                before=before,
            )
        if not 0 <= worth <= 1:
            message = N_("The worth of a level lies between 0 and 1; found {found}.")
            document.fault(
                scale, "points", "worth-out-of-range", message, item=index, found=f"{worth:g}"
            )


def _must(document: Document, criterion: Criterion, must: str) -> None:
    if fault := bound_fault(criterion, must):
        kind, message, known = fault
        document.fault(
            criterion, "must", kind, message, found=must, known=known, levels=", ".join(known)
        )


def bound_fault(criterion: Criterion, bound: str) -> tuple[str, str, list[str]] | None:
    """What is wrong with a must's level or bound ("" means any documented level above the worst),
    or None."""
    if not bound:
        return None
    if isinstance(criterion.scale, Ordinal):
        return level_fault(criterion, bound)
    try:
        float(bound)
    except ValueError:
        return "not-a-number", N_("This criterion is a number; found {found}."), []
    return None
