"""What a plan consists of, and what a session begins of it."""

from __future__ import annotations

from msgspec import Struct


class PlanStep(Struct, frozen=True, kw_only=True):
    """One framework in one mode with one tuning, and what to measure with them."""

    framework: str
    mode: str
    tuning: str
    workloads: tuple[str, ...]
    seconds: float
    """Expected, in one round."""


class Turn(Struct, frozen=True, kw_only=True):
    """A step's turn: a process of its own measures these of its workloads."""

    step: PlanStep
    workloads: tuple[str, ...]
    round: int
    """0: before the rounds."""
    retry: bool = False
    """Extra samples after the round, of what had too little time or only one sample."""


class Preparation(Struct, frozen=True, kw_only=True):
    """Before a round: these are imported side by side, and each then waits for its turn."""

    turns: tuple[Turn, ...]
    """Those whose imports take longest come first."""
    round: int
