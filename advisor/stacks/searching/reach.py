"""What it takes for a target to reach an index."""

from __future__ import annotations

from urllib.parse import urlsplit

from advisor.model.stack import Condition, Target
from advisor.stacks.stock import PRIMARY


def reaching(target: Target, index: str, at: str) -> tuple[Condition, ...] | None:
    """What must be so for a target to reach an index; None where it is known not to.

    Indexes on one host are reached together, and a target may name the index, its address or the
    host.
    """
    if index == PRIMARY:
        return ()
    host = urlsplit(at).netloc or index
    reached = said_of(target, index, at)
    if reached:
        return ()
    if reached is False or target.network is False:
        return None
    return (Condition(component=f"index:{host}", any_of=("yes",)),)


def said_of(target: Target, index: str, at: str) -> bool | None:
    """Whether an index is said to be reached; None where nobody says."""
    host = urlsplit(at).netloc or index
    said = (target.indexes[name] for name in (index, at, host) if name in target.indexes)
    return next(said, None)
