"""What `install-plan --json` and `doctor --json` print."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.model.diagnosis import Check
from advisor.model.engine_run import EngineRun
from advisor.model.stack import Conflict, NoWay, Stack, Target
from advisor.views.documents.report_shape import StackEntry

SCHEMA: Literal["fwadvisor.install-plan/2"] = "fwadvisor.install-plan/2"


class InstallPlanDocument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stack of each framework on one target."""

    schema: Literal["fwadvisor.install-plan/2"]
    target: Target
    answers: dict[str, Stack | Conflict | NoWay]
    """By framework."""
    runs: dict[str, EngineRun] = {}
    """Framework: how the engine of its stack is started, tried and stopped, where it holds one."""
    refused: dict[str, str] = {}
    """With --prove: framework: why uv did not prove it."""


class ExaminedSubject(Struct, frozen=True, kw_only=True):
    """The machine, or one framework on it."""

    id: str
    title: str
    checks: list[Check]
    stack: StackEntry | None = None
    """Of a framework: what would run there; null where nothing does."""
    instead: Conflict | NoWay | None = None
    """Why nothing does."""


class DoctorDocument(Struct, frozen=True, kw_only=True):
    """What works on a machine, what does not, and the next command to type."""

    schema: Literal["fwadvisor.doctor/1"]
    fingerprint: str
    sections: list[ExaminedSubject]
