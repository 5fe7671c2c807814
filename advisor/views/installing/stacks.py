"""Which versions go together on a machine: one table, then for each framework what to type, what
says so, and what must be so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.messages import N_, Say
from advisor.model.compatibility import Compatibility
from advisor.model.engine import TAGGED
from advisor.model.engine_run import EngineRun
from advisor.model.knowledge import Knowledge
from advisor.model.stack import (
    Action,
    Conflict,
    Lift,
    NoWay,
    Resolution,
    Stack,
    StackGrade,
    Target,
)
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table, Tone
from advisor.views.installing.running import PlanLine, run_lines
from advisor.views.installing.statements import (
    COMPONENTS,
    component,
    condition,
    either,
    statement,
)
from advisor.views.numbers import size

GRADES: dict[StackGrade, tuple[str, Tone]] = {
    "ran": (N_("ran here"), "good"),
    "documented_resolved": (N_("documented, resolved"), "good"),
    "documented": (N_("documented"), "good"),
    "resolved": (N_("resolved"), "good"),
    "metadata": (N_("metadata only"), "doubt"),
    "vendor": (N_("ask the vendor"), "doubt"),
}
IMPOSSIBLE: tuple[str, Tone] = (N_("impossible"), "bad")
NO_WAY: tuple[str, Tone] = (N_("no way known"), "dim")
KINDS = {
    "image": N_("the vendor's image"),
    "vendor": N_("the vendor's package"),
    "source": N_("builds from source"),
    "distribution": N_("the distribution's package"),
}
REFUSALS = {
    "not_an_install": N_("pip does not install it"),
    "not_on_an_index": N_("no index has its files"),
    "no_platform": N_("uv has no name for this platform ({said})"),
    "index_unreached": N_("its index is not reached from here: {said}"),
    "uv": N_("uv found no such set: {said}"),
}
ACTIONS = {
    "venv_package": N_(
        "Here venv is a package of its own: where the next line misses ensurepip, first "
        "`sudo apt-get install {package}`"
    ),
    "fetch_uv": N_("Fetch uv, which fetches Pythons"),
    "newer_pip": N_(
        "The pip that comes with such a Python may be older than the names of the files"
    ),
    "fetch_python": N_("Fetch Python {python}, which this machine does not have"),
    "environment": N_(
        "Make an environment of its own, and enter it; pip then refuses to put anything elsewhere"
    ),
    "bring_files": N_(
        "This machine reaches no network: fetch the files elsewhere, bring them over, and add "
        "--no-index --find-links FOLDER"
    ),
    "bring_image": N_(
        "This machine reaches no network: fetch the image elsewhere (docker pull, docker save), "
        "bring it over, and load it (docker load)"
    ),
    "install_engine": N_("Install the engine"),
    "ask_vendor": N_("Get {package} {version} from its vendor: no index has it"),
}


def called(
    knowledge: Knowledge, rows: Mapping[str, Compatibility], target: Target, say: Say
) -> dict[str, str]:
    """What people call an accelerator, and a component in the files of the target's accelerator."""
    found = {id: device.name.said_in(say.lang) for id, device in knowledge.accelerators.items()}
    found |= names.components(rows, target.accelerator.value, say)
    return {**found, TAGGED: say("image")}


def target_line(target: Target, knowledge: Knowledge, named: Mapping[str, str], say: Say) -> str:
    """What was resolved for, in one line; what is unknown is said."""
    unknown = say("unknown")
    distro = knowledge.distros.get(target.distro.value)
    parts = []
    if distro is not None:
        name = distro.name.said_in(say.lang).split()
        release = target.release.value.split()
        repeated = bool(release) and name[-1] == release[0]  # Kylin Server V10, V10 SP1
        parts.append(" ".join((*name, *release[repeated:])))
    parts.append(target.arch.value or f"{say(COMPONENTS['arch'])}: {unknown}")
    parts.append(f"{target.libc} {target.glibc.value or unknown}")
    pythons = ", ".join(target.pythons) or unknown
    parts.append(f"Python {pythons}")
    accelerator = named.get(target.accelerator.value, target.accelerator.value or unknown)
    parts.append(accelerator + (f" {target.chip.value}" if target.chip.known else ""))
    parts += [
        f"{named.get(id, id)} {known.value}" for id, known in target.versions.items() if known.known
    ]
    return "; ".join(parts)


def untold_line(
    rows: Mapping[str, Compatibility],
    target: Target,
    answers: Mapping[str, Resolution],
    named: Mapping[str, str],
    say: Say,
) -> str:
    """What is not known of the machine's platform and decides, with how to say it; empty where
    nothing is missing."""
    stacks = [answer for answer in answers.values() if isinstance(answer, Stack)]
    every = [each for stack in stacks for each in (stack, *stack.otherwise)]
    asked = {condition.component for stack in every for condition in stack.conditions}
    facts = {
        id: f"{named.get(id, id)} (--fact platform.{id}=VERSION)"
        for file in rows.values()
        if file.accelerator == target.accelerator.value
        for id, declared in file.components.items()
        if declared.kind == "platform" and id in asked
    }
    if not facts:
        return ""
    return say("Not known here, and it decides: {facts}", facts=say(", ").join(facts.values()))


def stacks_table(
    knowledge: Knowledge, answers: Mapping[str, Resolution], named: Mapping[str, str], say: Say
) -> Table:
    """One row per framework: its version, the Python, how it is known, what it takes."""
    rows = []
    for id, answer in answers.items():
        grade, tone = answer_grade(answer)
        version = answer.version if isinstance(answer, Stack) else ""
        python = answer.python if isinstance(answer, Stack) else ""
        if isinstance(answer, Stack) and answer.python_from == "fetched":
            python = f"{python} *"
        rows.append(
            Row(
                id=id,
                cells=(
                    Cell(text=names.framework(knowledge, id, say)),
                    Cell(text=version),
                    Cell(text=python),
                    Cell(text=say(grade), tone=tone),
                    Cell(text=gist(answer, named, say), tone="dim"),
                ),
            )
        )
    fetched = any(
        isinstance(answer, Stack) and answer.python_from == "fetched" for answer in answers.values()
    )
    return Table(
        columns=(
            Column(title=say("framework")),
            Column(title=say("version")),
            Column(title=say("Python")),
            Column(title=say("known how")),
            Column(title=say("with, if, or why not"), shrinks=True),
        ),
        rows=tuple(rows),
        notes=(say("* not on this machine, but it can be fetched"),) if fetched else (),
        empty=say("No framework."),
    )


def refusal_lines(
    knowledge: Knowledge, refusals: Mapping[str, tuple[str, str]], say: Say
) -> list[str]:
    """Why uv proved some of them not.

    Args:
        refusals: framework: a key of `REFUSALS`, and uv's own words.
    """
    lines = []
    for id, (kind, said) in refusals.items():
        name = names.framework(knowledge, id, say)
        text = say(REFUSALS[kind], said=said or say("unknown"))
        lines.append(say("{framework} was not proved: {reason}", framework=name, reason=text))
    return lines


def answer_grade(answer: Resolution) -> tuple[str, Tone]:
    """How an answer is known, and its tone."""
    if isinstance(answer, Stack):
        return GRADES[answer.grade]
    return IMPOSSIBLE if isinstance(answer, Conflict) else NO_WAY


def gist(answer: Resolution, named: Mapping[str, str], say: Say) -> str:
    """What else the answer rests on, in a few words."""
    if isinstance(answer, Stack):
        others = [f"{part.name} {part.version}" for part in answer.parts[1:] if part.name]
        kind = [say(KINDS[answer.kind])] if answer.kind in KINDS else []
        conditions = [
            say("if {condition}", condition=condition(each, named, say))
            for each in answer.conditions
        ]
        needs = [say("needs {tools}", tools=", ".join(answer.needs))] if answer.needs else []
        return say("; ").join([*kind, *others, *conditions, *needs])
    if isinstance(answer, Conflict):
        return say(", ").join(component(id, named, say) for id in answer.culprits)
    return say("nothing was found, which is not the same as impossible")


def stack_lines(
    knowledge: Knowledge,
    id: str,
    answer: Resolution,
    named: Mapping[str, str],
    say: Say,
    *,
    run: EngineRun | None = None,
) -> list[PlanLine]:
    """Everything about one framework: what to type, and remarks around it.

    Args:
        run: how the engine of its stack is started.
    """
    name = names.framework(knowledge, id, say)
    if isinstance(answer, Stack):
        return _stack(name, answer, named, say, run)
    grade, _ = answer_grade(answer)
    lines = [PlanLine(text=f"{name}: {say(grade)}")]
    said = answer.statements if isinstance(answer, Conflict) else answer.looked_for
    if isinstance(answer, NoWay):
        lines.append(PlanLine(text=say("looked for in:"), depth=1))
    for each in said:
        lines.append(PlanLine(text=f"- {statement(each, named, say)}", depth=1))
    for lift in answer.lifts if isinstance(answer, Conflict) else ():
        lines.append(PlanLine(text=f"> {lift_text(lift, named, say)}", depth=1))
    return lines


def lift_text(lift: Lift, named: Mapping[str, str], say: Say) -> str:
    """What would have to be otherwise, and what would run then."""
    label = component(lift.component, named, say)
    if not lift.any_of:
        return say(
            "{version} would run without this: {component}", version=lift.version, component=label
        )
    return say(
        "{version} would run if {component} were {versions}",
        version=lift.version,
        component=label,
        versions=either(lift.any_of, say),
    )


def _stack(
    name: str, stack: Stack, named: Mapping[str, str], say: Say, run: EngineRun | None
) -> list[PlanLine]:
    grade, _ = GRADES[stack.grade]
    how = say(grade)
    if stack.resolved is not None:
        how = say("{grade} on {day}", grade=how, day=stack.resolved.isoformat())
    lines = [PlanLine(text=f"{name}: {_parts(stack, named)} ({how})")]
    lines += [PlanLine(text=text, depth=1) for text in _remarks(stack, named, say)]
    lines += _actions(stack.steps, say)
    lines += [PlanLine(text=command, typed=True) for command in stack.commands]
    lines += _actions(stack.after, say)
    if stack.verify:
        runs = N_("It runs there when this does:")
        inside = N_("Inside the container, it runs there when this does:")
        text = say(inside if stack.kind == "image" else runs)
        lines.append(PlanLine(text=text, depth=1))
        lines.append(PlanLine(text=stack.verify, typed=True))
    if run is not None:
        lines += run_lines(run, stack, say)
    if stack.undo:
        lines.append(PlanLine(text=say("To undo it:"), depth=1))
        lines += [PlanLine(text=line, depth=2, later=True) for line in stack.undo]
    for other in stack.otherwise:
        text = say("otherwise: {stack}", stack=_short(other, named, say))
        lines.append(PlanLine(text=text, depth=1))
    return lines


def _actions(actions: Iterable[Action], say: Say) -> list[PlanLine]:
    """Each step with its command, where it has one."""
    lines = []
    for step in actions:
        lines.append(PlanLine(text=action_line(step, say), depth=1))
        if step.command:
            lines.append(PlanLine(text=step.command, typed=True))
    return lines


def _parts(stack: Stack, named: Mapping[str, str]) -> str:
    """Everything with its version."""
    parts = [
        f"{part.name or named.get(part.component, part.component)} {part.version}"
        for part in stack.parts
    ]
    return ", ".join([*parts, f"Python {stack.python}"] if stack.python else parts)


def _remarks(stack: Stack, named: Mapping[str, str], say: Say) -> list[str]:
    """What must be so, what says so, what else is needed."""
    asked = (condition(each, named, say) for each in stack.conditions)
    remarks = [say("if {condition}", condition=text) for text in asked]
    said = (*stack.proof, *stack.overrides)
    remarks += [f"- {statement(each, named, say)}" for each in said]
    remarks += download_lines(stack, say)
    if stack.needs:
        remarks.append(say("needs {tools}", tools=", ".join(stack.needs)))
    if stack.note is not None:
        remarks.append(stack.note.said_in(say.lang))
    return remarks


def download_lines(stack: Stack, say: Say) -> list[str]:
    """What it downloads, and what that hangs on; nothing where no size is known."""
    lines = []
    if stack.bytes is not None and stack.files is not None and stack.bytes_exact:
        values = {"size": size(stack.bytes), "files": stack.files}
        lines.append(say("downloads {size} in {files} files", **values))
    elif stack.bytes is not None:
        text = say(
            "downloads at least {size}; what else it needs was not summed", size=size(stack.bytes)
        )
        lines.append(text)
    if stack.lighter_at:
        lines += _lighter(stack, say)
    return lines


def _lighter(stack: Stack, say: Say) -> list[str]:
    """What happens where the index with lighter files is reached, and where it is not."""
    reached = say(
        "that is PyPI's; where {index} is reached and has this version, pip takes its lighter "
        "files",
        index=stack.lighter_at,
    )
    if stack.lighter_bytes is not None:
        reached = say("{text} (about {size})", text=reached, size=size(stack.lighter_bytes))
    unreached = say(
        "where that index is not reached, pip tries it for some seconds for each package, warns "
        "and goes on; leaving the option out spares that"
    )
    return [reached, unreached]


def _short(stack: Stack, named: Mapping[str, str], say: Say) -> str:
    parts = [f"{part.name} {part.version}" for part in stack.parts if part.name]
    if stack.python:
        parts.append(f"Python {stack.python}")
    conditions = [
        say("if {condition}", condition=condition(each, named, say)) for each in stack.conditions
    ]
    grade, _ = GRADES[stack.grade]
    return say("; ").join([", ".join(parts), say(grade), *conditions])


def action_line(action: Action, say: Say) -> str:
    """A step in words."""
    if action.says is not None:
        return action.says.said_in(say.lang)
    return say(ACTIONS[action.kind], **action.values)
