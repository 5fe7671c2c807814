"""Before anything is measured: which frameworks are chosen, what it would do, what it would
cost."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from msgspec.structs import replace

from advisor.messages import N_, Say
from advisor.model.environment import EnvironmentRow
from advisor.views.figures import Cell, Row, Table
from advisor.views.measurements.advised import environment_line
from advisor.views.measurements.tables import build_cost, build_notes, environments
from advisor.views.numbers import duration

CARES = {"fast": N_("fast"), "normal": N_("normal care"), "rigorous": N_("rigorous")}


class PlannedCosts(Protocol):
    """What a plan of measuring says about itself."""

    @property
    def builds(self) -> tuple[EnvironmentRow, ...]: ...
    @property
    def unbuildable(self) -> tuple[EnvironmentRow, ...]: ...
    @property
    def at_least(self) -> bool: ...
    @property
    def seconds(self) -> float: ...
    @property
    def build_seconds(self) -> float: ...
    @property
    def download_megabytes(self) -> float: ...
    @property
    def disk_megabytes(self) -> float: ...


def choice_table(rows: tuple[EnvironmentRow, ...], ticked: Collection[str], say: Say) -> Table:
    """Environments with a tick before those that are to be measured."""
    table = environments(rows, say)
    return replace(
        table,
        rows=tuple(
            replace(
                row,
                cells=(
                    Cell(
                        text=("[x] " if row.id in ticked else "[ ] ") + row.cells[0].text,
                        tone=row.cells[0].tone,
                    ),
                    *row.cells[1:-1],
                    _last_cell(row, environment, say),
                ),
            )
            for row, environment in zip(table.rows, rows, strict=True)
        ),
        notes=(),
        empty=say("No framework here can be measured."),
    )


def _last_cell(row: Row, environment: EnvironmentRow, say: Say) -> Cell:
    """Where it is not what is advised, both versions, which matter more than the companions'."""
    differs = environment_line(environment, say)
    return Cell(text=differs, tone="doubt") if differs else row.cells[-1]


def plan_line(
    count: int, care: str, everything: bool, budget: float | None, plan: PlannedCosts, say: Say
) -> str:
    """A plan in one line; a budget of so many seconds takes the place of the care."""
    line = say(
        "plan: frameworks {n}, {workloads}, {care}, about {time}",
        n=count,
        workloads=say("all workloads") if everything else say("what the ranking asks for"),
        care=say(CARES[care])
        if budget is None
        else say("within {time}", time=duration(budget, say)),
        time=duration(plan.seconds, say),
    )
    if plan.builds:
        values = {
            "time": duration(plan.build_seconds, say),
            "megabytes": round(plan.download_megabytes),
        }
        line += (
            say(", after {time} of building (at least {megabytes} MB to download)", **values)
            if plan.at_least
            else say(", after {time} of building ({megabytes} MB to download)", **values)
        )
    if plan.unbuildable:
        names = ", ".join(row.id for row in plan.unbuildable)
        line += say("; cannot be built here: {names}", names=names)
    return line


def build_lines(plan: PlannedCosts, say: Say) -> tuple[str, ...]:
    """What would be downloaded and built, for the question before it."""
    costs = (f"{row.id}: {build_cost((row,), say)}" for row in plan.builds)
    together = say("In all: {cost}", cost=build_cost(plan.builds, say))
    return (*costs, together, *build_notes((*plan.builds, *plan.unbuildable), say))
