"""Screens compared with pictures that a person has looked at; FWADVISOR_SNAPSHOTS=write writes them
anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.tui.shell import Shell
from tests.unit.tui.conftest import open_app

__all__ = ["looks_as_before", "open_app"]

PICTURES = Path(__file__).parent / "pictures"
FAILED = Path(__file__).resolve().parents[2] / ".work" / "snapshots"


@pytest.fixture
def looks_as_before(request: pytest.FixtureRequest) -> Callable[[Shell], None]:
    """Compares the app's screen with the picture that has the test's name."""

    def compare(app: Shell) -> None:
        name = request.node.name.removeprefix("test_").replace("[", "--").rstrip("]")
        seen = app.export_screenshot(title="fwadvisor") + "\n"
        picture = PICTURES / f"{name}.svg"
        if os.environ.get("FWADVISOR_SNAPSHOTS") == "write":
            picture.parent.mkdir(exist_ok=True)
            picture.write_text(seen, encoding="utf-8")
            return
        assert picture.is_file(), (
            f"{picture} does not exist; `make snapshots` writes it, then look at it"
        )
        if picture.read_text(encoding="utf-8") != seen:
            FAILED.mkdir(parents=True, exist_ok=True)
            (FAILED / picture.name).write_text(seen, encoding="utf-8")
            pytest.fail(
                f"the screen differs from {picture}; it looks like {FAILED / picture.name} now"
            )

    return compare
