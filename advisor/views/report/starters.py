"""Starters that were proved on this machine: the steps, the losses, the versions."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import duration, figure
from advisor.views.report.parts import Section


def starters(advice: Advice, say: Say) -> Section:
    """One row for each framework and network, the newest proof of each."""
    rows = []
    for entry in advice.proved:
        loss = "-"
        if entry.first_loss is not None and entry.last_loss is not None:
            loss = f"{figure(entry.first_loss)} .. {figure(entry.last_loss)}"
        rows.append(
            Row(
                id=entry.framework,
                cells=(
                    Cell(text=names.framework(advice.knowledge, entry.framework, say)),
                    Cell(text=entry.model),
                    Cell(text=entry.date),
                    Cell(text=f"{sum(step.ok for step in entry.steps)}/{len(entry.steps)}"),
                    Cell(text=", ".join(step.name for step in entry.steps)),
                    Cell(text=loss),
                    Cell(text=duration(sum(step.seconds for step in entry.steps), say)),
                    Cell(
                        text=", ".join(
                            f"{name} {version}"
                            for name, version in sorted(entry.versions.items())[:4]
                        )
                    ),
                ),
            )
        )
    return Section(
        id="starters",
        heading=say("Starters proved on this machine"),
        tables=(
            Table(
                columns=(
                    Column(title=say("framework")),
                    Column(title=say("network")),
                    Column(title=say("when")),
                    Column(title=say("passed"), right=True),
                    Column(title=say("steps")),
                    Column(title=say("loss, first and last")),
                    Column(title=say("took")),
                    Column(title=say("versions")),
                ),
                rows=tuple(rows),
                empty=say(
                    "None was proved here yet: `fwadvisor starter ID DEST --verify` builds, tests "
                    "and trains one."
                ),
            ),
        ),
    )
