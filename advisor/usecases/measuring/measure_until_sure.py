"""Measure until sure: the most telling workload first, and stop when the verdict is settled or
cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from advisor.benchmarking.request import Care, MeasureRequest
from advisor.explanation.advice import Advice
from advisor.model.event import Event, Progressed
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.scoring.next_evidence import EvidenceOption, EvidencePlan
from advisor.usecases.measuring.measure import measure
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.gather import Gathered, gather, stored_runs
from advisor.usecases.ranking.next_measurement import find_out_next
from advisor.usecases.settings import Settings

Why = Literal["settled", "cannot be settled", "nothing left to measure", "stopped", "budget spent"]


class Settled(Struct, frozen=True, kw_only=True):
    """Why it stopped, and what it measured on the way."""

    why: Why
    first: str
    share: float
    attainable: float
    met: float = 1.0
    capped: bool = False
    """As in the plan: whether must-haves and gates keep the share below the target."""
    runs: tuple[Run, ...]
    measured: tuple[str, ...]
    """`framework/workload`, in the order of measuring."""
    failed: tuple[str, ...] = ()
    """Of these, the ones that gave no figure."""


def measure_until_sure(
    need: Need,
    target: float,
    *,
    ids: tuple[str, ...] = (),
    care: Care = "fast",
    budget: float | None = None,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> Settled:
    """Measure, rank again, choose the next workload, until the share of the first reaches the
    target.

    Args:
        ids: only these frameworks are measured; none means all in the ranking.
        target: the share of plausible weights and measurements, 0.9 for example.
        budget: seconds of expected cost after which no further workload is begun.
    """
    from time import monotonic

    began = monotonic()
    gathered = gather(settings)
    done: list[str] = []
    failed: list[str] = []
    runs: list[Run] = []
    while True:
        plan = find_out_next(_advice(need, gathered, settings), settings, target=target)
        left = _left(plan, done, ids)
        seconds_left = None if budget is None else budget - (monotonic() - began)
        why = _reason_to_stop(plan, left, seconds_left, begun=bool(done))
        if why is None:
            option = left[0]
            framework, workload = option.id.split("/")
            share = f"{plan.share:.0%}" if plan else ""
            on_event(
                Progressed(
                    task=framework, message=f"{workload} ({share})", seconds_left=option.seconds
                )
            )
            request = MeasureRequest(ids=(framework,), workloads=(workload,), care=care)
            measured = measure(request, settings=settings, on_event=on_event, cancelled=cancelled)
            runs += measured.runs
            done.append(option.id)
            if any(run.outcome != "ok" for run in measured.runs):
                failed.append(option.id)
            if not (measured.stopped or cancelled()):
                continue
            why = "stopped"
        return Settled(
            why=why,
            first=plan.first if plan else "",
            share=plan.share if plan else 0.0,
            attainable=plan.attainable if plan else 0.0,
            met=plan.met if plan else 1.0,
            capped=plan.capped if plan else False,
            runs=tuple(runs),
            measured=tuple(done),
            failed=tuple(failed),
        )


class Order(Struct, frozen=True, kw_only=True):
    """In which order measuring until sure would begin; every answer may change what comes after
    it."""

    plan: EvidencePlan | None
    options: tuple[EvidenceOption, ...]


def order_until_sure(
    need: Need, target: float, *, ids: tuple[str, ...] = (), settings: Settings
) -> Order:
    """What would be measured, the most telling first; starts nothing."""
    plan = find_out_next(_advice(need, gather(settings), settings), settings, target=target)
    return Order(plan=plan, options=built_once(_left(plan, [], ids)))


def built_once(options: list[EvidenceOption]) -> tuple[EvidenceOption, ...]:
    """Each environment is paid for where it is used first."""
    built: set[str] = set()
    found = []
    for option in options:
        framework = option.id.split("/")[0]
        alone = max(option.seconds - option.build_seconds, 0.1)
        again = replace(option, seconds=alone, build_seconds=0.0)
        found.append(again if framework in built else option)
        built.add(framework)
    return tuple(found)


def _reason_to_stop(
    plan: EvidencePlan | None,
    left: list[EvidenceOption],
    seconds_left: float | None,
    *,
    begun: bool,
) -> Why | None:
    if plan is not None and plan.state == "settled":
        return "settled"
    if plan is None or (begun and not left):
        return "nothing left to measure"
    if plan.state == "cannot be settled":
        return "cannot be settled"
    if not left:
        return "nothing left to measure"
    if seconds_left is not None and left[0].seconds > seconds_left:
        return "budget spent"
    return None


def _advice(need: Need, gathered: Gathered, settings: Settings) -> Advice:
    return advise_on(need, replace(gathered, runs=stored_runs(settings), proved=()))


def _left(plan: EvidencePlan | None, done: list[str], ids: tuple[str, ...]) -> list[EvidenceOption]:
    if plan is None:
        return []
    options = [prospect.option for prospect in plan.prospects]
    return [
        option
        for option in options
        if option.id not in done and (not ids or option.id.split("/")[0] in ids)
    ]
