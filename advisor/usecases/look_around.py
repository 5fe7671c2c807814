"""What is this machine? Facts with their sources, this one's or a saved one's, with a person's corrections on top."""

from __future__ import annotations

from collections.abc import Callable

from advisor.evidence.fingerprint import fingerprint
from advisor.lab import machine as lab
from advisor.model.event import Event, Progressed
from advisor.model.machine import Fact, Machine
from advisor.resources import probes_dir
from advisor.usecases.settings import Settings


def look_around(
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
    libraries: tuple[str, ...] = (),
) -> Machine:
    """Find out about this machine; takes a few tenths of a second, or up to ten seconds where a driver hangs.

    Raises:
        AdvisorError: the probe could not be run.
        Cancelled: `cancelled` became true.
    """

    def found(fact: Fact) -> None:
        on_event(Progressed(task="machine", message=fact.name))

    facts = lab.probe(
        probes_dir(),
        data=settings.data,
        cache=settings.cache,
        libraries=libraries,
        on_fact=found,
        cancelled=cancelled,
    )
    machine = Machine(facts=facts, fingerprint=fingerprint(facts))
    lab.keep(settings.cache, machine)
    return machine


def last_known(settings: Settings) -> Machine | None:
    """What was found here last time, for the first paint; None when nothing was."""
    return lab.last_known(settings.cache)
