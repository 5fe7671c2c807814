"""Advise: the need, the knowledge, the machine and the runs become a ranking with its reasons."""

from __future__ import annotations

from datetime import UTC, date, datetime

from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.assemble import assemble
from advisor.evidence.hardware.alike import wanted
from advisor.evidence.situation import describes_another, situate
from advisor.explanation.advice import Advice
from advisor.explanation.weighing import weigh
from advisor.messages import N_, told
from advisor.model.criterion import Criterion
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.model.verification import Verification
from advisor.scoring.decision import decision
from advisor.scoring.gates import admit, musts_of
from advisor.scoring.rank import rank
from advisor.usecases.need.check_place import check_place


def today() -> date:
    """The day, by UTC, so that two people in one team share it."""
    return datetime.now(UTC).date()


def advise(
    need: Need,
    knowledge: Knowledge,
    machine: Machine,
    runs: tuple[Run, ...],
    proved: tuple[Verification, ...] = (),
) -> Advice:
    """Rank what the need admits. Plain Python, a few milliseconds; no clock unless the need has no
    `as_of`.

    Args:
        proved: starters that were proved on this machine; they bear on no score, the report shows
            them.

    Raises:
        AdvisorError: the need names something that the knowledge base does not have.
    """
    check_need(need, knowledge)
    check_place(need, machine, knowledge)
    as_of = need.as_of or today()
    situation = situate(need, machine, knowledge)
    elsewhere = describes_another(need, machine, knowledge)
    chosen = tuple(
        id
        for id in sorted(knowledge.frameworks)
        if (not need.among or id in need.among) and id not in need.without
    )
    hardware = wanted(need, machine, situation, knowledge, elsewhere=elsewhere)
    assembled = assemble(
        knowledge,
        chosen,
        situation,
        runs,
        wanted=hardware,
        tuned=need.tuned,
        as_of=as_of,
    )
    profiles = (
        knowledge.industries[need.industry].musts if need.industry else {},
        knowledge.tasks[need.task].musts if need.task else {},
        need.musts,
    )
    musts = musts_of(knowledge, profiles, need.waived)
    admissions = tuple(
        admit(knowledge.frameworks[id], knowledge, assembled, situation, musts, need.waived)
        for id in chosen
    )
    weights = weigh(knowledge, need)
    admitted = tuple(entry.framework for entry in admissions if entry.standing != "excluded")
    shares = {weight.criterion: weight.share for weight in weights}
    problem = decision(assembled.book, admitted, knowledge.criteria, shares) if admitted else None
    return Advice(
        need=need,
        situation=situation,
        machine=machine,
        knowledge=knowledge,
        as_of=as_of,
        weights=weights,
        musts=musts,
        book=assembled.book,
        routes=assembled.routes,
        limits=assembled.limits,
        admissions=admissions,
        problem=problem,
        ranking=rank(problem) if problem is not None else None,
        runs=tuple(run for run in runs if run.framework in chosen),
        wanted=hardware,
        elsewhere=elsewhere,
        proved=tuple(entry for entry in proved if entry.framework in chosen),
    )


def check_need(need: Need, knowledge: Knowledge) -> None:
    """Every id that the need names must exist; the error names what is near."""
    asked: tuple[tuple[str, tuple[str, ...], dict[str, object]], ...] = (
        ("industry", (need.industry,) if need.industry else (), dict(knowledge.industries)),
        ("task", (need.task,) if need.task else (), dict(knowledge.tasks)),
        ("distro", (need.distro,) if need.distro else (), dict(knowledge.distros)),
        (
            "accelerator",
            (need.accelerator,) if need.accelerator else (),
            dict(knowledge.accelerators),
        ),
        ("framework", (*need.among, *need.without), dict(knowledge.frameworks)),
        ("criterion", (*need.musts, *need.weights), dict(knowledge.criteria)),
        (N_("gate"), need.waived, {**knowledge.criteria, "installs": None, "accelerator": None}),
    )
    for kind, ids, known in asked:
        for id in ids:
            if id not in known:
                raise unknown_id(kind, id, tuple(known))
    for criterion, bound in need.musts.items():
        if bound:
            _check_bound(knowledge.criteria[criterion], bound)
    for criterion, points in need.weights.items():
        if not points >= 0 or points == float("inf"):
            raise AdvisorError(
                "bad-weight",
                told("The weight of {criterion} is {points}.", criterion=criterion, points=points),
                why="A weight is a number of points from 0 up; a profile's points sum to 100.",
                hint=told("for example --weight {criterion}=10", criterion=criterion),
                exit_code=ExitCode.USAGE,
            )


def _check_bound(criterion: Criterion, bound: str) -> None:
    """A must's level or number must be one of its scale."""
    from advisor.catalog.checks.criterion import bound_fault

    fault = bound_fault(criterion, bound)
    if fault is None:
        return
    kind, message, levels = fault
    if levels:
        hint = told("known: {names}", names=", ".join(levels))
    else:
        hint = told("for example --must {criterion}=10", criterion=criterion.id)
    raise AdvisorError(
        kind,
        told(message, found=bound, levels=", ".join(levels)),
        hint=hint,
        exit_code=ExitCode.USAGE,
    )


def unknown_id(kind: str, id: str, known: tuple[str, ...]) -> AdvisorError:
    """The error for an id that does not exist, with the nearest ones that do."""
    from difflib import get_close_matches

    near = get_close_matches(id, known, n=3, cutoff=0.5)
    if near:
        hint = told("did you mean {names}?", names=", ".join(f"`{name}`" for name in near))
    elif known:
        hint = told("known: {names}", names=", ".join(sorted(known)))
    else:
        hint = told("this knowledge base has no {kind} at all", kind=told(kind))
    return AdvisorError(
        f"unknown-{kind}",
        told("There is no {kind} called {id!r}.", kind=told(kind), id=id),
        hint=hint,
        exit_code=ExitCode.USAGE,
    )
