"""Which Pythons a target has or can fetch, and which of them a release is happiest with."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from advisor.model.stack import Condition, Target
from advisor.stacks.tags import OLDEST

DOWNLOADABLE = frozenset({"x86_64", "aarch64", "armv7l", "ppc64le", "s390x", "riscv64"})
"""Architectures for which uv fetches a Python (python-build-standalone, glibc builds)."""
OLDEST_DOWNLOADABLE = 8
"""Of Python 3."""


class PythonOption(Struct, frozen=True):
    """One Python that could be used."""

    python: str
    origin: str
    """`target`, `fetched`, or `unknown` where nobody knows what is there."""
    conditions: tuple[Condition, ...] = ()


def options(target: Target, newest: int) -> tuple[PythonOption, ...]:
    """The target's own Pythons, then those that a network would bring; none is fetched without.

    Args:
        newest: the newest minor version of Python 3 that anything is built for.
    """
    own = tuple(PythonOption(python, "target") for python in target.pythons)
    fixed = target.pythons_origin == "given" or target.network is False
    if fixed and target.pythons_origin != "unknown":
        return own
    conditions: tuple[Condition, ...] = ()
    origin = "fetched"
    if not target.pythons and target.pythons_origin == "unknown":
        origin = "unknown"
    elif target.network is None:
        conditions = (Condition(component="network", any_of=("yes",)),)
    arch = target.arch.value
    if origin == "fetched" and (target.libc != "glibc" or (arch and arch not in DOWNLOADABLE)):
        return own
    minors = range(OLDEST_DOWNLOADABLE if origin == "fetched" else OLDEST, newest + 1)
    others = (f"3.{minor}" for minor in minors if f"3.{minor}" not in target.pythons)
    return (*own, *(PythonOption(python, origin, conditions) for python in others))


def preferred(found: Iterable[PythonOption], fits: frozenset[str]) -> tuple[PythonOption, ...]:
    """The same, the best first: what is there before what is fetched; the middle of those that a
    release is built for before its oldest and its newest, which libraries follow last."""
    minors = sorted(minor_of(python) for python in fits)
    middle = minors[(len(minors) - 1) // 2] if minors else 0

    def order(option: PythonOption) -> tuple[bool, int, int]:
        minor = minor_of(option.python)
        return option.origin == "fetched", abs(minor - middle), -minor

    return tuple(sorted(found, key=order))


def minor_of(python: str) -> int:
    """11 of `3.11`."""
    return int(python.partition(".")[2] or 0)
