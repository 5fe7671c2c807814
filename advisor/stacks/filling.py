"""Versions put into a recipe's words and lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from advisor.model.compatibility import Step
from advisor.model.stack import Action


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with components in braces replaced; other braces stay, as code has them."""
    for component, version in values.items():
        text = text.replace("{" + component + "}", version)
    return text


def actions(steps: Iterable[Step], values: Mapping[str, str]) -> Iterator[Action]:
    """A recipe's steps with their commands filled in."""
    for step in steps:
        yield Action(says=step.says, command=filled(step.command, values))


def installed(line: str, values: Mapping[str, str]) -> tuple[Action, ...]:
    """The line that brings an engine that no index has, or has for other machines alone."""
    return (Action(kind="install_engine", command=filled(line, values)),) if line else ()
