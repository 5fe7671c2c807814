"""What a derived criterion rests on besides the framework's own file."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion
from advisor.model.framework import Framework
from advisor.model.stack import Resolution, Target
from advisor.stacks.stock import Stock


class Ground(Struct, frozen=True, kw_only=True):
    """The target, and what would run there of one framework."""

    situation: Situation
    answer: Resolution | None = None
    """Its stack there, or why there is none; None where nobody resolved."""
    stock: Stock | None = None
    target: Target = Target()
    plain: bool = True
    """The target has no accelerator but the processor, which every machine has."""
    as_of: date


def unknown(criterion: Criterion, framework: Framework, kind: str) -> Evidence:
    """That it cannot be worked out, and why."""
    return Evidence(framework=framework.id, criterion=criterion.id, missing=Remark(kind=kind))
