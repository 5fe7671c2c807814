"""What must be so where a target does not tell: whether one set of conditions says more than
another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from advisor.model.stack import Condition
from advisor.stacks import versions

NAMED = ("arch", "chip", "distro", "network", "python")
"""Conditions on these are values and not ranges, like those on indexes, builds and images."""


Asked = tuple[str, tuple[str, ...]]
"""A condition without what says so: component, and the alternatives."""


def meets(value: str, condition: Condition) -> bool:
    """Whether a value is one that a condition means."""
    return _meets(value, (condition.component, condition.any_of))


def _meets(value: str, asked: Asked) -> bool:
    component, any_of = asked
    if is_named(component):
        return value in any_of
    return any(versions.holds(value, specifier) for specifier in any_of)


def is_named(component: str) -> bool:
    """Whether conditions on it are values."""
    return component in NAMED or component.startswith("index:")


def implied(conditions: Sequence[Condition], by: Sequence[Condition]) -> bool:
    """Whether everything that meets `by` meets `conditions` as well.

    Versions are tried at, just below and just above every version that either mentions, which
    decides it for ranges.
    """
    if not conditions:
        return True
    if not by:
        return False
    return _implied(
        tuple([(condition.component, condition.any_of) for condition in conditions]),
        tuple([(condition.component, condition.any_of) for condition in by]),
    )


@lru_cache(maxsize=8192)
def _implied(conditions: tuple[Asked, ...], by: tuple[Asked, ...]) -> bool:
    if set(conditions) <= set(by):
        return True
    asked = {component for component, _ in by}
    for component in {component for component, _ in conditions}:
        if component == "network" and any(name.startswith("index:") for name in asked):
            continue  # what reaches an index reaches a network
        if component not in asked:
            return False  # nothing is asked of it, so it may be anything
        own = [each for each in conditions if each[0] == component]
        others = [each for each in by if each[0] == component]
        for value in _samples(component, (*own, *others)):
            allowed = all(_meets(value, each) for each in others)
            if allowed and not all(_meets(value, each) for each in own):
                return False
    return True


def _samples(component: str, asked: Iterable[Asked]) -> set[str]:
    written = {text for _, any_of in asked for text in any_of}
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
