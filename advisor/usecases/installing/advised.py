"""What this machine's stacks would have in an environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.lab.heads import AdapterHead
from advisor.model.environment import AdvisedPackages
from advisor.model.machine import Machine
from advisor.model.stack import Resolution, Stack
from advisor.usecases.installing.install_request import InstallRequest

if TYPE_CHECKING:
    from advisor.usecases.settings import Settings


def advised_here(
    ids: Iterable[str], machine: Machine | None, *, settings: Settings
) -> dict[str, AdvisedPackages]:
    """What is advised for a machine and nothing else, by framework; those that have no stack there
    are left out, and so are all where nobody knows the machine, or no knowledge can be read."""
    if machine is None:
        return {}
    from advisor.catalog.load import open_knowledge
    from advisor.model.need import Need
    from advisor.usecases.installing.stacks import open_stock, plan_stacks

    try:
        knowledge = open_knowledge(
            settings.knowledge, overlay=settings.overlay, cache=settings.cache
        )
        known = tuple(id for id in ids if id in knowledge.frameworks)
        if not known:
            return {}
        plan = plan_stacks(Need(among=known), open_stock(settings, knowledge), machine)
    except AdvisorError:
        return {}
    found = {id: advised_by(answer) for id, answer in plan.answers.items()}
    return {id: advised for id, advised in found.items() if advised is not None}


def advised_by(answer: Resolution) -> AdvisedPackages | None:
    """What a stack would have in an environment."""
    if not isinstance(answer, Stack):
        return None
    packages = [part for part in answer.parts if part.kind == "package"]
    if not packages:
        return None
    built = next((part.version for part in answer.parts if part.kind == "build"), "")
    overruled = (statement.values["has"] for statement in answer.overrides)
    pins = (*answer.pins, *answer.late)
    return AdvisedPackages(
        versions={part.name: part.version for part in packages},
        python=answer.python,
        pins=pins,
        overrides=tuple(has.replace(" ", "==") for has in overruled),
        besides=answer.besides,
        indexes=answer.indexes,
        build=built or answer.accelerator,
        only_there=any(part.at for part in packages),
        kind=answer.kind if answer.kind != "index" or pins else "listed",
        bytes=answer.lighter_bytes or answer.bytes or sum(part.bytes or 0 for part in packages),
    )


def advised_for(
    request: InstallRequest,
    heads: Mapping[str, AdapterHead],
    settings: Settings,
    *,
    look: bool = False,
) -> dict[str, AdvisedPackages]:
    """What this machine's stacks have for a request; nothing where the person wants otherwise.

    Args:
        look: look at the machine where nobody has; otherwise nothing is advised then.
    """
    from advisor.usecases.machine.look_around import last_known, look_around

    ids = [id for id in request.ids if id in heads and not heads[id].embedded]
    if not request.of_the_stack or not ids:
        return {}
    machine = last_known(settings)
    if machine is None and look:
        try:
            machine = look_around(
                settings=settings, on_event=lambda _event: None, cancelled=lambda: False
            )
        except AdvisorError:
            return {}
    return advised_here(ids, machine, settings=settings)
