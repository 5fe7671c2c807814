"""What is told of a project that was written, or would be."""

from __future__ import annotations

from advisor.messages import Say
from advisor.model.stack import Stack
from advisor.usecases.starter.agreed import Agreed
from advisor.usecases.starter.for_target import missing_line
from advisor.usecases.starter.request import StarterResult
from advisor.views.documents.report_shape import StackEntry
from advisor.views.installing.named_stack import versions_text
from advisor.views.installing.stacks import GRADES, download_lines


def result(agreed: Agreed, files: tuple[str, ...], *, written: bool, say: Say) -> StarterResult:
    """What was written, or would be."""
    request = agreed.request
    needs, names, found = agreed.needs, agreed.names, request.target
    return StarterResult(
        framework=request.framework,
        title=agreed.template.title,
        name=names.distribution,
        package=names.package,
        model=request.model,
        parity=request.parity,
        path=request.destination.absolute(),
        files=files,
        requires_python=needs.requires_python,
        dependencies=tuple(each.requirement for each in needs.dependencies),
        next_steps=_next_steps(agreed, say),
        written=written,
        target=found.place if found else "",
        stack=_entry(agreed.stack),
        here=agreed.instead.document if agreed.instead else None,
        device=agreed.device,
        verified=(*needs.verified, f"Python {needs.verified_python}"),
        said=_said(agreed, say),
    )


def _entry(stack: Stack | None) -> StackEntry | None:
    import msgspec

    from advisor.views.documents.ranking import stack_summary

    return msgspec.convert(stack_summary(stack), StackEntry) if stack else None


def _next_steps(agreed: Agreed, say: Say) -> tuple[str, ...]:
    """Commands to type, in order."""
    import shlex

    request, told = agreed.request, agreed.words(say)
    folder = shlex.quote(str(request.destination))
    inside = told is not None and told.kind == "image"
    python = f"python{agreed.needs.build_python}"
    if request.target is not None:  # a shell may not find it where it lies
        python = shlex.quote(request.target.target.tools.get(python, python))
    install = "make install" if inside else f"make install PYTHON={python}"
    return (
        f"cd {folder}",
        *(told.commands if told is not None and inside else ()),
        install,
        *(("make verify-stack",) if told is not None and told.verify else ()),
        "make train",
        "make test",
    )


def _said(agreed: Agreed, say: Say) -> tuple[str, ...]:
    """What is pinned and for what, and where that is not what the template was verified with."""
    found, stack = agreed.request.target, agreed.stack
    verified = ", ".join((*agreed.needs.verified, f"Python {agreed.needs.verified_python}"))
    if found is None:
        return ()
    if stack is None:
        return (
            missing_line(agreed.template.title, found, say),
            say("It pins what its template was verified with: {versions}", versions=verified),
        )
    advised = versions_text(stack, say)
    lines = [say("For {place}", place=found.place)]
    if agreed.instead is not None:
        lines.append(
            say(
                "advised: {advised}; here: {here} ({why})",
                advised=advised,
                here=agreed.instead.versions,
                why=agreed.instead.why,
            )
        )
    else:
        grade, _ = GRADES[stack.grade]
        lines.append(say("pinned: {versions} ({grade})", versions=advised, grade=say(grade)))
        lines += download_lines(stack, say)
        if not agreed.same_version:
            lines.append(say("This template was verified with {versions}.", versions=verified))
    if not agreed.device_known:
        lines.append(
            say(
                "This template does not know {accelerator}: its configuration says {device}.",
                accelerator=agreed.accelerator,
                device=agreed.device,
            )
        )
    return tuple(lines)
