"""What the files of a template are filled with."""

from __future__ import annotations

from advisor.messages import Say, words
from advisor.usecases.settings import Settings
from advisor.usecases.starter.agreed import Agreed
from advisor.usecases.starter.dockerfile import base_of, distro_image, docker_of
from advisor.usecases.starter.for_target import missing_line
from advisor.usecases.starter.needs import to_install_first
from advisor.usecases.starter.pins import loosened
from advisor.usecases.starter.request import MODELS, StarterRequest
from advisor.version import __version__
from advisor.views.starter.stack import StackWords

USUAL_ARCH = "x86_64"
"""Where a project's own tests run while nobody said what it is for."""


def answers(agreed: Agreed, settings: Settings) -> dict[str, object]:
    """Everything that the files of a template may name."""
    import msgspec

    request, template = agreed.request, agreed.template
    needs, names = agreed.needs, agreed.names
    say = words(settings.lang)
    launch = template.parallel.launch.replace("[package]", names.package)
    image = distro_image(request, needs, settings)
    told = agreed.words(say)
    head = {
        **msgspec.to_builtins(template),
        **msgspec.to_builtins(needs),
        "export": _export(agreed),
        "devices": tuple(dict.fromkeys((*template.devices, agreed.device))),
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
        "base": base_of(image, told, needs),
        "docker": docker_of(image, told, needs),
        "extras": ",".join(_extras(agreed)),
        "verified": ", ".join((*needs.verified, f"Python {needs.verified_python}")),
        "stack": msgspec.to_builtins(told),
        "same_version": agreed.same_version,
        "instead": _instead(agreed),
        "missing": _missing(agreed, say),
        "device": agreed.device,
        "device_known": agreed.device_known,
        "begins": agreed.reached.begins if agreed.reached else (),
        "accelerator": agreed.accelerator,
        "runner_arch": _runner_arch(request, told),
        "lang": settings.lang,
        "fwadvisor": __version__,
    }


def _instead(agreed: Agreed) -> dict[str, str] | None:
    found = agreed.instead
    return {"versions": found.versions, "why": found.why} if found else None


def _missing(agreed: Agreed, say: Say) -> dict[str, object] | None:
    """That there is no stack, where the project was wanted anyway."""
    found = agreed.request.target
    if found is None or found.stack is not None:
        return None
    return {"line": missing_line(agreed.template.title, found, say), "because": found.because}


def _export(agreed: Agreed) -> tuple[str, ...]:
    """What exporting needs. Its lowest versions were found beside the verified framework: beside
    another, or under an older Python, pip looks for the newest that fits."""
    verified = agreed.stack is None or agreed.instead is not None
    if verified or (agreed.same_version and not agreed.needs.beyond):
        return agreed.template.export
    return tuple(loosened(text) for text in agreed.template.export)


def _extras(agreed: Agreed) -> tuple[str, ...]:
    """Which extras of its pyproject a project installs."""
    export = ("export",) if agreed.template.export else ()
    parallel = ("parallel",) if agreed.template.parallel.requires else ()
    return ("dev", *export, *parallel)


def _runner_arch(request: StarterRequest, told: StackWords | None) -> str:
    """The architecture on which a hosted runner, which has no accelerator, can run the tests; empty
    where none can."""
    found = request.target
    if found is None or told is None:
        return USUAL_ARCH
    if not found.plain or told.commands or told.kind != "index":
        return ""
    return found.target.arch.value
