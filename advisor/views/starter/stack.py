"""The stack that a project is written for, in the words of its README and in the lines of its
scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from advisor.messages import Say
from advisor.model.stack import Action, Condition, Stack
from advisor.views.installing.stacks import GRADES, action_line, download_lines
from advisor.views.installing.statements import condition, statement

OWN_ENVIRONMENT = ("environment", "fetch_python", "fetch_uv", "venv_package", "bring_files")
"""Steps that a project's own installing takes over."""
_MOUNTED = 'docker run -v "$PWD":/app -w /app '
_SHELL = re.compile(r"(?:^|[;&]\s*)(?:source|\.|export)\s", re.MULTILINE)
"""A command that changes the shell that it is typed in: it must have run there whenever the project
runs."""


class TypedStep(Struct, frozen=True, kw_only=True):
    """A step in words, with what to type; no command where it is done by hand."""

    says: str
    command: str = ""


class StackWords(Struct, frozen=True, kw_only=True):
    """Everything that a template needs to know of a stack."""

    place: str
    versions: str
    """All parts with their versions, and the Python."""
    platform: tuple[str, ...]
    """Of those, the platform's software, which the machine has."""
    grade: str
    kind: str
    python: str
    fetched: bool
    """The machine does not have that Python."""
    conditions: tuple[str, ...]
    otherwise: tuple[str, ...]
    """What is advised where the conditions do not hold."""
    proof: tuple[str, ...]
    needs: tuple[str, ...]
    note: str
    steps: tuple[TypedStep, ...]
    """Once, before the install."""
    after: tuple[TypedStep, ...]
    """Once, after the install; with an image, inside its container."""
    fetch_uv: str
    """What brings uv to a machine that has neither it nor that Python."""
    uv: str
    """How uv is called there; empty where no Python is fetched."""
    environment: tuple[TypedStep, ...]
    """In every shell that the project runs in."""
    offline: bool
    """No network is there: files are fetched elsewhere and brought."""
    venv_package: str
    """The distribution's package that has venv, where that is one of its own."""
    commands: tuple[str, ...]
    """What to type where pip does not take the stack from an index."""
    late: tuple[str, ...]
    indexes: tuple[str, ...]
    lighter: str
    """Of those, the one that has the same versions in lighter files."""
    downloads: tuple[str, ...]
    """What the install downloads, line by line."""
    verify: str
    image: str
    plain: bool
    here: bool


def stack_words(
    stack: Stack,
    place: str,
    called: Mapping[str, str],
    *,
    plain: bool,
    here: bool,
    offline: bool,
    say: Say,
) -> StackWords:
    """A stack as templates take it.

    Args:
        place: its target in one line.
        called: component or accelerator: its name for people.
        plain: nothing but the processor computes there.
        here: it is this very machine.
        offline: no network is there.
    """
    grade, _ = GRADES[stack.grade]
    typed = [each for each in stack.steps if each.kind not in OWN_ENVIRONMENT]
    steps = [_step(each, say) for each in typed]
    venv = [each for each in stack.steps if each.kind == "venv_package"]
    images = [part for part in stack.parts if part.kind == "image"]
    return StackWords(
        place=place,
        versions=versions_line(stack, called),
        platform=tuple(
            f"{called.get(part.component, part.component)} {part.version}"
            for part in stack.parts
            if part.kind == "platform"
        ),
        grade=say(grade),
        kind=stack.kind,
        python=stack.python,
        fetched=stack.python_from == "fetched",
        conditions=tuple(condition(each, called, say) for each in stack.conditions),
        otherwise=tuple(_otherwise(each, called, say) for each in stack.otherwise),
        proof=tuple(statement(each, called, say) for each in (*stack.proof, *stack.overrides)),
        needs=stack.needs,
        note=stack.note.said_in(say.lang) if stack.note else "",
        steps=tuple(step for step in steps if not _SHELL.search(step.command)),
        after=tuple(_step(each, say) for each in stack.after),
        fetch_uv=_command(stack, "fetch_uv"),
        uv=_command(stack, "fetch_python").partition(" python install")[0],
        environment=tuple(step for step in steps if _SHELL.search(step.command)),
        offline=offline,
        venv_package=venv[0].values["package"] if venv else "",
        commands=_commands(stack),
        late=stack.late,
        indexes=stack.indexes,
        lighter=stack.lighter_at,
        downloads=tuple(download_lines(stack, say)[:2]),  # what then happens is ours to say
        verify=stack.verify,
        image=f"{images[0].name}:{images[0].version}" if images else "",
        plain=plain,
        here=here,
    )


def versions_line(stack: Stack, called: Mapping[str, str]) -> str:
    """Everything with its version, and the Python."""
    parts = [
        f"{part.name or called.get(part.component, part.component)} {part.version}"
        for part in stack.parts
    ]
    return ", ".join([*parts, f"Python {stack.python}"] if stack.python else parts)


def _command(stack: Stack, kind: str) -> str:
    """What is typed for a step of that kind; empty where there is none."""
    return next((step.command for step in stack.steps if step.kind == kind), "")


def _commands(stack: Stack) -> tuple[str, ...]:
    """What to type; a container gets the project's folder, and begins in it."""
    if stack.pins or stack.late:
        return ()
    if stack.kind != "image":
        return stack.commands
    return tuple(
        text if "$PWD" in text or "$(pwd)" in text else text.replace("docker run ", _MOUNTED, 1)
        for text in stack.commands
    )


def _step(action: Action, say: Say) -> TypedStep:
    says = action_line(action, say)
    if action.command.startswith(("http://", "https://")):
        return TypedStep(says=f"{says} <{action.command}>")
    return TypedStep(says=says, command=action.command)


def _otherwise(stack: Stack, called: Mapping[str, str], say: Say) -> str:
    asked = _conditions(stack.conditions, called, say)
    text = versions_line(stack, called)
    return say("{versions}, if {conditions}", versions=text, conditions=asked) if asked else text


def _conditions(conditions: tuple[Condition, ...], called: Mapping[str, str], say: Say) -> str:
    return say(" and ").join(condition(each, called, say) for each in conditions)
