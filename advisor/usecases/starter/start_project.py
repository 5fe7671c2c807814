"""Write a runnable project for the chosen framework: names checked, folder untouched if anything is
wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from advisor.errors import AdvisorError, Cancelled, ExitCode
from advisor.messages import Say, words
from advisor.model.event import Event, Progressed
from advisor.model.stack import Stack
from advisor.starter.destination import check_destination, delivered
from advisor.starter.naming import ProjectNames, names_for
from advisor.starter.render import render
from advisor.starter.template import (
    Needs,
    OnAccelerator,
    Template,
    available,
    folder_of,
    read_template,
)
from advisor.usecases.contributing.overlay_code import templates_of, templates_to_run
from advisor.usecases.settings import Settings
from advisor.usecases.starter.base_image import BaseImage, image_at, image_of, packages_of
from advisor.usecases.starter.for_target import ForTarget, missing_line, no_stack
from advisor.usecases.starter.needs import needs_of, to_install_first
from advisor.usecases.starter.pins import loosened, same_version
from advisor.usecases.starter.reached import Instead, instead_of
from advisor.version import __version__
from advisor.views.documents.report_shape import StackEntry
from advisor.views.installing.named_stack import versions_text
from advisor.views.installing.stacks import GRADES, download_lines
from advisor.views.starter.document import StackHere
from advisor.views.starter.stack import (
    StackWords,
    stack_words,
)

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
    target: ForTarget | None = None
    """What it is written for; None pins what the template was verified with."""
    anyway: bool = False
    """Where no stack is known for the target: write it with what the template was verified with."""
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
    target: str = ""
    """The machine that it is for, in one line."""
    stack: StackEntry | None = None
    """What is advised where it shall run."""
    here: StackHere | None = None
    """What this machine reaches instead, and the project pins."""
    device: str = ""
    """`device` of its configuration."""
    verified: tuple[str, ...] = ()
    """What its template was verified with."""
    said: tuple[str, ...] = ()
    """What must be known before it is used, line by line."""


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
    return _result(request, agreed, files, written=True, say=say)


def preview(request: StarterRequest, *, settings: Settings) -> StarterResult:
    """What `start_project` would write, with the same refusals; nothing is left on disk."""
    agreed = _agreed(request, settings)
    check_destination(request.destination, words(settings.lang))
    with TemporaryDirectory(prefix="fwadvisor-preview-") as folder:
        files = _write(request, agreed, settings, Path(folder))
    return _result(request, agreed, files, written=False, say=words(settings.lang))


class _Agreed(Struct, frozen=True, kw_only=True):
    """What nothing speaks against."""

    template: Template
    own: Path
    """Where the template lies."""
    needs: Needs
    names: ProjectNames
    stack: Stack | None
    """What is advised where it shall run."""
    instead: Instead | None
    """What this machine reaches of it, where that is another version."""


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
    stack = _stack(request, template, say)
    instead = None
    if stack is not None and request.target is not None and request.target.here:
        instead = instead_of(stack, request.framework, settings=settings)
    pinned = stack if instead is None else None
    needs = needs_of(request.framework, template, settings=settings, stack=pinned)
    wanted = request.destination.absolute().name if request.name is None else request.name
    names = names_for(wanted, taken=(*needs.imports, *_SHARED_IMPORTS), say=say)
    own = folder_of(request.framework, *folders)
    return _Agreed(
        template=template, own=own, needs=needs, names=names, stack=stack, instead=instead
    )


def _stack(request: StarterRequest, template: Template, say: Say) -> Stack | None:
    """What is pinned; None for what the template was verified with."""
    found = request.target
    if found is None or found.stack is not None or request.anyway:
        return found.stack if found else None
    raise no_stack(template.title, found, say)


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
    say = words(settings.lang)
    launch = template.parallel.launch.replace("[package]", names.package)
    image = _image(request, needs, settings)
    told = _words(request, agreed, say)
    reached = _reached(request, template)
    head = {
        **msgspec.to_builtins(template),
        **msgspec.to_builtins(needs),
        "export": _export(agreed),
        "devices": tuple(dict.fromkeys((*template.devices, _device(request, template)))),
        "verified_python": needs.verified_python,
        "build_python": needs.build_python,
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
        "base": _base(image, told, needs),
        "docker": _docker(image, told, needs),
        "extras": ",".join(_extras(agreed)),
        "verified": ", ".join((*needs.verified, f"Python {needs.verified_python}")),
        "stack": msgspec.to_builtins(told),
        "same_version": agreed.stack is not None and _same(agreed.stack, needs),
        "instead": _instead(agreed),
        "missing": _missing(request, template, say),
        "device": _device(request, template),
        "device_known": request.target is None or request.target.plain or reached is not None,
        "begins": reached.begins if reached else (),
        "accelerator": _accelerator(request),
        "runner": _runner(request, told),
        "lang": settings.lang,
        "fwadvisor": __version__,
    }


def _words(request: StarterRequest, agreed: _Agreed, say: Say) -> StackWords | None:
    found = request.target
    if found is None or agreed.stack is None:
        return None
    return stack_words(
        agreed.stack,
        found.place,
        found.called,
        plain=found.plain,
        here=found.here,
        offline=found.target.network is False,
        say=say,
    )


def _instead(agreed: _Agreed) -> dict[str, str] | None:
    found = agreed.instead
    return {"versions": found.versions, "why": found.why} if found else None


def _missing(request: StarterRequest, template: Template, say: Say) -> dict[str, object] | None:
    """That there is no stack, where the project was wanted anyway."""
    found = request.target
    if found is None or found.stack is not None:
        return None
    return {"line": missing_line(template.title, found, say), "because": found.because}


def _export(agreed: _Agreed) -> tuple[str, ...]:
    """What exporting needs. Its lowest versions were found beside the verified framework: beside
    another, or under an older Python, pip looks for the newest that fits."""
    verified = agreed.stack is None or agreed.instead is not None
    if verified or (_same(agreed.stack, agreed.needs) and not agreed.needs.beyond):
        return agreed.template.export
    return tuple(loosened(text) for text in agreed.template.export)


def _same(stack: Stack | None, needs: Needs) -> bool:
    """Whether a stack's framework has the version that the template was verified with."""
    return stack is not None and same_version(stack, needs.verified)


def _reached(request: StarterRequest, template: Template) -> OnAccelerator | None:
    """How the template reaches the accelerator of the target; None where it does not know."""
    found = request.target
    return template.accelerators.get(found.target.accelerator.value) if found else None


def _device(request: StarterRequest, template: Template) -> str:
    """`device` of the configuration: by name where the target is known, otherwise whatever there
    is."""
    found = request.target
    if found is None or not found.target.accelerator.known:
        return template.devices[0]
    reached = _reached(request, template)
    return reached.device if reached else template.devices[1]


def _accelerator(request: StarterRequest) -> str:
    found = request.target
    if found is None:
        return ""
    id = found.target.accelerator.value
    return found.called.get(id, id)


_RUNNERS = {"x86_64": "ubuntu-latest", "aarch64": "ubuntu-24.04-arm"}
"""GitHub's own machines, which have no accelerator."""


def _runner(request: StarterRequest, told: StackWords | None) -> str:
    """Which of GitHub's machines can run the tests; empty where none can."""
    found = request.target
    if found is None or told is None:
        return _RUNNERS["x86_64"]
    if not found.plain or told.commands or told.kind != "index":
        return ""
    return _RUNNERS.get(found.target.arch.value, "")


def _image(request: StarterRequest, needs: Needs, settings: Settings) -> BaseImage | None:
    """The distribution's image that the Dockerfile starts from."""
    if request.distro:
        return image_of(request.distro, needs, settings)
    found = request.target
    if found is None or not found.target.distro.known:
        return None
    return image_at(found.target.distro.value, found.target.release.value, needs, settings)


def _base(image: BaseImage | None, told: StackWords | None, needs: Needs) -> str:
    """What the Dockerfile starts from; empty where it must be an image that holds the platform's
    software, which nobody names."""
    if told is not None and told.image:
        return told.image
    if told is not None and told.environment and not told.plain:
        return ""
    return image.name if image else f"python:{needs.build_python}-slim"


UV = "0.13.9"
"""Which image of uv a Dockerfile takes it from, where the distribution's Python will not do."""


def _docker(image: BaseImage | None, told: StackWords | None, needs: Needs) -> dict[str, object]:
    """How the Dockerfile gets its Python and its packages."""
    base = _base(image, told, needs)
    of_distro = image is not None and base == image.name
    of_python = base.startswith("python:")
    named = told is not None and not base and told.python != ""
    fetches = of_distro and image is not None and not image.python_fits
    return {
        "fetches": fetches,
        "uv": UV,
        "python": f"python{needs.build_python}" if fetches or of_python or named else "python3",
        "packages": packages_of(image, needs) if of_distro or of_python else (),
        "distro": image.id if image is not None and of_distro else "",
        "family": image.family if image is not None and of_distro else "deb",
    }


def _extras(agreed: _Agreed) -> tuple[str, ...]:
    """Which extras of its pyproject a project installs."""
    export = ("export",) if agreed.template.export else ()
    parallel = ("parallel",) if agreed.template.parallel.requires else ()
    return ("dev", *export, *parallel)


def _result(
    request: StarterRequest, agreed: _Agreed, files: tuple[str, ...], *, written: bool, say: Say
) -> StarterResult:
    needs, names, found = agreed.needs, agreed.names, request.target
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
        next_steps=_next_steps(request, agreed, say),
        written=written,
        target=found.place if found else "",
        stack=_entry(agreed.stack),
        here=agreed.instead.document if agreed.instead else None,
        device=_device(request, agreed.template),
        verified=(*needs.verified, f"Python {needs.verified_python}"),
        said=_said(request, agreed, say),
    )


def _entry(stack: Stack | None) -> StackEntry | None:
    import msgspec

    from advisor.views.documents.ranking import stack_summary

    return msgspec.convert(stack_summary(stack), StackEntry) if stack else None


def _next_steps(request: StarterRequest, agreed: _Agreed, say: Say) -> tuple[str, ...]:
    """Commands to type, in order."""
    import shlex

    told = _words(request, agreed, say)
    folder = shlex.quote(str(request.destination))
    inside = told is not None and told.kind == "image"
    python = f"python{agreed.needs.build_python}"
    if request.target is not None:  # a shell may not find it where it lies
        python = shlex.quote(request.target.target.tools.get(python, python))
    install = "make install" if inside else f"make install PYTHON={python}"
    return (
        f"cd {folder}",
        *(told.commands if told is not None and inside else ()),
        install,
        *(("make verify-stack",) if told is not None and told.verify else ()),
        "make train",
        "make test",
    )


def _said(request: StarterRequest, agreed: _Agreed, say: Say) -> tuple[str, ...]:
    """What is pinned and for what, and where that is not what the template was verified with."""
    found, stack = request.target, agreed.stack
    verified = ", ".join((*agreed.needs.verified, f"Python {agreed.needs.verified_python}"))
    if found is None:
        return ()
    if stack is None:
        return (
            missing_line(agreed.template.title, found, say),
            say("It pins what its template was verified with: {versions}", versions=verified),
        )
    advised = versions_text(stack, say)
    lines = [say("For {place}", place=found.place)]
    if agreed.instead is not None:
        lines.append(
            say(
                "advised: {advised}; here: {here} ({why})",
                advised=advised,
                here=agreed.instead.versions,
                why=agreed.instead.why,
            )
        )
    else:
        grade, _ = GRADES[stack.grade]
        lines.append(say("pinned: {versions} ({grade})", versions=advised, grade=say(grade)))
        lines += download_lines(stack, say)
        if not _same(stack, agreed.needs):
            lines.append(say("This template was verified with {versions}.", versions=verified))
    if (
        not found.plain
        and found.target.accelerator.known
        and not _reached(request, agreed.template)
    ):
        lines.append(
            say(
                "This template does not know {accelerator}: its configuration says {device}.",
                accelerator=_accelerator(request),
                device=_device(request, agreed.template),
            )
        )
    return tuple(lines)
