"""A stack in a few words, so that every place calls it the same."""

from __future__ import annotations

from advisor.messages import Say
from advisor.model.stack import Resolution, Stack
from advisor.views.installing.stacks import answer_grade


def versions_text(stack: Stack, say: Say) -> str:
    """`torch 2.4.0, torch-npu 2.4.0.post2, Python 3.9`: what is installed, exactly."""
    packages = [part for part in stack.parts if part.kind == "package"]
    parts = [
        f"{part.name or part.component} {part.version}"
        for part in packages or [part for part in stack.parts if part.kind == "image"]
    ]
    if stack.python:
        parts.append(say("Python {python}", python=stack.python))
    return say(", ").join(parts)


def stack_text(answer: Resolution | None, say: Say) -> str:
    """The versions and how they are known; only how, where there are none; empty where nobody
    resolved."""
    if answer is None:
        return ""
    grade = say(answer_grade(answer)[0])
    if not isinstance(answer, Stack):
        return grade
    return say("{versions}; {grade}", versions=versions_text(answer, say), grade=grade)


def version_of(answer: Resolution | None) -> str:
    """The framework's own version; empty where there is none."""
    return answer.version if isinstance(answer, Stack) else ""
