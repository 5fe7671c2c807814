"""Which stacks were built and measured on the very machine that is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from advisor.model.run import Run
from advisor.model.stack import Resolution, Stack
from advisor.stacks import requirements, versions

PLAIN = "cpu"
"""The device of a run that used no accelerator."""


def with_runs(
    answer: Resolution, runs: Iterable[Run], *, fingerprint: str, plain: bool
) -> Resolution:
    """The answer, graded as run where a run of the same versions came out right there.

    Args:
        fingerprint: the machine's; empty where another one is asked for.
        plain: the target has no accelerator but the processor.
    """
    if not isinstance(answer, Stack) or not fingerprint:
        return answer
    ended_well = [
        run
        for run in runs
        if run.outcome == "ok"
        and run.framework == answer.framework
        and run.machine == fingerprint
        and (run.device == PLAIN) == plain
    ]
    others = tuple(_graded(other, ended_well) for other in answer.otherwise)
    return replace(_graded(answer, ended_well), otherwise=others)


def _graded(stack: Stack, runs: list[Run]) -> Stack:
    return replace(stack, grade="ran") if any(_same(stack, run) for run in runs) else stack


def _same(stack: Stack, run: Run) -> bool:
    """Whether a run used that Python and exactly those packages."""
    has = {requirements.normal(name): version for name, version in run.versions.items()}
    packages = [part for part in stack.parts if part.kind == "package"]
    same_python = ".".join(run.python.split(".")[:2]) == stack.python
    return (
        bool(packages)
        and same_python
        and all(
            requirements.normal(part.name) in has
            and versions.key(has[requirements.normal(part.name)]) == versions.key(part.version)
            for part in packages
        )
    )
