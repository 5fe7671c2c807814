"""Does advice still hold when all was gathered anew? Free memory and disk change by the second and
decide nothing."""

from __future__ import annotations

from msgspec.structs import replace

from advisor.evidence.situation import describes_another, situate
from advisor.evidence.target import target_of
from advisor.explanation.advice import Advice
from advisor.usecases import day
from advisor.usecases.ranking.gather import Gathered


def advice_unchanged(advice: Advice, before: Gathered, now: Gathered) -> bool:
    """Whether `advise` would come to the same, but for the facts of the machine that the advice
    carries."""
    need = advice.need
    target = target_of(need, now.machine, now.knowledge, advice.compatibility)
    return (
        (before.knowledge.hash, before.runs, before.proved)
        == (now.knowledge.hash, now.runs, now.proved)
        and (before.machine.fingerprint, before.machine.here)
        == (now.machine.fingerprint, now.machine.here)
        and advice.situation == situate(need, now.machine, now.knowledge)
        and advice.target == replace(target, tools=advice.target.tools)
        and advice.elsewhere == describes_another(need, now.machine, now.knowledge)
        and advice.as_of == (need.as_of or day.today())
    )
