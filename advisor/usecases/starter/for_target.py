"""Which stack a project is written for: the one that `install-plan` gives for the same need and
machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.situation import describes_another
from advisor.lab.heads import adapters
from advisor.messages import Say, words
from advisor.model.compatibility import Compatibility
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.model.stack import Conflict, Resolution, Stack, Target
from advisor.stacks.stock import Stock
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings

if TYPE_CHECKING:
    from advisor.explanation.advice import Advice


class ForTarget(Struct, frozen=True, kw_only=True):
    """A project's target, and what is known to go together there."""

    target: Target
    answer: Resolution
    called: dict[str, str]
    """What people call its accelerator and its components."""
    place: str
    """The target in one line."""
    plain: bool
    """Nothing but the processor computes there."""
    here: bool
    """It is this very machine."""
    because: tuple[str, ...] = ()
    """Why there is no stack, line by line."""

    @property
    def stack(self) -> Stack | None:
        """None where none is known, or none is possible."""
        return self.answer if isinstance(self.answer, Stack) else None


def for_target(
    framework: str,
    need: Need,
    machine: Machine,
    stock: Stock,
    *,
    settings: Settings,
    runs: tuple[Run, ...] = (),
) -> ForTarget | None:
    """The stack of one framework on the machine of a need; None for a framework that our own
    interpreter runs, which needs none.

    Raises:
        AdvisorError: the need names something that does not exist, or cannot be used.
    """
    from msgspec.structs import replace

    from advisor.usecases.installing.stacks import plan_stacks

    knowledge = stock.knowledge
    if not _needs_one(framework, settings) or framework not in knowledge.frameworks:
        return None
    plan = plan_stacks(replace(need, among=(framework,), without=()), stock, machine, runs)
    answer = plan.answers[framework]
    return _found(
        answer,
        plan.target,
        stock.compatibility,
        knowledge,
        here=is_here(need, machine, knowledge),
        say=words(settings.lang),
    )


def advised(framework: str, advice: Advice, *, settings: Settings) -> ForTarget | None:
    """The stack that an advice names; None where it speaks of none."""
    answer = advice.stacks.get(framework)
    if answer is None or not _needs_one(framework, settings):
        return None
    return _found(
        answer,
        advice.target,
        advice.compatibility,
        advice.knowledge,
        here=is_here(advice.need, advice.machine, advice.knowledge),
        say=words(settings.lang),
    )


def _needs_one(framework: str, settings: Settings) -> bool:
    head = adapters(*probes_of(settings)).get(framework)
    return head is not None and not head.embedded


def _found(
    answer: Resolution,
    target: Target,
    rows: Mapping[str, Compatibility],
    knowledge: Knowledge,
    *,
    here: bool,
    say: Say,
) -> ForTarget:
    from advisor.views.installing.stacks import called, stack_lines, target_line

    device = knowledge.accelerators.get(target.accelerator.value)
    named = called(knowledge, rows, target, say)
    because: tuple[str, ...] = ()
    if not isinstance(answer, Stack):
        _, *lines = stack_lines(knowledge, answer.framework, answer, named, say)
        because = tuple(re.sub(r"^[->] ", "", line.text) for line in lines)
    return ForTarget(
        target=target,
        answer=answer,
        called=named,
        place=target_line(target, knowledge, named, say),
        plain=device is not None and device.always,
        here=here,
        because=because,
    )


def is_here(need: Need, machine: Machine, knowledge: Knowledge) -> bool:
    """Whether a need speaks of the machine that this runs on."""
    return machine.here and not describes_another(need, machine, knowledge)


def no_stack(title: str, found: ForTarget, say: Say) -> AdvisorError:
    """Why a project cannot be written for a target, and what to do then."""
    return AdvisorError(
        "no-stack",
        missing_line(title, found, say),
        why="\n".join(found.because),
        hint=say(
            "`fwadvisor rank` shows what runs there; --anyway writes the project with the versions "
            "that its template was verified with"
        ),
        exit_code=ExitCode.NO,
    )


def missing_line(title: str, found: ForTarget, say: Say) -> str:
    """That there is no stack, in one sentence."""
    if isinstance(found.answer, Conflict):
        return say("{title} cannot run there: {place}.", title=title, place=found.place)
    return say(
        "No way of {title} onto this machine is known: {place}.", title=title, place=found.place
    )
