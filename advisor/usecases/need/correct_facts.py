"""A machine with a person's corrections, each of which can be used."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.intake.machine_file import correct
from advisor.model.compatibility import Compatibility
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.usecases.need.check_place import check_corrections, check_platforms


def corrected(
    machine: Machine,
    facts: Mapping[str, str],
    knowledge: Knowledge,
    files: Mapping[str, Compatibility],
) -> Machine:
    """The machine with other facts; itself where there are none.

    Args:
        facts: by name, as typed; "" makes a fact unknown.
        files: those of compatibility/, by id.
    Raises:
        AdvisorError: a fact that does not exist, or a value that cannot be used.
    """
    if not facts:
        return machine
    made = correct(machine, tuple(f"{name}={value}" for name, value in facts.items()))
    check_corrections(made, knowledge)
    check_platforms(made, files)
    return made
