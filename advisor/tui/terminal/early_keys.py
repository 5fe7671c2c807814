"""Keys that are typed while a dialog opens wait for it: nobody looks whether a field is there
before typing into it."""

from __future__ import annotations

from time import monotonic

from textual import events
from textual.app import App
from textual.screen import ModalScreen, Screen

LOOK_AGAIN = 0.01
"""Seconds between two looks whether the dialog is ready."""
LONGEST = 1.0
"""Seconds after which a dialog without anything to type into gets the keys all the same."""


class EarlyKeys:
    """Holds keys back from the screen below, and gives them to the dialog in their order."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._opened = 0.0
        """When a dialog was opened last, by the clock that stamps events."""
        self._early: list[events.Key] = []

    def watch(self) -> None:
        """Begin, once the app runs."""
        self._app.screen_change_signal.subscribe(self._app, self._changed, immediate=True)

    def _changed(self, screen: Screen[object]) -> None:
        if isinstance(screen, ModalScreen) and not screen.is_mounted:
            self._opened = monotonic()

    def _is_opening(self) -> bool:
        screen = self._app.screen
        return (
            isinstance(screen, ModalScreen)
            and screen.focused is None
            and monotonic() < self._opened + LONGEST
        )

    def holds(self, event: events.Event) -> bool:
        """Keep a key that comes while a dialog opens, or after one that waits; False for all
        else."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            return False
        if not self._early and not self._is_opening():
            return False
        self._hold(event)
        return True

    def unused(self, event: events.Key) -> None:
        """A key that nobody used and that was typed before the dialog in front was opened is meant
        for the dialog."""
        if isinstance(self._app.screen, ModalScreen) and event.time < self._opened:
            event.stop()
            event.prevent_default()
            self._hold(event)

    def _hold(self, event: events.Key) -> None:
        if not self._early:
            self._app.set_timer(LOOK_AGAIN, self._hand_over)
        self._early.append(event)

    def _hand_over(self) -> None:
        if self._is_opening():
            self._app.set_timer(LOOK_AGAIN, self._hand_over)
            return
        early, self._early = self._early, []
        for event in early:
            target = self._app.focused or self._app.screen
            target._forward_event(events.Key(event.key, event.character))
