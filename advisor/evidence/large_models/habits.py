"""What one engine keeps for itself, as its own pages say it, over what engines keep in general."""

from __future__ import annotations

from typing import Any

import msgspec

from advisor.evidence.large_models.serving import EngineHabits, Spread
from advisor.model.engine import Bounds, Engine, EngineHabitsData
from advisor.stacks import versions

SPREADS = ("block", "sequences", "step_tokens")


def habits_of(engine: Engine, version: str = "") -> EngineHabits:
    """The engine's habits of a version, of the newest where none is known; the default where it
    says nothing of them."""
    said = _of_version(engine, version)
    if said is None:
        return EngineHabits()
    told: dict[str, Any] = {
        name: _spread(bounds) for name in SPREADS if (bounds := getattr(said, name)) is not None
    }
    if said.share is not None:
        told["share"] = said.share
    return msgspec.structs.replace(EngineHabits(), **told)


def _of_version(engine: Engine, version: str) -> EngineHabitsData | None:
    """The newest that hold since that version, or before it; those of before everything we know
    are open."""
    told = (engine.habits, *engine.earlier_habits)
    known = [each for each in told if each is not None]
    if not version:
        return known[0] if known else None
    holding = (
        each for each in known if not each.since or versions.holds(version, f">={each.since}")
    )
    return next(holding, None)


def _spread(bounds: Bounds) -> Spread:
    return Spread(*bounds) if isinstance(bounds, tuple) else Spread(bounds, bounds, bounds)
