"""Which packages' releases are kept: releases/packages.yaml, and the packages that frameworks
name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from advisor.catalog.refreshing.refreshed import packages_to_ask
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import told
from advisor.model.framework import Framework

FILE = "releases/packages.yaml"


class _Listed(Struct, frozen=True, forbid_unknown_fields=True):
    frameworks: dict[str, tuple[str, ...]] = {}
    engines: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


class Followed(Struct, frozen=True, kw_only=True):
    """The packages, under their normalised names (PEP 503)."""

    by_framework: dict[str, tuple[str, ...]]
    others: tuple[str, ...]
    """Engines, and what several need."""

    @property
    def names(self) -> frozenset[str]:
        """All of them: requirements on these are kept."""
        return frozenset(self.others).union(*self.by_framework.values())

    def of(self, frameworks: Iterable[str]) -> tuple[str, ...]:
        """Those of some frameworks, sorted; of all when none is named, the others included."""
        chosen = tuple(frameworks)
        if not chosen:
            return tuple(sorted(self.names))
        groups = (self.by_framework.get(id, ()) for id in chosen)
        return tuple(sorted({name for group in groups for name in group}))


def followed(directory: Path, frameworks: Iterable[Framework]) -> Followed:
    """The list of a knowledge base; one without the file follows its frameworks' packages.

    Raises:
        AdvisorError: knowledge-invalid.
    """
    from packaging.utils import canonicalize_name

    given = _read(directory / FILE)
    groups: dict[str, set[str]] = {id: set(names) for id, names in given.frameworks.items()}
    for framework in frameworks:
        recipes = (recipe for recipe in framework.recipes if recipe.kind == "index")
        own = {name for recipe in recipes for name in recipe.packages}
        groups.setdefault(framework.id, set()).update(own, packages_to_ask(framework))
    return Followed(
        by_framework={
            id: tuple(sorted(canonicalize_name(name) for name in names))
            for id, names in sorted(groups.items())
        },
        others=tuple(sorted(map(canonicalize_name, (*given.engines, *given.shared)))),
    )


def _read(file: Path) -> _Listed:
    from advisor.reading.document import read
    from advisor.reading.problem import listed

    document = read(Path(), str(file), "releases", _Listed, by_hand=True)
    if document.problems and not document.missing:
        raise AdvisorError(
            "knowledge-invalid",
            told("{file} cannot be read.", file=file),
            why=listed(document.problems),
            exit_code=ExitCode.NO,
        )
    found: _Listed = document.value or _Listed()
    return found
