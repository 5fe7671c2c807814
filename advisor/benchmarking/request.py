"""What somebody asks to have measured."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.model.run import EAGER

Care = Literal["fast", "normal", "rigorous"]


class MeasureRequest(Struct, frozen=True, kw_only=True):
    """What to measure."""

    ids: tuple[str, ...] = ()
    """Frameworks; none means all."""
    workloads: tuple[str, ...] = ()
    """None leaves it to `care`: those that the ranking rests on, those that are short, or all."""
    variant: str = ""
    """Of the environment: another build, for a device."""
    modes: tuple[str, ...] = (EAGER,)
    tuned: bool = False
    """A framework's tunings too, besides stock: those that are worthwhile in a trial, or all with
    the rigorous care."""
    care: Care = "normal"
    budget: float | None = None
    """Seconds for all of the measuring; building environments is not counted."""
    resume: bool = False
    """Go on with the plan that was stopped last; nothing else of the request counts then."""
    time_limit: float | None = None
    """Seconds for one process, instead of what its workloads should take."""
    memory_limit: int | None = None
    """Bytes of private memory for one process."""
