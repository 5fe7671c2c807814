"""What kind of way an answer is: what a person has to do to take it."""

from __future__ import annotations

from typing import Literal

from advisor.model.releases import SDIST
from advisor.model.stack import Conflict, Resolution, Stack
from advisor.stacks.stock import PRIMARY

WayKind = Literal[
    "plain", "other_index", "distribution", "image", "vendor", "source", "impossible", "unknown"
]
"""plain: pip and PyPI; other_index: pip and another index; the rest as they say."""


def kind_of(answer: Resolution) -> WayKind:
    """What kind of way an answer is."""
    if isinstance(answer, Conflict):
        return "impossible"
    if not isinstance(answer, Stack):
        return "unknown"
    first = answer.parts[0]
    if answer.grade == "vendor":
        return "vendor"
    if answer.kind != "index":
        return answer.kind
    if first.tag == SDIST:
        return "source"
    return "plain" if first.index == PRIMARY else "other_index"
