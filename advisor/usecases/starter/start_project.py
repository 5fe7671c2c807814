"""Write a runnable project for the chosen framework: names checked, folder untouched if anything is
wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.messages import words
from advisor.model.event import Event, Progressed
from advisor.starter.destination import check_destination, delivered
from advisor.starter.render import render
from advisor.usecases.settings import Settings
from advisor.usecases.starter.agreed import Agreed, agree
from advisor.usecases.starter.answers import answers
from advisor.usecases.starter.request import MODELS, StarterRequest, StarterResult
from advisor.usecases.starter.told import result


def model_for(task: str, settings: Settings) -> str:
    """The network that resembles a task, as knowledge says; SimpleNet where none does.

    Raises:
        AdvisorError: `unknown-task`.
    """
    from advisor.catalog.load import open_knowledge

    say = words(settings.lang)
    tasks = open_knowledge(settings.knowledge, overlay=settings.overlay, cache=settings.cache).tasks
    if task not in tasks:
        raise AdvisorError(
            "unknown-task",
            say("There is no task called {task!r}.", task=task),
            why=say("There are {known}.", known=", ".join(sorted(tasks))),
            hint="`fwadvisor knowledge list` shows what there is",
            exit_code=ExitCode.USAGE,
        )
    return tasks[task].starter or next(iter(MODELS))


def start_project(
    request: StarterRequest,
    *,
    settings: Settings,
    on_event: Callable[[Event], None],
    cancelled: Callable[[], bool],
) -> StarterResult:
    """Write the project; the destination appears whole or not at all."""
    say = words(settings.lang)
    agreed = agree(request, settings)
    template = agreed.template
    on_event(
        Progressed(
            task="starter", message=say("writing {title}", title=template.title), done=0, total=1
        )
    )
    with delivered(request.destination, say) as folder:
        files = _write(agreed, settings, folder)
        if cancelled():
            raise Cancelled
    on_event(Progressed(task="starter", message=say("{n} files", n=len(files)), done=1, total=1))
    return result(agreed, files, written=True, say=say)


def preview(request: StarterRequest, *, settings: Settings) -> StarterResult:
    """What `start_project` would write, with the same refusals; nothing is left on disk."""
    agreed = agree(request, settings)
    check_destination(request.destination, words(settings.lang))
    with TemporaryDirectory(prefix="fwadvisor-preview-") as folder:
        files = _write(agreed, settings, Path(folder))
    return result(agreed, files, written=False, say=words(settings.lang))


def _write(agreed: Agreed, settings: Settings, folder: Path) -> tuple[str, ...]:
    files = render(agreed.own, answers(agreed, settings), folder)
    if not agreed.request.why:
        return files
    # Not through the template engine: this text is somebody's own.
    (folder / "WHY.md").write_text(agreed.request.why.rstrip() + "\n", encoding="utf-8")
    return tuple(sorted((*files, "WHY.md")))
