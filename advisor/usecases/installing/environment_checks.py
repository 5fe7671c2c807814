"""What this machine has ready to measure one framework with: environment, Python, programs,
libraries, room; each asked by itself so that one hides no other."""

from __future__ import annotations

from msgspec.structs import replace

from advisor.errors import AdvisorError
from advisor.lab.heads import AdapterHead
from advisor.lab.installing.interpreters import Interpreter
from advisor.messages import Say
from advisor.model.diagnosis import Check
from advisor.model.environment import EnvironmentRow
from advisor.model.reason import Reason, in_words
from advisor.usecases.settings import Settings
from advisor.views.measurements.advised import advised_line

THERE = ("ready", "adopted")


def environment_checks(
    head: AdapterHead,
    row: EnvironmentRow | None,
    interpreters: tuple[Interpreter, ...],
    settings: Settings,
    say: Say,
) -> list[Check]:
    """What there is for one framework, beside what is advised here.

    Args:
        row: its environment; None where nobody knows of one.
    """
    from advisor.lab.installing.prerequisites import choose

    if head.embedded:
        return [Check(about=say("environment"), state="works", text=say("none is needed"))]
    checks = [_environment(head, row, say)]
    bare = replace(head, needs=(), libraries=(), disk_megabytes=0.0)
    advised = row.advised_python if row is not None else ""
    try:
        python = choose(bare, interpreters, wanted=advised, say=say)
    except AdvisorError as error:
        checks.append(_failed(say("interpreter"), error))
        return checks
    checks.append(_interpreter(bare, python, advised, interpreters, say))
    checks += [_need(bare, need, advised, interpreters, settings, say) for need in head.needs]
    checks += [_library(bare, library, python, settings, say) for library in head.libraries]
    if row is not None and row.state not in THERE and row.disk_megabytes:
        checks.append(_room(bare, row, python, settings, say))
    return checks


def _environment(head: AdapterHead, row: EnvironmentRow | None, say: Say) -> Check:
    """The environment as it is, and where it is not what is advised, that."""
    ready = row is not None and row.state in THERE
    parts = [say(row.state if row is not None else "absent")]
    if row is not None and row.python_version:
        parts.append(f"Python {row.python_version}")
    text = ", ".join(parts)
    beside = ""
    if row is not None:
        here = row.versions, row.python_version
        beside = advised_line(row.advised, row.advised_python, *here, row.why_not, say)
    return Check(
        about=say("environment"),
        state="works" if ready else "costs",
        text=say("; ").join([text, beside]) if beside else text,
        next="" if ready else f"fwadvisor env install {head.framework}",
    )


def _interpreter(
    head: AdapterHead,
    python: Interpreter,
    advised: str,
    interpreters: tuple[Interpreter, ...],
    say: Say,
) -> Check:
    """The Python that it would be measured with, which is the stack's where that is here."""
    from advisor.lab.installing.uv_program import uv_program

    about = say("interpreter")
    here = f"Python {python.text}, {_short(python.path)}"
    if advised in ("", python.minor):
        return Check(about=about, state="works", text=here)
    reason = Reason(code="not_admitted", values={"range": f"CPython {head.requires_python}"})
    following = ""
    if all(found.minor != advised for found in interpreters):
        reason = Reason(code="no_such_python", values={"python": advised})
        following = f"{uv_program() or 'uv'} python install {advised}"
    line = say("advised: {advised}; here: {here}", advised=f"Python {advised}", here=here)
    text = say("{line} ({why})", line=line, why=in_words(reason, say))
    return Check(about=about, state="costs", text=text, next=following)


def _need(
    head: AdapterHead,
    need: str,
    advised: str,
    interpreters: tuple[Interpreter, ...],
    settings: Settings,
    say: Say,
) -> Check:
    """One program."""
    from advisor.lab.installing.prerequisites import check, choose

    needing = replace(head, needs=(need,))
    try:
        python = choose(needing, interpreters, wanted=advised, say=say)
        check(needing, python, settings.data, say=say)
    except AdvisorError as error:
        return _failed(need, error)
    return Check(about=need, state="works", text=say("found"))


def _library(
    head: AdapterHead, library: str, python: Interpreter, settings: Settings, say: Say
) -> Check:
    """One shared library."""
    from advisor.lab.installing.prerequisites import check

    try:
        check(replace(head, libraries=(library,)), python, settings.data, say=say)
    except AdvisorError as error:
        return _failed(library, error)
    return Check(about=library, state="works", text=say("found"))


def _room(
    head: AdapterHead, row: EnvironmentRow, python: Interpreter, settings: Settings, say: Say
) -> Check:
    """Room for what would be built."""
    from advisor.lab.installing.prerequisites import check

    try:
        check(head, python, settings.data, needed=row.disk_megabytes * 1e6, say=say)
    except AdvisorError as error:
        return _failed(say("disk"), error)
    megabytes = round(row.disk_megabytes)
    text = say("{megabytes} MB are needed and free", megabytes=megabytes)
    if row.at_least:
        text = say("at least {megabytes} MB are needed and free", megabytes=megabytes)
    return Check(about=say("disk"), state="works", text=text)


def _failed(about: str, error: AdvisorError) -> Check:
    """What is missing; a hint that is advice and no command stands in the text."""
    said = [error.what, error.why]
    typed = error.hint.partition(" ")[0] in ("sudo", "fwadvisor", *_uv())
    if not typed:
        said.append(error.hint)
    text = " ".join(filter(None, said))
    return Check(about=about, state="fails", text=text, next=error.hint if typed else "")


def _uv() -> tuple[str, ...]:
    from advisor.lab.installing.uv_program import uv_program

    return "uv", uv_program()


def _short(path: str) -> str:
    from advisor.usecases.machine.save_machine import cleaned

    return cleaned(path)
