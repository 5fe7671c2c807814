"""Before something is built for measuring: what it is made of, and the question."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from advisor.cli.session import Session

if TYPE_CHECKING:
    from advisor.benchmarking.plan import Plan
    from advisor.benchmarking.request import MeasureRequest
    from advisor.lab.installing.chosen import ChosenFiles


def know_machine(session: Session) -> None:
    """Look at this machine where nobody has: what is advised for it depends on it."""
    from advisor.errors import AdvisorError
    from advisor.usecases.machine.look_around import last_known, look_around

    if last_known(session.settings) is not None:
        return
    with contextlib.suppress(AdvisorError):
        look_around(
            settings=session.settings, on_event=lambda _event: None, cancelled=lambda: False
        )


def found_files(
    session: Session, plan: Plan, request: MeasureRequest
) -> tuple[Plan, dict[str, ChosenFiles]]:
    """The plan with what uv finds for its builds, and that for building."""
    from advisor.cli.progress import watching
    from advisor.usecases.measuring.plan import find_files

    if not plan.builds:
        return plan, {}
    with watching(session) as (progress, cancelled):
        return find_files(
            plan, request, settings=session.settings, on_event=progress, cancelled=cancelled
        )


def ask_to_build(session: Session, plan: Plan, *, yes: bool) -> None:
    """Say what cannot be built and what differs from what is advised, and ask before building."""
    from advisor.views.measurements.tables import build_notes, build_question

    say = session.say
    for line in build_notes((*plan.unbuildable, *plan.builds), say):
        session.note(line)
    if plan.builds:
        session.confirm(build_question(plan.builds, say), yes=yes)
