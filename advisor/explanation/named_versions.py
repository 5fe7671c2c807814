"""The versions of a component that rows name, so that a person can choose one."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from advisor.model.compatibility import Compatibility, Versions
from advisor.stacks import versions


class NamedVersion(Struct, frozen=True, kw_only=True):
    """One version that decides something."""

    version: str
    means: str
    """The specifier that it stands for: itself, `>=580`, `8.1.*`."""


def named_versions(component: str, file: Compatibility) -> tuple[NamedVersion, ...]:
    """What rows, requirements and chips of a file name of a component, newest first.

    A version that stands by itself is offered as it is. The lower end of a range, and the beginning
    of `8.1.*`, are offered where no version by itself says the same.
    """
    written = list(_specifiers(component, file))
    exact = [text for text in written if versions.is_bare(text) and not text.endswith("*")]
    kept: dict[versions.Key, NamedVersion] = {}
    for text in sorted(exact, key=len, reverse=True):  # 8.0.0 is clearer than 8.0
        kept.setdefault(versions.key(text), NamedVersion(version=text, means=text))
    for text in written:
        for begin, means in _begins(text):
            line = means.endswith("*")
            if not (line and any(versions.holds(each, means) for each in exact)):
                kept.setdefault(versions.key(begin), NamedVersion(version=begin, means=means))
    newest_first = sorted(kept, reverse=True)
    return tuple(kept[key] for key in newest_first)


def _specifiers(component: str, file: Compatibility) -> Iterable[str]:
    tables: list[Versions] = [row.versions for row in file.rows]
    for need in file.needs:
        tables += [need.needs, need.of]
    for table in tables:
        said = table.get(component, ())
        yield from (said,) if isinstance(said, str) else said
    for chip in file.chips:
        if component in chip.components:
            yield chip.components[component]


def _begins(specifier: str) -> Iterable[tuple[str, str]]:
    """Where the ranges of a specifier begin, each with what it then means."""
    for clause in specifier.split(","):
        text = clause.strip()
        if text.startswith(">="):
            yield text[2:].strip(), text
        elif text.endswith(".*") and versions.is_bare(text):
            yield text.removesuffix(".*"), text
