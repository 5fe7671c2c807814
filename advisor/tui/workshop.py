"""Slow work of the app: jobs in threads, their errors in one form, and leaving in good order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.worker import Worker, WorkerState

from advisor.errors import AdvisorError, Cancelled
from advisor.messages import Say
from advisor.tui.jobs import Job

OVER = (WorkerState.SUCCESS, WorkerState.ERROR, WorkerState.CANCELLED)


class Workshop:
    """Runs jobs, and waits for them to end before the app leaves."""

    def __init__(
        self,
        app: App[None],
        *,
        say: Callable[[], Say],
        busy_changed: Callable[[], None],
        show_problem: Callable[[AdvisorError], None],
        leave_broken: Callable[[BaseException], None],
    ) -> None:
        self._app = app
        self._say = say
        self._busy_changed = busy_changed
        self._show_problem = show_problem
        self._leave_broken = leave_broken
        self._jobs: dict[Worker[Any], Job] = {}
        self.leaving = False
        """The app ends as soon as what runs has ended."""

    def start(self, job: Job) -> None:
        """Run a job in a thread; where it replaces, what runs under the same title is stopped, and
        nobody wants its result any more."""
        if job.replaces:
            for earlier in self._jobs.values():
                if earlier.title == job.title:
                    earlier.supersede()
        worker = self._app.run_worker(
            job.run,
            thread=True,
            exit_on_error=False,
            name=job.title,
            group=job.title,
            description=job.title,
        )
        self._jobs[worker] = job
        if not job.quiet:
            self._busy_changed()

    def heard(self, event: Worker.StateChanged) -> None:
        """A worker's state changed: when it is over, its job's result or its error is handled."""
        if event.state not in OVER:
            return
        job = self._jobs.pop(event.worker, None)
        if job is None:
            return
        if event.state is not WorkerState.SUCCESS:
            job.failed()
        broken = self._handle(job, event.state, event.worker)
        if broken is not None:
            self._leave_broken(broken)
            return
        if not job.quiet:
            self._busy_changed()
        if self.leaving and not self._jobs:
            self._app.exit()

    def _handle(self, job: Job, state: WorkerState, worker: Worker[Any]) -> BaseException | None:
        """Hand the result over, or show the error; a defect is answered."""
        error = worker.error
        if state is WorkerState.SUCCESS:
            if not job.superseded:
                job.then(worker.result)
        elif isinstance(error, AdvisorError):
            if job.refused is not None and not job.superseded:
                job.refused(error)
            elif not job.quiet:
                self._show_problem(error)
        elif isinstance(error, Cancelled):
            if not job.quiet and not job.superseded:
                self._app.notify(self._say()("Stopped. What was finished is kept."))
        elif state is WorkerState.ERROR:
            return error
        return None

    def jobs(self) -> tuple[Job, ...]:
        """The work that goes on."""
        return tuple(self._jobs.values())

    def busy(self) -> tuple[str, ...]:
        """Titles of the work that goes on and that was asked for."""
        return tuple(dict.fromkeys(job.title for job in self._jobs.values() if not job.quiet))

    def asking(self) -> Job | None:
        """The work that a person must agree to stop, if there is any."""
        return next((job for job in self._jobs.values() if job.asks_before_quitting), None)

    def leave(self) -> None:
        """Stop what runs, and exit when it has ended."""
        self.leaving = True
        self.stop()
        if self.asking() is None:
            self._app.exit()
        else:
            self._app.notify(self._say()("Stopping ..."))

    def stop(self) -> None:
        """Ask all that runs to end."""
        for job in self._jobs.values():
            job.stop()
