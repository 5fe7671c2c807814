"""How the app reaches a screen: a terminal, a terminal without drawing characters, a browser."""

from __future__ import annotations

from contextlib import suppress

from textual.driver import Driver


def plain(base: type[Driver]) -> type[Driver]:
    """A driver like that one that writes no lines and blocks, but ASCII for them."""
    from advisor.views.ascii import as_ascii

    class Plain(base):  # type: ignore[valid-type,misc]
        def write(self, data: str) -> None:
            super().write(as_ascii(data))

    return Plain


def attended(base: type[Driver]) -> type[Driver]:
    """A browser's driver that leaves when its server is gone: nobody would ever see the app
    again."""
    from textual.messages import ExitApp

    class Attended(base):  # type: ignore[valid-type,misc]
        def write(self, data: str) -> None:
            with suppress(BrokenPipeError):
                super().write(data)

        def write_meta(self, data: dict[str, object]) -> None:
            with suppress(BrokenPipeError):
                super().write_meta(data)

        def run_input_thread(self) -> None:
            super().run_input_thread()
            if not self.exit_event.is_set():
                self.send_message(ExitApp())

    return Attended
