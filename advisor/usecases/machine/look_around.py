"""What is this machine? Facts with their sources, this one's or a saved one's, with a person's
corrections on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from advisor.lab import machine as lab
from advisor.resources import probes_dir
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.model.event import Event
    from advisor.model.machine import Fact, Machine


def look_around(
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
    libraries: tuple[str, ...] = (),
) -> Machine:
    """Find out about this machine; takes a few tenths of a second, or up to ten seconds where a
    driver hangs.

    Raises:
        AdvisorError: the probe could not be run.
        Cancelled: `cancelled` became true.
    """

    # The probe is started before anything large is imported, so that both cost time side by side.
    child = lab.start(
        probes_dir(),
        data=settings.data,
        cache=lab.package_cache(settings.data),
        libraries=libraries,
    )
    from advisor.evidence.hardware.fingerprint import fingerprint
    from advisor.model.event import Progressed
    from advisor.model.machine import Machine

    def found(fact: Fact) -> None:
        on_event(Progressed(task="machine", message=fact.name))

    facts = lab.listen(child, on_fact=found, cancelled=cancelled)
    machine = Machine(facts=facts, fingerprint=fingerprint(facts))
    lab.keep(settings.cache, machine)
    return machine


def described(name: str, *, settings: Settings) -> Machine:
    """A machine from a file, or one of the examples of the knowledge base by its name.

    Raises:
        AdvisorError: there is none, or it cannot be used.
    """
    from advisor.intake.machine_file import read_machine

    return read_machine(name, settings.knowledge / "machines")


def last_known(settings: Settings) -> Machine | None:
    """What was found here last time, for the first paint; None when nothing was."""
    return lab.last_known(settings.cache)
