"""The book and the need become a ranking that says how sure it is."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.scoring.methods.additive import additive as additive
    from advisor.scoring.methods.promethee2 import promethee2 as promethee2
    from advisor.scoring.methods.smaa2 import smaa2 as smaa2
    from advisor.scoring.methods.topsis import topsis as topsis
    from advisor.scoring.methods.vikor import vikor as vikor
    from advisor.scoring.sensitivity.smallest_weight_change import (
        smallest_weight_change as smallest_weight_change,
    )
    from advisor.scoring.sensitivity.smallest_weight_change_to_first import (
        smallest_weight_change_to_first as smallest_weight_change_to_first,
    )
    from advisor.scoring.sensitivity.weight_stability_intervals import (
        weight_stability_intervals as weight_stability_intervals,
    )
    from advisor.scoring.weighting.ahp_weights import ahp_weights as ahp_weights
    from advisor.scoring.weighting.best_worst import best_worst as best_worst
    from advisor.scoring.weighting.rank_order_centroid import (
        rank_order_centroid as rank_order_centroid,
    )
    from advisor.scoring.weighting.rank_reciprocal import rank_reciprocal as rank_reciprocal
    from advisor.scoring.weighting.rank_sum import rank_sum as rank_sum

# The public formulas are looked up when they are first asked for, so that importing this package
# costs nothing. They live one folder down because a module `advisor.scoring.additive` would hide
# the function of that name.
_HOMES = {
    "additive": "methods",
    "topsis": "methods",
    "vikor": "methods",
    "promethee2": "methods",
    "smaa2": "methods",
    "ahp_weights": "weighting",
    "best_worst": "weighting",
    "rank_order_centroid": "weighting",
    "rank_reciprocal": "weighting",
    "rank_sum": "weighting",
    "weight_stability_intervals": "sensitivity",
    "smallest_weight_change": "sensitivity",
    "smallest_weight_change_to_first": "sensitivity",
}


__all__ = [
    "additive",
    "ahp_weights",
    "best_worst",
    "promethee2",
    "rank_order_centroid",
    "rank_reciprocal",
    "rank_sum",
    "smaa2",
    "smallest_weight_change",
    "smallest_weight_change_to_first",
    "topsis",
    "vikor",
    "weight_stability_intervals",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}.{name}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
