"""What a project of one framework needs, from the head of the framework's adapter: no template
repeats a pin."""

from __future__ import annotations

import re

from advisor.lab.heads import AdapterHead, adapters, known
from advisor.lab.installing.prerequisites import PYTHON_CONFIG, package_of
from advisor.messages import words
from advisor.model.stack import Stack
from advisor.stacks.requirements import counts
from advisor.starter.template import Needs, StarterDependency, Template
from advisor.usecases.contributing.overlay_code import probes_of
from advisor.usecases.settings import Settings
from advisor.usecases.starter.base_image import headers_of
from advisor.usecases.starter.pins import pinned, pythons

ANY_PYTHON = "3"
"""Where a stack does not say which Python: `python3`, whatever it is."""
VERIFIED_ON = "x86_64"
"""The architecture that templates are verified on."""
FAMILIES = ("deb", "rpm")


def needs_of(
    framework: str, template: Template, *, settings: Settings, stack: Stack | None = None
) -> Needs:
    """The framework's own needs, with what the project takes on top.

    Args:
        stack: what is pinned; None pins what the template was verified with.

    Raises:
        AdvisorError: `unknown-framework` where a template has no adapter beside it.
    """
    from packaging.specifiers import SpecifierSet

    heads = adapters(*probes_of(settings))
    known("framework", framework, heads, say=words(settings.lang))
    head = heads[framework]
    system = tuple(thing for thing in (*head.needs, *head.libraries) if thing != PYTHON_CONFIG)
    python = (stack.python or ANY_PYTHON) if stack else ""
    admitted = SpecifierSet(head.requires_python)
    dependencies = pinned(stack, head, template.export) if stack else head.dependencies
    return Needs(
        requires_python=pythons(stack, head) if stack else head.requires_python,
        preferred_python=head.preferred_python[0] if head.preferred_python else "",
        python=python,
        beyond=bool(stack and stack.python) and python not in admitted,
        dependencies=_dependencies(dependencies, head),
        verified=_verified(head),
        imports=(*head.imports, *template.reserves),
        system=system,
        system_packages={family: _packages(system, head, template, family) for family in FAMILIES},
        python_headers=PYTHON_CONFIG in head.needs,
    )


def _verified(head: AdapterHead) -> tuple[str, ...]:
    """What the template was verified with, under the Python that it was verified with."""
    preferred = head.preferred_python[0] if head.preferred_python else ""
    found = []
    for text in head.dependencies:
        plain, _, marker = (part.strip() for part in text.partition(";"))
        if not preferred or counts(marker, preferred, VERIFIED_ON):
            found.append(plain)
    return tuple(found)


def to_install_first(needs: Needs) -> dict[str, tuple[str, ...]]:
    """What somebody types after `apt install` or `dnf install`, by family; nothing where nothing is
    needed."""
    headers = {family: headers_of(family) if needs.python_headers else () for family in FAMILIES}
    return {
        family: (*packages, *headers[family])
        for family, packages in needs.system_packages.items()
        if packages or headers[family]
    }


def _dependencies(
    requirements: tuple[str, ...], head: AdapterHead
) -> tuple[StarterDependency, ...]:
    """Each requirement with its reason; one that stands there for several Pythons says it once."""
    found = []
    said: set[str] = set()
    for requirement in requirements:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        known = requirement in head.dependencies and name not in said
        reason = head.reasons.get(name, "") if known else ""
        found.append(StarterDependency(requirement=requirement, why=reason))
        said.add(name)
    return tuple(found)


def _packages(
    system: tuple[str, ...], head: AdapterHead, template: Template, family: str
) -> tuple[str, ...]:
    own = [getattr(package_of(thing, head), family) for thing in system]
    return tuple(dict.fromkeys((*own, *template.system_packages.get(family, ()))))
