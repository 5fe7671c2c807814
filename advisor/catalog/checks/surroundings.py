"""The rules for distributions, accelerators, industries, tasks, benchmarks and the article."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from advisor.catalog.checks.criterion import bound_fault, level_fault
from advisor.catalog.names import Names, archs, known_name
from advisor.messages import N_
from advisor.model.audit import Answered, Audit, AuditFinding
from advisor.model.family import Family
from advisor.model.surroundings import (
    Accelerator,
    Article,
    Benchmark,
    Distro,
    DistroRelease,
    Industry,
    Match,
    Task,
)
from advisor.reading.document import Document

BAD_PCI = N_("{found} is not a PCI number in lower-case hexadecimal, like 10de.")


def check_distro(document: Document, distro: Distro, names: Names) -> None:
    """Detection patterns, releases and architectures."""
    if not distro.matches:
        document.fault(
            distro,
            "matches",
            "no-match",
            N_("No `matches`: this distribution could never be recognised."),
        )
    for match in distro.matches:
        _patterns(document, match)
    versions = set[str]()
    for release in distro.releases:
        if release.version in versions:
            message = N_("The release {found} is listed twice.")
            document.fault(release, "version", "duplicate-release", message, found=release.version)
        versions.add(release.version)
        for name in ("glibc", "python", "kernel"):
            written = getattr(release, name)
            if written and not re.fullmatch(r"\d+\.\d+", written):
                message = N_("{found} is not a version like 2.28.")
                document.fault(release, name, "bad-version", message, found=written)
        for index, written in enumerate(release.pythons):
            if not re.fullmatch(r"\d+\.\d+", written):
                message = N_("{found} is not a version like 2.28.")
                document.fault(
                    release, "pythons", "bad-version", message, item=index, found=written
                )
        _patterns(document, release)
    archs(document, distro)
    _statements(document, distro, names)


def _patterns(document: Document, owner: Match | DistroRelease) -> None:
    """os-release fields with regular expressions."""
    for field, pattern in owner.fields.items():
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", field):
            message = N_(
                "{found} is not an os-release field; they are upper case, like VERSION_ID."
            )
            document.fault(
                owner,
                "fields",
                "bad-field",
                message,
                item=field,
                found=field,
                known=[field.upper()],
            )
        try:
            re.compile(pattern)
        except re.error as error:
            message = N_("{found} is not a regular expression: {reason}.")
            document.fault(
                owner,
                "fields",
                "bad-pattern",
                message,
                item=field,
                found=pattern,
                reason=str(error),
            )


def check_accelerator(document: Document, accelerator: Accelerator, names: Names) -> None:
    """PCI numbers are hexadecimal text."""
    detection = accelerator.detection
    for name, pattern in (
        ("pci_vendors", "[0-9a-f]{4}"),
        ("pci_devices", "[0-9a-f?]{4}"),
        ("pci_classes", "([0-9a-f]{2}){1,3}"),
        ("built_in", "[0-9a-f?]{4}"),
    ):
        for index, number in enumerate(getattr(detection, name)):
            if not re.fullmatch(pattern, number):
                document.fault(detection, name, "bad-pci", BAD_PCI, item=index, found=number)
    for model in detection.models:
        if not re.fullmatch("[0-9a-f]{4}", model.device):
            document.fault(model, "device", "bad-pci", BAD_PCI, found=model.device)
    for other in detection.others:
        if not re.fullmatch("[0-9a-f]{4}:[0-9a-f?]{4}", other.pci):
            document.fault(other, "pci", "bad-pci", BAD_PCI, found=other.pci)
    for index, node in enumerate(detection.device_nodes):
        if not node.startswith("/"):
            message = N_("{found} is not an absolute path.")
            document.fault(detection, "device_nodes", "bad-path", message, item=index, found=node)
    _statements(document, accelerator, names)


def check_purpose(document: Document, purpose: Industry | Task, names: Names) -> None:
    """Weights and musts of an industry or a task."""
    criteria = names.of("criteria")
    for name, weight in purpose.weights.items():
        if name not in criteria:
            _unknown(document, purpose, "weights", "criterion", name, criteria)
        if weight < 0:
            message = N_("A weight is not negative; found {found}.")
            document.fault(
                purpose, "weights", "negative-weight", message, item=name, found=f"{weight:g}"
            )
    if not sum(purpose.weights.values()) > 0:
        document.fault(
            purpose, "weights", "no-weight", N_("At least one criterion needs a weight above zero.")
        )
    for name, bound in purpose.musts.items():
        if name not in criteria:
            _unknown(document, purpose, "musts", "criterion", name, criteria)
        elif criteria[name] is not None and (fault := bound_fault(criteria[name], bound)):
            kind, message, known = fault
            document.fault(
                purpose,
                "musts",
                kind,
                message,
                item=name,
                found=bound,
                known=known,
                levels=", ".join(known),
            )
    if isinstance(purpose, Industry):
        _statements(document, purpose, names)


def check_benchmark(document: Document, benchmark: Benchmark, names: Names) -> None:
    """Figures speak of known alternatives, above zero, once each."""
    if not benchmark.figures:
        document.fault(
            benchmark, "figures", "no-figures", N_("A benchmark without figures says nothing.")
        )
    seen = set[tuple[str, str, str]]()
    for figure in benchmark.figures:
        if figure.framework not in names.of("frameworks"):
            _unknown(
                document, figure, "framework", "framework", figure.framework, names.of("frameworks")
            )
        key = (figure.framework, figure.metric, figure.conditions)
        if key in seen:
            message = N_("A second figure for {found} with the same metric and conditions.")
            document.fault(figure, "", "duplicate-figure", message, found=figure.framework)
        seen.add(key)
        if figure.value <= 0:
            message = N_("A figure is above zero; found {found}.")
            document.fault(figure, "value", "bad-figure", message, found=f"{figure.value:g}")


def check_article(document: Document, article: Article, names: Names) -> None:
    """Each statement once, about known alternatives."""
    seen = set[str]()
    for trial in article.trials:
        if trial.id in seen:
            message = N_("The id {found} stands here a second time.")
            document.fault(trial, "id", "duplicate-id", message, found=trial.id)
        seen.add(trial.id)
        for index, about in enumerate(trial.about):
            if about not in names.of("frameworks"):
                _unknown(
                    document, trial, "about", "framework", about, names.of("frameworks"), index
                )


def _statements(document: Document, thing: Any, names: Names) -> None:
    for statement in thing.statements:
        if statement.about and statement.about not in names.of("frameworks"):
            _unknown(
                document, statement, "about", "framework", statement.about, names.of("frameworks")
            )


def _unknown(
    document: Document,
    thing: Any,
    name: str,
    what: str,
    found: str,
    known: Any,
    item: object = None,
) -> None:
    message = N_("There is no {what} called {found}.")
    place = found if item is None else item
    document.fault(
        thing, name, f"unknown-{what}", message, item=place, found=found, known=known, what=what
    )


def check_family(document: Document, family: Family, names: Names) -> None:
    """A family holds something."""
    members = [id for id, one in names.of("criteria").items() if one and one.group == family.id]
    if not members:
        message = N_("No criterion belongs to the family {found}.")
        document.fault(family, "id", "empty-family", message, found=family.id)


def check_audit(document: Document, audit: Audit, names: Names) -> None:
    """Frameworks, criteria and levels that an audit names."""
    criteria, frameworks = names.of("criteria"), names.of("frameworks")
    things: tuple[AuditFinding | Answered, ...] = (*audit.findings, *audit.answered)
    for thing in things:
        known_name(document, thing, "framework", thing.framework, frameworks, N_("framework"))
        known_name(document, thing, "criterion", thing.criterion, criteria, N_("criterion"))
    for answer in audit.answered:
        criterion = criteria.get(answer.criterion)
        if criterion is not None and (fault := level_fault(criterion, answer.level)):
            kind, message, known = fault
            document.fault(
                answer,
                "level",
                kind,
                message,
                found=answer.level,
                known=known,
                levels=", ".join(known),
            )


SURROUNDINGS: dict[str, Callable[[Document, Any, Any], None]] = {
    "families": check_family,
    "distros": check_distro,
    "accelerators": check_accelerator,
    "industries": check_purpose,
    "tasks": check_purpose,
    "benchmarks": check_benchmark,
    "article": check_article,
    "audits": check_audit,
}
"""The rules of each folder."""
