"""Migration: what a project uses, and what becomes of it in each framework that has a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from advisor.catalog.load import open_apis
from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.migration import MigrationEffort, judge, modules_of
from advisor.intake.pytorch_project import read_project
from advisor.messages import told
from advisor.model.apis import ApiTable, Origin
from advisor.model.migration import Project
from advisor.usecases.need.check_need import unknown_id
from advisor.usecases.settings import Settings


class Migration(Struct, frozen=True, kw_only=True):
    """A project and the effort for each framework asked for, least work first."""

    path: str
    origin: Origin
    project: Project
    efforts: tuple[MigrationEffort, ...]


def plan_migration(
    path: Path,
    frameworks: tuple[str, ...],
    *,
    settings: Settings,
    cancelled: Callable[[], bool] = lambda: False,
) -> Migration:
    """Read a project and judge it.

    Args:
        frameworks: only these; none means every framework that has a table.
    Raises:
        AdvisorError: nothing to read, nothing used, no tables, or a framework without one.
    """
    tables = open_apis(settings.knowledge, overlay=settings.overlay, cache=settings.cache).tables
    origin = _origin(tables)
    for id in frameworks:
        if id not in tables:
            raise unknown_id("framework", id, tuple(tables))
    project = read_project(path, origin, cancelled=cancelled)
    if not project.uses:
        raise AdvisorError(
            "nothing-used",
            told("Nothing in {path} uses {package}.", path=path, package=origin.package),
            why=told(
                "{files} Python files were read, {unread} could not be.",
                files=project.files,
                unread=len(project.unread),
            ),
            hint="`fwadvisor migration PATH` takes the folder of a project that is to be brought "
            "over",
            exit_code=ExitCode.NO,
        )
    modules = modules_of(tables)
    asked = frameworks or tuple(tables)
    efforts = [judge(project, tables[id], modules) for id in asked]
    return Migration(
        path=str(path),
        origin=origin,
        project=project,
        efforts=tuple(
            sorted(efforts, key=lambda effort: (-effort.share("same"), effort.framework))
        ),
    )


def _origin(tables: dict[str, ApiTable]) -> Origin:
    for table in tables.values():
        if table.origin is not None:
            return table.origin
    raise AdvisorError(
        "no-tables",
        "This knowledge base has no tables of names to bring a project over with.",
        hint="apis/<framework>.yaml, one of them with an origin; the shipped base has them",
        exit_code=ExitCode.NO,
    )
