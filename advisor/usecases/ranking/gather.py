"""Gather what advice rests on: the knowledge, the machine and the runs that are in the store."""

from __future__ import annotations

from msgspec import Struct

from advisor.catalog.load import open_knowledge
from advisor.lab.verifications import verifications
from advisor.messages import words
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.run import Run
from advisor.model.verification import Verification
from advisor.stacks.stock import Stock
from advisor.usecases.installing.stacks import open_stock
from advisor.usecases.settings import Settings


class Gathered(Struct, frozen=True, kw_only=True):
    """The inputs of `advise`."""

    knowledge: Knowledge
    machine: Machine
    runs: tuple[Run, ...]
    stock: Stock | None = None
    """What stacks are resolved from; None: from what the frameworks' own files list."""
    proved: tuple[Verification, ...] = ()
    """Starters that were proved on this machine, for the report."""


def gather(
    settings: Settings,
    *,
    machine_file: str | None = None,
    facts: tuple[str, ...] = (),
    quick: bool = False,
) -> Gathered:
    """Load everything.

    Args:
        machine_file: advise for that machine instead of this one.
        facts: NAME=VALUE corrections.
        quick: take the last known facts of this machine when there are any, instead of probing.
    Raises:
        AdvisorError: a fact that does not exist, or a correction that cannot be used.
    """
    knowledge = open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache)
    machine = the_machine(settings, machine_file=machine_file, facts=facts, quick=quick)
    stock = open_stock(settings, knowledge)
    if facts:
        from advisor.usecases.need.check_place import check_corrections, check_platforms

        # A correction that cannot be used is an error, and nothing of it lies on the desk.
        check_corrections(machine, knowledge)
        check_platforms(machine, stock.compatibility)
    return Gathered(
        knowledge=knowledge,
        machine=machine,
        runs=stored_runs(settings),
        stock=stock,
        proved=verifications(settings.data),
    )


def the_machine(
    settings: Settings,
    *,
    machine_file: str | None = None,
    facts: tuple[str, ...] = (),
    quick: bool = False,
) -> Machine:
    """The machine that the advice is for."""
    from advisor.usecases.machine.look_around import described, last_known, look_around

    if machine_file is not None:
        machine = described(machine_file, settings=settings)
    else:
        known = last_known(settings) if quick else None
        machine = known or look_around(
            settings=settings, on_event=lambda _event: None, cancelled=lambda: False
        )
    if not facts:
        return machine
    from advisor.intake.machine_file import correct

    return correct(machine, facts)


def stored_runs(settings: Settings) -> tuple[Run, ...]:
    """Every run in the store; none when nothing was ever measured."""
    from advisor.lab.store import read_runs

    return read_runs(settings.data, say=words(settings.lang))
