"""What one engine keeps for itself, as its own pages say it, over what engines keep in general."""

from __future__ import annotations

from typing import Any

import msgspec

from advisor.evidence.large_models.serving import EngineHabits, Spread
from advisor.model.engine import Bounds, Engine

SPREADS = ("block", "sequences", "step_tokens")


def habits_of(engine: Engine) -> EngineHabits:
    """The engine's habits; the default where it says nothing of them."""
    said = engine.habits
    if said is None:
        return EngineHabits()
    told: dict[str, Any] = {
        name: _spread(bounds) for name in SPREADS if (bounds := getattr(said, name)) is not None
    }
    if said.share is not None:
        told["share"] = said.share
    return msgspec.structs.replace(EngineHabits(), **told)


def _spread(bounds: Bounds) -> Spread:
    return Spread(*bounds) if isinstance(bounds, tuple) else Spread(bounds, bounds, bounds)
