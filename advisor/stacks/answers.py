"""What was resolved for a target before, so that a ranking asks twice and pays once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from advisor.model.stack import Resolution, Target
from advisor.version import __version__

if TYPE_CHECKING:
    from advisor.stacks.stock import Stock


def answers(target: Target, stock: Stock, frameworks: Iterable[str]) -> dict[str, Resolution]:
    """The stack of each framework, or why there is none; `stock.answered` is asked first.

    Raises:
        KeyError: there is no such framework.
    """
    ids = tuple(frameworks)
    key = key_of(target, stock)
    known = stock.answered.get(key, {})
    missing = [id for id in ids if id not in known]
    if missing:
        # What was answered before needs nothing of what resolves.
        from advisor.stacks.resolve import resolve_all

        known = {**known, **resolve_all(target, stock, missing)}
        stock.answered[key] = known
    return {id: known[id] for id in ids}


def key_of(target: Target, stock: Stock) -> str:
    """What answers depend on, in a few letters: program, knowledge, what uv proved, target."""
    found = ((sorted(key), resolved) for key, resolved in stock.proofs.items())
    proved = sorted(found, key=lambda pair: pair[0])
    base = [stock.knowledge.hash, stock.stacks.hash]
    rests_on = [__version__, _program(), base, proved, target]
    return hashlib.sha256(msgspec.json.encode(rests_on)).hexdigest()[:24]


@cache
def _program() -> list[tuple[str, int, int]]:
    """What resolves, as it lies here: in a checkout it changes without a new version."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files]
