"""The app as a workshop: slow work in threads, its errors in one form, and leaving in good
order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.worker import Worker, WorkerState

from advisor.errors import AdvisorError, Cancelled
from advisor.tui.desk import Desk
from advisor.tui.jobs import Job, Verb
from advisor.tui.page import Page
from advisor.tui.typing_ahead import TypingAhead
from advisor.usecases.settings import Settings
from advisor.views.problem import what_and_why


class Working(TypingAhead):
    """Runs jobs and waits for them to end before it leaves."""

    def __init__(self, settings: Settings) -> None:
        self.desk = Desk(settings=settings)
        super().__init__()
        self.failure: BaseException | None = None
        """A defect, or what made opening impossible: for the one place that shows it."""
        self._jobs: dict[Worker[Any], Job] = {}
        self._leaving = False
        self._said: set[str] = set()

    def start(
        self,
        verb: Verb,
        *,
        title: str,
        then: Callable[[Any], None],
        failed: Callable[[], None] = lambda: None,
        refused: Callable[[AdvisorError], None] | None = None,
        replaces: bool = False,
        target: Page | None = None,
        asks_before_quitting: bool = False,
        quiet: bool = False,
        group: str = "",
    ) -> Job:
        """Run a use-case in a thread; `then` gets its result on the app's own thread.

        Args:
            replaces: what runs under the same title is stopped, and its result is not wanted any
                more.
        """
        if replaces:
            for earlier in self._jobs.values():
                if earlier.title == title:
                    earlier.supersede()
        job = Job(
            verb,
            title=title,
            target=target or self,
            then=then,
            failed=failed,
            refused=refused,
            asks_before_quitting=asks_before_quitting,
            quiet=quiet,
        )
        worker = self.run_worker(
            job.run,
            thread=True,
            exit_on_error=False,
            name=title,
            group=group or title,
            description=title,
        )
        self._jobs[worker] = job
        if not quiet:
            self.show_lines()
        return job

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state not in (WorkerState.SUCCESS, WorkerState.ERROR, WorkerState.CANCELLED):
            return
        job = self._jobs.pop(event.worker, None)
        if job is None:
            return
        error = event.worker.error
        if event.state is not WorkerState.SUCCESS:
            job.failed()
        if event.state is WorkerState.SUCCESS:
            if not job.superseded:
                job.then(event.worker.result)
        elif isinstance(error, AdvisorError):
            if job.refused is not None and not job.superseded:
                job.refused(error)
            elif not job.quiet:
                self.show_problem(error)
        elif isinstance(error, Cancelled):
            if not job.quiet and not job.superseded:
                self.notify(self.desk.say("Stopped. What was finished is kept."))
        elif error is not None and event.state is WorkerState.ERROR:
            self.leave_broken(error)
            return
        if not job.quiet:
            self.show_lines()
        if self._leaving and not self._jobs:
            self.exit()

    def jobs(self) -> tuple[Job, ...]:
        """The work that goes on."""
        return tuple(self._jobs.values())

    def busy(self) -> tuple[str, ...]:
        """Titles of the work that goes on."""
        return tuple(dict.fromkeys(job.title for job in self._jobs.values() if not job.quiet))

    def show_lines(self) -> None:
        """Show the framing lines anew."""
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.show_lines()

    def show_problem(self, error: AdvisorError) -> None:
        """An error as a box: what, why, and the next thing to do."""
        from advisor.tui.screens.problem import Problem

        self.push_screen(Problem(error, self.desk.say))

    def say_once(self, error: AdvisorError) -> None:
        """A note for what is a pity but stops nobody."""
        if error.reference not in self._said:
            self._said.add(error.reference)
            self.notify(what_and_why(error, self.desk.say), severity="warning", markup=False)

    def set_terminal_title(self, title: str) -> None:
        """The title of the terminal's window, so that long work can be watched from elsewhere; ""
        gives it back."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(
                f"\x1b[22;0t\x1b]2;fwadvisor: {title}\x07" if title else "\x1b[23;0t"
            )

    async def action_quit(self) -> None:
        """Leave; while something is measured ask first, then stop it and wait for its process tree
        to end."""
        running = [job for job in self._jobs.values() if job.asks_before_quitting]
        if not running or self._leaving:
            self.leave()
            return
        from advisor.tui.screens.confirm import Confirm

        question = self.desk.say(
            "{what} is still going on. Stop it and quit? What is finished is kept.",
            what=running[0].title,
        )
        self.push_screen(
            Confirm(question, self.desk.say), lambda yes: self.leave() if yes else None
        )

    def leave(self) -> None:
        """Stop what runs, and exit when it has ended."""
        self._leaving = True
        for job in self._jobs.values():
            job.stop()
        if not any(job.asks_before_quitting for job in self._jobs.values()):
            self.exit()
        else:
            self.notify(self.desk.say("Stopping ..."))

    def on_unmount(self) -> None:
        """However the app ends, a browser closed under it included: what runs is asked to end."""
        for job in self._jobs.values():
            job.stop()

    def leave_broken(self, error: BaseException) -> None:
        """A defect of ours: close the terminal view and hand the error to the one place that logs
        it."""
        self.failure = error
        for job in self._jobs.values():
            job.stop()
        self.exit(return_code=4)

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print a traceback; here the command line logs it and says where.
        if self.is_headless:
            super()._handle_exception(error)
        else:
            self.leave_broken(error)
