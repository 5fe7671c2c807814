"""What the stack of one framework comes to on the machine that is examined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from advisor.evidence.book import Remark
from advisor.evidence.derived.device import support_for
from advisor.evidence.situation import Situation
from advisor.messages import Say
from advisor.model.diagnosis import Check, State
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.stack import Conflict, NoWay, Resolution, Stack
from advisor.views.installing.named_stack import stack_text
from advisor.views.installing.stacks import KINDS, answer_grade, lift_text
from advisor.views.installing.statements import condition, statement
from advisor.views.remarks import sentence

ORDINARY = ("environment", "venv_package", "newer_pip")
"""Steps before an install that anybody takes."""
READY = ("index", "distribution", "source")
"""Kinds of stacks that one command installs."""


class Examined(Struct, frozen=True, kw_only=True):
    """The machine that is examined, and what runs on it."""

    machine: Machine
    situation: Situation
    knowledge: Knowledge
    answers: Mapping[str, Resolution]
    """By framework."""
    named: Mapping[str, str]
    """What people call components and accelerators."""
    options: str = ""
    """What makes a command speak of this machine, ` --machine FILE`; empty for this very one."""

    def plan(self, id: str) -> str:
        """The command that prints everything about one framework."""
        return f"fwadvisor install-plan {id}{self.options}"


def framework_checks(framework: Framework, examined: Examined, say: Say) -> list[Check]:
    """Which versions run there, or why none do, and what serves its devices."""
    answer = examined.answers[framework.id]
    checks = [_package(framework, answer, examined, say)]
    situation, accelerators = examined.situation, examined.knowledge.accelerators
    for id in (situation.accelerator.id, *situation.others):
        if id in accelerators and not accelerators[id].always:
            here = answer if id == situation.accelerator.id else None
            checks.append(_device(framework, here, id, examined, say))
    return checks


def _package(framework: Framework, answer: Resolution, examined: Examined, say: Say) -> Check:
    about = say("package")
    if not isinstance(answer, Stack):
        state: State = "fails" if isinstance(answer, Conflict) else "unknown"
        return Check(about=about, state=state, text=_why_none(answer, examined, say))
    missing = tuple(tool for tool in answer.needs if not _found(tool, examined.machine))
    text = say("; ").join([stack_text(answer, say), *_besides(answer, missing, examined, say)])
    state = _state(answer, missing, examined.knowledge)
    alone = answer.kind in READY and not _more_steps(answer)
    command = " && ".join(answer.commands)
    following = command if alone and command else examined.plan(framework.id)
    return Check(about=about, state=state, text=text, next=following)


def _why_none(answer: Conflict | NoWay, examined: Examined, say: Say) -> str:
    """What stands against it and what would lift that; or what was looked for."""
    named = examined.named
    word, _ = answer_grade(answer)
    told = answer.statements if isinstance(answer, Conflict) else answer.looked_for
    said = list(dict.fromkeys(statement(each, named, say, source=False) for each in told))
    if isinstance(answer, NoWay):
        looked_for = say("looked for in: {places}", places=say("; ").join(said))
        return say("; ").join([say(word), *([looked_for] if said else [])])
    lifts = [lift_text(lift, named, say) for lift in answer.lifts]
    return say("; ").join([say(word), *said, *lifts])


def _besides(stack: Stack, missing: tuple[str, ...], examined: Examined, say: Say) -> Iterable[str]:
    """What else it rests on."""
    if stack.kind in KINDS:
        yield say(KINDS[stack.kind])
    if stack.python_from == "fetched":
        yield say("Python {python} must be fetched", python=stack.python)
    for each in stack.conditions:
        yield say("if {condition}", condition=condition(each, examined.named, say))
    if missing:
        yield say("needs {tools}", tools=", ".join(missing))


def _state(stack: Stack, missing: tuple[str, ...], knowledge: Knowledge) -> State:
    device = knowledge.accelerators.get(stack.accelerator)
    plain = device is not None and device.always
    if stack.conditions or (stack.grade == "metadata" and not plain):
        return "unknown"
    ready = stack.kind in READY and stack.grade != "vendor" and stack.python_from != "fetched"
    return "works" if ready and not missing and not _more_steps(stack) else "costs"


def _more_steps(stack: Stack) -> bool:
    """Whether anything comes before the command that is not part of every install."""
    return any(step.kind not in ORDINARY for step in stack.steps)


def _found(need: str, machine: Machine) -> bool:
    """Whether every program that a need names was found on the machine."""
    interpreters = machine.get("python.interpreters")
    configs = isinstance(interpreters, list | tuple) and any(
        isinstance(entry, dict) and entry.get("config") for entry in interpreters
    )
    tools = [tool.strip() for tool in need.split(",")]
    return all(
        configs if tool.endswith("-config") else machine.get(f"tools.{tool}") is not None
        for tool in tools
    )


def _device(
    framework: Framework, answer: Resolution | None, id: str, examined: Examined, say: Say
) -> Check:
    """Whether a device is served; a stack that sources speak for is the best answer.

    Args:
        answer: None for a device that stacks were not resolved for.
    """
    name = examined.knowledge.accelerators[id].name.said_in(say.lang)
    about = say("device")
    support = support_for(framework, id)
    told = support is not None and support.state not in ("none", "unknown")
    if not told and isinstance(answer, Stack) and answer.grade != "metadata":
        remark = Remark(kind="accelerator_stack", values={"accelerator": id})
        return Check(about=about, state="works", text=sentence(remark, say, {id: name}))
    if support is None or support.state == "unknown":
        text = say("nothing is documented about {name}", name=name)
        return Check(about=about, state="unknown", text=text)
    states: dict[str, State] = {"supported": "works", "none": "fails"}
    state = states.get(support.state, "costs")
    return Check(about=about, state=state, text=f"{name}: {say(support.state)}")
