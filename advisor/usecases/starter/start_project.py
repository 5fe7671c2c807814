"""Write a runnable project for the chosen framework: names checked, folder untouched if anything is
wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.messages import words
from advisor.model.event import Event, Progressed
from advisor.starter.destination import check_destination, delivered
from advisor.starter.naming import ProjectNames, names_for
from advisor.starter.render import render
from advisor.starter.template import Needs, Template, available, folder_of, read_template
from advisor.usecases.contributing.overlay_code import templates_of, templates_to_run
from advisor.usecases.settings import Settings
from advisor.usecases.starter.base_image import image_of, packages_of
from advisor.usecases.starter.needs import needs_of, to_install_first
from advisor.version import __version__

MODELS = {"simplenet": "SimpleNet", "mlp": "MLP", "cnn": "ConvNet"}
"""What `--model` offers: the article's network, and two that classify scikit-learn's digits."""


class StarterRequest(Struct, frozen=True, kw_only=True):
    """Which project to write, and where."""

    framework: str
    destination: Path
    name: str | None = None
    """None: the last part of the destination."""
    model: str = "simplenet"
    parity: bool = False
    """Begin from the data and the parameters of the measuring workload, and hold the losses to its
    reference."""
    distro: str | None = None
    """The distribution whose image the Dockerfile starts from; None: Python's own image, which is
    Debian."""
    why: str = ""
    """Markdown that becomes WHY.md: the decision, its evidence, what would change it. Empty: no
    such file."""


class StarterResult(Struct, frozen=True, kw_only=True):
    """What was written, or would be."""

    framework: str
    title: str
    name: str
    package: str
    model: str
    parity: bool
    path: Path
    files: tuple[str, ...]
    requires_python: str
    dependencies: tuple[str, ...]
    next_steps: tuple[str, ...]
    """Commands to type, in order."""
    written: bool


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
    agreed = _agreed(request, settings)
    template = agreed.template
    on_event(
        Progressed(
            task="starter", message=say("writing {title}", title=template.title), done=0, total=1
        )
    )
    with delivered(request.destination, say) as folder:
        files = _write(request, agreed, settings, folder)
        if cancelled():
            raise Cancelled
    on_event(Progressed(task="starter", message=say("{n} files", n=len(files)), done=1, total=1))
    return _result(request, agreed, files, written=True)


def preview(request: StarterRequest, *, settings: Settings) -> StarterResult:
    """What `start_project` would write, with the same refusals; nothing is left on disk."""
    agreed = _agreed(request, settings)
    check_destination(request.destination, words(settings.lang))
    with TemporaryDirectory(prefix="fwadvisor-preview-") as folder:
        files = _write(request, agreed, settings, Path(folder))
    return _result(request, agreed, files, written=False)


class _Agreed(Struct, frozen=True, kw_only=True):
    """What nothing speaks against."""

    template: Template
    own: Path
    """Where the template lies."""
    needs: Needs
    names: ProjectNames


def _agreed(request: StarterRequest, settings: Settings) -> _Agreed:
    say = words(settings.lang)
    folders = _templates(request.framework, settings)
    template = read_template(request.framework, say, *folders)
    if request.model not in MODELS:
        raise AdvisorError(
            "unknown-model",
            say("There is no model called {model!r}.", model=request.model),
            why=say("There are {known}.", known=", ".join(MODELS)),
            hint=f"`fwadvisor starter {request.framework} DEST --model simplenet`",
            exit_code=ExitCode.USAGE,
        )
    if request.parity and request.model != "simplenet":
        raise AdvisorError(
            "parity-needs-simplenet",
            say(
                "--parity compares the losses of {model} with a reference that exists for "
                "SimpleNet.",
                model=request.model,
            ),
            hint=f"`fwadvisor starter {request.framework} DEST --parity`",
            exit_code=ExitCode.USAGE,
        )
    needs = needs_of(request.framework, template, settings=settings)
    wanted = request.destination.absolute().name if request.name is None else request.name
    names = names_for(wanted, taken=(*needs.imports, *_SHARED_IMPORTS), say=say)
    own = folder_of(request.framework, *folders)
    return _Agreed(template=template, own=own, needs=needs, names=names)


def _templates(framework: str, settings: Settings) -> tuple[Path, ...]:
    """Where templates lie. One of the overlay writes programs, and so it asks for a yes."""
    shipped, *overlaid = templates_of(settings)
    if overlaid and framework in available(*overlaid):
        return templates_to_run(settings)
    return (shipped, *overlaid)


_SHARED_IMPORTS = (
    "numpy",
    "yaml",
    "sklearn",
    "scipy",
    "pytest",
    "ruff",
    "onnx",
    "onnxruntime",
    "pip",
    "hatchling",
)


def _write(
    request: StarterRequest, agreed: _Agreed, settings: Settings, folder: Path
) -> tuple[str, ...]:
    files = render(agreed.own, _answers(request, agreed, settings), folder)
    if not request.why:
        return files
    # Not through the template engine: this text is somebody's own.
    (folder / "WHY.md").write_text(request.why.rstrip() + "\n", encoding="utf-8")
    return tuple(sorted((*files, "WHY.md")))


def _answers(request: StarterRequest, agreed: _Agreed, settings: Settings) -> dict[str, object]:
    import msgspec

    template, needs, names = agreed.template, agreed.needs, agreed.names
    launch = template.parallel.launch.replace("[package]", names.package)
    image = image_of(request.distro, needs, settings) if request.distro else None
    head = {
        **msgspec.to_builtins(template),
        **msgspec.to_builtins(needs),
        "verified_python": needs.verified_python,
        "ruff_target": "py" + needs.lowest_python.replace(".", ""),
        "system": (*needs.system, *(("python3-config",) if needs.python_headers else ())),
        "install_first": to_install_first(needs),
    }
    return {
        "framework": request.framework,
        "title": template.title,
        "template": head,
        "name": names.distribution,
        "package": names.package,
        "model": request.model,
        "parity": request.parity,
        "network": MODELS[request.model],
        "launch": launch.format(processes="$(PROCESSES)", port="$(PORT)", logs="runs/launch"),
        "launch_shown": launch.format(processes=2, port=8118, logs="runs/launch"),
        "launch_words": launch.split(),
        "image": msgspec.to_builtins(image),
        "base": image.name if image else f"python:{needs.verified_python}-slim",
        "packages": packages_of(image, needs),
        "lang": settings.lang,
        "fwadvisor": __version__,
    }


def _result(
    request: StarterRequest, agreed: _Agreed, files: tuple[str, ...], *, written: bool
) -> StarterResult:
    import shlex

    needs, names = agreed.needs, agreed.names
    return StarterResult(
        framework=request.framework,
        title=agreed.template.title,
        name=names.distribution,
        package=names.package,
        model=request.model,
        parity=request.parity,
        path=request.destination.absolute(),
        files=files,
        requires_python=needs.requires_python,
        dependencies=tuple(each.requirement for each in needs.dependencies),
        next_steps=(
            f"cd {shlex.quote(str(request.destination))}",
            f"make install PYTHON=python{needs.verified_python}",
            "make train",
            "make test",
        ),
        written=written,
    )
