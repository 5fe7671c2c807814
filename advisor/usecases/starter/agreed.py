"""What is decided before a project is written: template, names, needs, the stack."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from advisor.errors import AdvisorError, ExitCode
from advisor.messages import Say, words
from advisor.model.stack import Stack
from advisor.starter.naming import ProjectNames, names_for
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
from advisor.usecases.starter.for_target import no_stack
from advisor.usecases.starter.needs import needs_of
from advisor.usecases.starter.pins import same_version
from advisor.usecases.starter.reached import Instead, instead_of
from advisor.usecases.starter.request import MODELS, StarterRequest
from advisor.views.starter.stack import StackWords, stack_words


class Agreed(Struct, frozen=True, kw_only=True):
    """A project that nothing speaks against."""

    request: StarterRequest

    template: Template
    own: Path
    """Where the template lies."""
    needs: Needs
    names: ProjectNames
    stack: Stack | None
    """What is advised where it shall run."""
    instead: Instead | None
    """What this machine reaches of it, where that is another version."""

    @property
    def same_version(self) -> bool:
        """Whether the advised framework has the version that the template was verified with."""
        return self.stack is not None and same_version(self.stack, self.needs.verified)

    @property
    def reached(self) -> OnAccelerator | None:
        """How the template reaches the accelerator of the target; None where it does not know."""
        found = self.request.target
        if found is None:
            return None
        return self.template.accelerators.get(found.target.accelerator.value)

    @property
    def device(self) -> str:
        """`device` of the configuration: by name where the target is known, otherwise whatever
        there is."""
        found = self.request.target
        if found is None or not found.target.accelerator.known:
            return self.template.devices[0]
        return self.reached.device if self.reached else self.template.devices[1]

    @property
    def device_known(self) -> bool:
        """False where the template trains on the processor for want of knowing better."""
        found = self.request.target
        if found is None or found.plain or not found.target.accelerator.known:
            return True
        return self.reached is not None

    @property
    def accelerator(self) -> str:
        """What people call the target's; empty where there is no target."""
        found = self.request.target
        if found is None:
            return ""
        id = found.target.accelerator.value
        return found.called.get(id, id)

    def words(self, say: Say) -> StackWords | None:
        """The stack as templates take it."""
        found = self.request.target
        if found is None or self.stack is None:
            return None
        return stack_words(
            self.stack,
            found.place,
            found.called,
            plain=found.plain,
            here=found.here,
            offline=found.target.network is False,
            say=say,
        )


def agree(request: StarterRequest, settings: Settings) -> Agreed:
    """Everything that is decided before a project is written.

    Raises:
        AdvisorError: what cannot be had, with the next step.
    """
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
    return Agreed(
        request=request,
        template=template,
        own=own,
        needs=needs,
        names=names,
        stack=stack,
        instead=instead,
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
