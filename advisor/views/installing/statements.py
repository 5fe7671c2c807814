"""Statements and conditions of stacks in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from advisor.messages import N_, Say
from advisor.model.stack import Condition, Statement

STATEMENTS = {
    "row": N_("documented together: {versions}"),
    "need": N_("{of} needs {versions}"),
    "build": N_("{package} {versions} is built for {build}"),
    "file": N_("{package} {version} has the file {tag}"),
    "recipe": N_("how it is installed there"),
    "package": N_("what the framework's own file says"),
    "package_for": N_("{package} is for {asks}"),
    "support": N_("state of the support: {state}"),
    "rows": N_("every row of {file}"),
    "accelerator": N_("it does not run on {accelerator}"),
    "override": N_("{package} asks for {requires}; the documented set has {has}"),
    "stub": N_("{package} {versions} is an empty package: pip takes it, and nothing runs"),
    "inside": N_("{package}: what these files hold runs on {archs} only: {files}"),
    "engine_runs": N_("{engines} is documented for {accelerator}"),
    "engine_asks": N_("{package} asks for {requires}; what the image holds was not read"),
    "engine_open": N_("which version of {engines} goes with these is not documented"),
    "engine_none": N_("by its own word {engines} does not run on {chip}"),
    "no_engine_on": N_("no known engine is built on it (looked at: {engines})"),
    "no_engine_for": N_("not documented for {accelerator} (looked at: {engines})"),
    "engine_other_chip": N_("documented for {chips} ({engines}); of {chip} nothing is known"),
    "fact": N_("{component} here: {value} ({origin})"),
}
ORIGINS = {
    "given": N_("given"),
    "detected": N_("detected"),
    "default": N_("from the release"),
    "unknown": N_("unknown"),
}
COMPONENTS = {
    "arch": N_("architecture"),
    "chip": N_("chip"),
    "python": N_("Python"),
    "glibc": N_("C library"),
    "distro": N_("distribution"),
    "network": N_("network"),
    "requires": N_("requirement"),
}
"""What facts are called that no file of compatibility/ declares."""
VALUES = {"state", "origin"}
STATES = (
    N_("supported"),
    N_("partial"),
    N_("experimental"),
    N_("legacy"),
    N_("dormant"),
    N_("none"),
)


def statement(said: Statement, called: Mapping[str, str], say: Say, *, source: bool = True) -> str:
    """One statement with its source and dates.

    Args:
        called: component or accelerator: its name for people.
        source: False for the statement alone.
    """
    values = dict(said.values)
    for name in ("component", "accelerator"):
        if name in values:
            values[name] = component(values[name], called, say)
    if said.kind == "stub":
        values["versions"] = either((values["versions"],), say)
    for name in ("versions", "of"):
        if name in values and said.kind in ("row", "need"):
            values[name] = _renamed(values[name], called)
    if "origin" in values:
        values["origin"] = say(ORIGINS[values["origin"]])
    if "state" in values:
        values["state"] = say(values["state"])
    text = say(STATEMENTS[said.kind], **values)
    where = source_text(said, say) if source else ""
    return f"{text} [{where}]" if where else text


def source_text(said: Statement, say: Say) -> str:
    """Where it stands, how old that is and when it was read."""
    if not said.at:
        return ""
    parts = [said.title, said.at] if said.title else [said.at]
    if said.dated is not None:
        parts.append(say("of {day}", day=said.dated.isoformat()))
    if said.read is not None:
        parts.append(say("read {day}", day=said.read.isoformat()))
    return ", ".join(parts)


def condition(asked: Condition, called: Mapping[str, str], say: Say) -> str:
    """`if the driver is 580.65.06 or newer`, without the `if`."""
    name, texts = asked.component, asked.any_of
    if name == "network":
        return say("the machine reaches a network")
    if name.startswith("index:"):
        return say("it reaches the index {index}", index=name.removeprefix("index:"))
    if name == "python":
        return say("it has Python {versions}", versions=either(texts, say))
    label = component(name, called, say)
    return say("{component} is {versions}", component=label, versions=either(texts, say))


def either(specifiers: Iterable[str], say: Say) -> str:
    """`8.0.0 or 8.1 or newer`."""
    return say(" or ").join(_specifier(text, say) for text in specifiers)


def component(id: str, called: Mapping[str, str], say: Say) -> str:
    """What a component is called."""
    return called.get(id) or (say(COMPONENTS[id]) if id in COMPONENTS else id)


def _specifier(text: str, say: Say) -> str:
    clauses = [_clause(clause.strip(), say) for clause in text.split(",")]
    return say(", ").join(clauses)


def _clause(clause: str, say: Say) -> str:
    if clause.startswith(">="):
        return say("{version} or newer", version=clause[2:])
    if clause.startswith("<="):
        return say("{version} or older", version=clause[2:])
    if clause.startswith("<"):
        return say("below {version}", version=clause[1:])
    if clause.startswith(">"):
        return say("above {version}", version=clause[1:])
    plain = clause.removeprefix("==")
    return f"{plain.removesuffix('*')}x" if plain.endswith(".*") else plain


def _renamed(versions: str, called: Mapping[str, str]) -> str:
    entries = (entry.partition(" ") for entry in versions.split(", "))
    return ", ".join(
        called.get(id, id) if text == "*" else f"{called.get(id, id)} {text}"
        for id, _, text in entries
    )
