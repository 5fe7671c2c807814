"""Which derived criterion is worked out how."""

from __future__ import annotations

from collections.abc import Callable

from advisor.evidence.book import Evidence
from advisor.evidence.derived.alive import maintained, release_age
from advisor.evidence.derived.device import accelerator
from advisor.evidence.derived.ground import Ground, unknown
from advisor.evidence.derived.way import effort, installs
from advisor.model.criterion import Criterion
from advisor.model.framework import Framework
from advisor.model.stack import Stack


def derived(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """The evidence for a criterion with `derived_by`."""
    by: dict[str, Callable[[Criterion, Framework, Ground], Evidence]] = {
        "maintained": maintained,
        "release_age": release_age,
        "installs": installs,
        "effort": effort,
        "accelerator": accelerator,
        "engines": _engines,
    }
    return by[criterion.derived_by or ""](criterion, framework, ground)


def _engines(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """What large models run on there, and on this framework."""
    from advisor.evidence.engines import engines

    if ground.stock is None:
        return unknown(criterion, framework, "no_packages_known")
    stack = ground.answer if isinstance(ground.answer, Stack) else None
    return engines(
        criterion,
        framework,
        ground.target,
        ground.stock,
        ground.as_of,
        own=_versions(stack) if stack is not None else {},
        only=stack.engine.id if stack is not None and stack.engine is not None else "",
    )


def _versions(stack: Stack) -> dict[str, str]:
    """By component: the framework's own package, and all others where an engine is among them."""
    packages = [part for part in stack.parts if part.kind == "package"]
    if stack.engine is None:
        packages = [part for part in stack.parts[:1] if stack.version]
    return {part.component: part.version for part in packages}
