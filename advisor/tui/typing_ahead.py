"""Keys that are typed while a dialog opens wait for it: nobody looks whether a field is there
before typing into it."""

from __future__ import annotations

from time import monotonic

from textual import events
from textual.app import App
from textual.screen import ModalScreen, Screen

LOOK_AGAIN = 0.01
"""Seconds between two looks whether the dialog is ready."""
PATIENCE = 1.0
"""Seconds after which a dialog without anything to type into gets the keys all the same."""


class TypingAhead(App[None]):
    """Holds keys back from the screen below, and gives them to the dialog in their order."""

    def __init__(self) -> None:
        super().__init__()
        self._opened = 0.0
        """When a dialog was opened last, by the clock that stamps events."""
        self._early: list[events.Key] = []

    def watch_for_dialogs(self) -> None:
        """Begin, once the app runs."""
        self.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)

    def _screen_changed(self, screen: Screen[object]) -> None:
        if isinstance(screen, ModalScreen) and not screen.is_mounted:
            self._opened = monotonic()

    def _is_opening(self) -> bool:
        screen = self.screen
        return (
            isinstance(screen, ModalScreen)
            and screen.focused is None
            and monotonic() < self._opened + PATIENCE
        )

    async def on_event(self, event: events.Event) -> None:
        """A key that comes while a dialog opens, or after one that waits, waits."""
        if (
            isinstance(event, events.Key)
            and not event.is_forwarded
            and (self._early or self._is_opening())
        ):
            self._hold(event)
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """A key that nobody used and that was typed before the dialog in front was opened is meant
        for the dialog."""
        if isinstance(self.screen, ModalScreen) and event.time < self._opened:
            event.stop()
            event.prevent_default()
            self._hold(event)

    def _hold(self, event: events.Key) -> None:
        if not self._early:
            self.set_timer(LOOK_AGAIN, self._hand_over)
        self._early.append(event)

    def _hand_over(self) -> None:
        if self._is_opening():
            self.set_timer(LOOK_AGAIN, self._hand_over)
            return
        early, self._early = self._early, []
        for event in early:
            (self.focused or self.screen)._forward_event(events.Key(event.key, event.character))
