"""What `install-plan --json` prints."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.model.stack import Conflict, NoWay, Stack, Target

SCHEMA: Literal["fwadvisor.install-plan/2"] = "fwadvisor.install-plan/2"


class InstallPlanDocument(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stack of each framework on one target."""

    schema: Literal["fwadvisor.install-plan/2"]
    target: Target
    answers: dict[str, Stack | Conflict | NoWay]
    """By framework."""
    refused: dict[str, str] = {}
    """With --prove: framework: why uv did not prove it."""
