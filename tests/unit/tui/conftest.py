"""The app over a small world that stands still: no disk but a temporary one, no probing, no
clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from advisor.model.need import Need
from advisor.tui.shell import Shell
from advisor.usecases.ranking.gather import Gathered
from tests import small_world

Open = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Open:
    """Opens the app and waits until the shares are there."""
    for name in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("advisor.usecases.day.today", lambda: small_world.DAY)
    monkeypatch.setattr(
        "advisor.tui.screens.measure.list_with_obstacles", lambda settings: small_world.ENVIRONMENTS
    )

    # No index is asked either: what the heads say is what it would fetch.
    monkeypatch.setattr(
        "advisor.tui.measuring.find_files", lambda plan, _request, **_options: (plan, {})
    )

    # What measuring would cost stands in the heads of adapters and workloads, which change with
    # them.
    monkeypatch.setattr(
        "advisor.usecases.ranking.next_measurement.find_out_anything",
        lambda _advice, _settings: None,
    )

    @asynccontextmanager
    async def opened(
        world: Gathered | None = None,
        *,
        need: Need | None = None,
        size: tuple[int, int] = (80, 24),
        lang: str = "en",
        wait: bool = True,
    ) -> AsyncIterator[Pilot[None]]:
        world = world or small_world.gathered()
        monkeypatch.setattr(
            "advisor.usecases.ranking.gather.gather", lambda settings, **_options: world
        )
        shell = Shell(small_world.settings(tmp_path, lang), small_world.opening(world, need))
        async with shell.run_test(size=size, notifications=True) as pilot:
            if wait:
                await until(
                    pilot, lambda: shell.desk.certainty is not None and shell.desk.machine_fresh
                )
            yield pilot

    return opened


async def until(pilot: Pilot[None], true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that a thread does."""
    for _ in range(int(seconds / 0.05)):
        if true():
            await pilot.pause()
            return
        await pilot.pause(0.05)
    raise AssertionError(f"it did not come true within {seconds} s")


def shell(pilot: object) -> Shell:
    """The app that a pilot flies."""
    app = pilot.app  # type: ignore[attr-defined]
    assert isinstance(app, Shell)
    return app
