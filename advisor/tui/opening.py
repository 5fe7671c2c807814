"""What the first paint needs, gathered in a thread: knowledge, last known machine, runs, saved
need, advice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.intake.last_use import LastUse, read_last_use
from advisor.model.need import Need
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.gather import Gathered, gather
from advisor.usecases.settings import Settings


class Opened(Struct, frozen=True, kw_only=True):
    """The state in which the app appears."""

    gathered: Gathered
    last: LastUse
    need: Need
    advice: Advice


class Opening:
    """The thread and what it found."""

    def __init__(self, work: Callable[[], Opened]) -> None:
        self._opened: Opened | None = None
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._run, args=(work,), name="opening", daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], Opened]) -> None:
        try:
            self._opened = work()

        # Carried to the thread that asks for the result.
        except BaseException as failure:  # noqa: BLE001
            self._failure = failure

    def ready(self, seconds: float) -> bool:
        """Whether it is done, after waiting for at most that long."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> Opened:
        """What it found, waited for.

        Raises:
            AdvisorError: the knowledge or the saved need cannot be used.
        """
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        assert self._opened is not None
        return self._opened


def begin(settings: Settings) -> Opening:
    """Start gathering."""

    def work() -> Opened:
        gathered = gather(settings, quick=True)
        last = read_last_use(settings.data)
        need = last.need or Need()
        return Opened(
            gathered=gathered,
            last=last,
            need=need,
            advice=advise_on(need, gathered),
        )

    return Opening(work)
