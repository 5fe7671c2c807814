"""A starter before and after it is written: what was asked for, its files, and the commands to type
next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from advisor.messages import Say
from advisor.model.verification import Verification
from advisor.views.figures import Cell, Column, Row, Table


class WrittenProject(Protocol):
    """What writing a starter answers."""

    @property
    def title(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def files(self) -> tuple[str, ...]: ...
    @property
    def requires_python(self) -> str: ...
    @property
    def dependencies(self) -> tuple[str, ...]: ...
    @property
    def next_steps(self) -> tuple[str, ...]: ...
    @property
    def written(self) -> bool: ...
    @property
    def said(self) -> tuple[str, ...]: ...


def form(fields: Mapping[str, tuple[str, str]], say: Say) -> Table:
    """Fields that can be changed: id: (label, value)."""
    return Table(
        columns=(Column(title=say("field")), Column(title=say("value"), shrinks=True)),
        rows=tuple(
            Row(id=id, cells=(Cell(text=label), Cell(text=value, tone="strong")))
            for id, (label, value) in fields.items()
        ),
    )


def project_lines(project: WrittenProject, path: str, say: Say) -> tuple[str, ...]:
    """The project in sentences, its files, what to type next."""
    head = (
        say(
            "{title} project {name} is in {path}", title=project.title, name=project.name, path=path
        )
        if project.written
        else say(
            "{title} project {name} would go into {path}",
            title=project.title,
            name=project.name,
            path=path,
        )
    )
    return (
        head,
        *project.said,
        "",
        say("Now install it, train and test, in a shell:")
        if project.written
        else say("Once it is written, in a shell:"),
        *(f"  {step}" for step in project.next_steps),
        "",
        say(
            "It needs Python {range} and {pins}.",
            range=project.requires_python,
            pins=", ".join(project.dependencies),
        ),
        "",
        say("{n} files:", n=len(project.files)),
        *(f"  {file}" for file in project.files),
    )


def proof_lines(verified: Verification, say: Say) -> tuple[str, ...]:
    """What proving a project found: its steps and times, losses, figures, and what did not run."""
    lines = [
        say("Verified {date} with Python {python}:", date=verified.date, python=verified.python)
    ]
    lines += [f"  {step.name:<10} {step.seconds:8.1f} s" for step in verified.steps]
    if verified.first_loss is not None and verified.last_loss is not None:
        losses = {
            "epochs": verified.epochs,
            "first": f"{verified.first_loss:.6f}",
            "last": f"{verified.last_loss:.6f}",
        }
        lines.append(say("Training loss over {epochs} epochs: {first} -> {last}", **losses))
    lines += [
        say("Held out: {name} {value}", name=name, value=f"{value:.6f}")
        for name, value in verified.held_out.items()
    ]
    lines += [
        say("Largest difference: {name} {value}", name=name, value=f"{value:.1e}")
        for name, value in verified.figures.items()
    ]
    lines += [
        say("Not run: {name}: {reason}", name=name, reason=reason)
        for name, reason in verified.skipped.items()
    ]
    return tuple(lines)
