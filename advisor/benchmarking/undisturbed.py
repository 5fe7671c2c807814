"""One process is measured at a time on a machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from advisor.benchmarking.front_end import FrontEnd
from advisor.lab.lock import held, machine_lock
from advisor.model.event import Progressed


class Undisturbed:
    """The machine's lock of one session, which may ask for it again while it holds it."""

    def __init__(self, front: FrontEnd) -> None:
        self._front = front
        self._held = False

    @contextmanager
    def by_others(self, *frameworks: str) -> Iterator[None]:
        """Nobody else measures on this machine meanwhile.

        Args:
            frameworks: what is measured, for those who wait.

        Raises:
            Cancelled: while waiting.
        """
        if self._held:
            yield
            return
        with held(
            machine_lock(),
            what=f"fwadvisor measures {', '.join(frameworks)}",
            on_wait=self._wait,
            cancelled=self._front.cancelled,
            say=self._front.say,
        ):
            self._held = True
            try:
                yield
            finally:
                self._held = False

    def _wait(self, holder: str) -> None:
        message = self._front.say("waiting: {holder}", holder=holder)
        self._front.on_event(Progressed(task="lock", message=message))
