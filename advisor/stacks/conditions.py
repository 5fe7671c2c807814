"""What must be so where a target does not tell: whether one set of conditions says more than
another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advisor.model.stack import Condition
from advisor.stacks import versions

NAMED = ("arch", "chip", "distro", "network", "python")
"""Conditions on these are values and not ranges, like those on indexes, builds and images."""


def meets(value: str, condition: Condition) -> bool:
    """Whether a value is one that a condition means."""
    if is_named(condition.component):
        return value in condition.any_of
    return any(versions.holds(value, specifier) for specifier in condition.any_of)


def is_named(component: str) -> bool:
    """Whether conditions on it are values."""
    return component in NAMED or component.startswith("index:")


def implied(conditions: Sequence[Condition], by: Sequence[Condition]) -> bool:
    """Whether everything that meets `by` meets `conditions` as well.

    Versions are tried at, just below and just above every version that either mentions, which
    decides it for ranges.
    """
    for component in {condition.component for condition in conditions}:
        own = [condition for condition in conditions if condition.component == component]
        others = [condition for condition in by if condition.component == component]
        for value in _samples(component, (*own, *others)):
            allowed = all(meets(value, condition) for condition in others)
            if allowed and not all(meets(value, condition) for condition in own):
                return False
    return True


def _samples(component: str, conditions: Iterable[Condition]) -> set[str]:
    written = {text for condition in conditions for text in condition.any_of}
    if is_named(component):
        return written | {""}
    samples: set[str] = set()
    for version in (found for text in written for found in versions.mentioned(text)):
        samples.update((version, f"{version}.dev0", f"{version}.0.0.1"))
    return samples | {"0", "999999"}


def contradict(conditions: Iterable[Condition]) -> bool:
    """Whether no machine meets all of them: a chip that must be one of these, and of those."""
    left: dict[str, set[str]] = {}
    for condition in conditions:
        if is_named(condition.component):
            values = set(condition.any_of)
            left[condition.component] = left.get(condition.component, values) & values
    return not all(left.values())


def joined(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Without those that the others imply, in the order in which they came."""
    kept: list[Condition] = []
    for condition in conditions:
        if implied((condition,), kept):
            continue
        kept = [other for other in kept if not implied((other,), (condition,))]
        kept.append(condition)
    return tuple(kept)
