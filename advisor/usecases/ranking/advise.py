"""Advise: the need, the knowledge, the machine and the runs become a ranking with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from advisor.evidence.assemble import assemble
from advisor.evidence.hardware.alike import wanted
from advisor.evidence.situation import describes_another, situate
from advisor.evidence.target import chip_as_printed
from advisor.explanation.advice import Advice
from advisor.explanation.weighing import prior_of, weigh
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.model.verification import Verification
from advisor.scoring.audited import audited
from advisor.scoring.decision import decision
from advisor.scoring.gates import RANKED, admit, enough_known, musts_of, passable, set_apart
from advisor.scoring.rank import rank
from advisor.stacks.stock import Stock
from advisor.usecases import day
from advisor.usecases.installing.stacks import engine_runs, plain_stock, plan_stacks
from advisor.usecases.need.named_model import understood
from advisor.usecases.ranking.known_on import known_on, runs_on, stock_on

if TYPE_CHECKING:
    from advisor.explanation.large_model import LargeModelPlan
    from advisor.usecases.ranking.gather import Gathered


def advise(
    need: Need,
    knowledge: Knowledge,
    machine: Machine,
    runs: tuple[Run, ...],
    proved: tuple[Verification, ...] = (),
    stock: Stock | None = None,
) -> Advice:
    """Rank the stacks of what the need admits. Plain Python, a few milliseconds; no clock unless
    the need has no `as_of`.

    Args:
        proved: starters that were proved on this machine; they bear on no score, the report shows
            them.
        stock: what stacks are resolved from; where it is left out, what the frameworks' own files
            list.

    Raises:
        AdvisorError: the need names something that the knowledge base does not have.
    """
    stock = stock or plain_stock(knowledge)
    task_given = need.task is not None
    need = understood(need, stock)
    if need.as_of is not None:  # a clock that is wrong hides nothing, a date that is given does
        knowledge = known_on(knowledge, need.as_of)
        stock = stock_on(stock, knowledge, need.as_of)
        runs = runs_on(runs, need.as_of)
    plan = plan_stacks(need, stock, machine, runs)
    as_of = need.as_of or day.today()
    situation = situate(need, machine, knowledge)
    elsewhere = describes_another(need, machine, knowledge)
    chosen = tuple(
        id
        for id in sorted(knowledge.frameworks)
        if (not need.among or id in need.among) and id not in need.without
    )
    chip = plan.target.chip.value
    if chip:
        chip = chip_as_printed(machine, situation.accelerator.id, stock.compatibility) or chip
    hardware = wanted(need, machine, situation, knowledge, elsewhere=elsewhere, chip=chip)
    assembled = assemble(
        knowledge,
        chosen,
        situation,
        runs,
        stacks=plan.answers,
        stock=stock,
        target=plan.target,
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
    admissions = set_apart(admissions, assembled, need.waived)
    prior = prior_of(knowledge, need)
    weights = weigh(knowledge, need, prior)
    rates = audited(knowledge.audits.values(), until=as_of)
    shares = {weight.criterion: weight.share for weight in weights}
    admissions = enough_known(admissions, assembled.book, knowledge.criteria, shares, need.waived)
    admitted = tuple(entry.framework for entry in admissions if entry.standing in RANKED)
    problem = (
        decision(
            assembled.book,
            admitted,
            knowledge.criteria,
            shares,
            musts,
            rates,
            passable(admissions),
        )
        if admitted
        else None
    )
    if problem is not None:
        problem = replace(problem, prior=prior)
    advice = Advice(
        need=need,
        situation=situation,
        machine=machine,
        knowledge=knowledge,
        as_of=as_of,
        weights=weights,
        prior=prior,
        musts=musts,
        audited=rates,
        book=assembled.book,
        target=plan.target,
        stacks=assembled.stacks,
        compatibility=stock.compatibility,
        limits=assembled.limits,
        variations=assembled.variations,
        admissions=admissions,
        problem=problem,
        ranking=rank(problem) if problem is not None else None,
        runs=tuple(run for run in runs if run.framework in chosen),
        wanted=hardware,
        elsewhere=elsewhere,
        proved=tuple(entry for entry in proved if entry.framework in chosen),
    )
    task = knowledge.tasks.get(need.task or "")
    if need.llm is None and (task is None or task.large_models is None):
        return advice
    from advisor.usecases.large_models.plan import plan_large_model

    planned = plan_large_model(advice, stock, task_given=task_given)
    starts = engine_runs(plan.answers, plan.target, _as_planned(need, planned), stock)
    return replace(advice, large_model=planned, starts=starts)


def _as_planned(need: Need, planned: LargeModelPlan | None) -> Need:
    """The need with what was planned where the person left it open: precision, cards, context."""
    form = planned.best.form if planned is not None and planned.best is not None else None
    if planned is None or form is None or form.method:
        return need
    return replace(
        need,
        precision=form.precision,
        cards=form.cards,
        context=planned.asked.context,
    )


def advise_on(need: Need, gathered: Gathered) -> Advice:
    """The advice for a need, on everything that was gathered.

    Raises:
        AdvisorError: the need names something that the knowledge base does not have.
    """
    return advise(
        need,
        gathered.knowledge,
        gathered.machine,
        gathered.runs,
        gathered.proved,
        gathered.stock,
    )
