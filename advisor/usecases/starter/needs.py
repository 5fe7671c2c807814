"""What a project of one framework needs, from the head of the framework's adapter: no template
repeats a pin."""

from __future__ import annotations

import re

from advisor.lab.heads import AdapterHead, adapters, known
from advisor.lab.installing.prerequisites import PYTHON_CONFIG, package_of
from advisor.messages import words
from advisor.starter.template import Needs, StarterDependency, Template
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings
from advisor.usecases.starter.base_image import headers_of

FAMILIES = ("deb", "rpm")


def needs_of(framework: str, template: Template, *, settings: Settings) -> Needs:
    """The framework's own needs, with what the project takes on top.

    Raises:
        AdvisorError: `unknown-framework` where a template has no adapter beside it.
    """
    heads = adapters(*probes_of(settings))
    known("framework", framework, heads, say=words(settings.lang))
    head = heads[framework]
    system = tuple(thing for thing in (*head.needs, *head.libraries) if thing != PYTHON_CONFIG)
    return Needs(
        requires_python=head.requires_python,
        preferred_python=head.preferred_python[0] if head.preferred_python else "",
        dependencies=_dependencies(head),
        imports=(*head.imports, *template.reserves),
        system=system,
        system_packages={family: _packages(system, head, template, family) for family in FAMILIES},
        python_headers=PYTHON_CONFIG in head.needs,
    )


def to_install_first(needs: Needs) -> dict[str, tuple[str, ...]]:
    """What somebody types after `apt install` or `dnf install`, by family; nothing where nothing is
    needed."""
    headers = {family: headers_of(family) if needs.python_headers else () for family in FAMILIES}
    return {
        family: (*packages, *headers[family])
        for family, packages in needs.system_packages.items()
        if packages or headers[family]
    }


def _dependencies(head: AdapterHead) -> tuple[StarterDependency, ...]:
    """Each requirement with its reason; one that stands there for several Pythons says it once."""
    found = []
    said: set[str] = set()
    for requirement in head.dependencies:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        reason = "" if name in said else head.reasons.get(name, "")
        found.append(StarterDependency(requirement=requirement, why=reason))
        said.add(name)
    return tuple(found)


def _packages(
    system: tuple[str, ...], head: AdapterHead, template: Template, family: str
) -> tuple[str, ...]:
    own = [getattr(package_of(thing, head), family) for thing in system]
    return tuple(dict.fromkeys((*own, *template.system_packages.get(family, ()))))
