"""Machines that people hand in: saved by `machine --save`, printed by `machine --json`, or written
by hand.

By hand, facts are names with values; `64 GiB` is a size, a list of versions is enough for Pythons,
and what is left out is not known. Every name and every value is checked: a misspelt fact must not
silently change the advice.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.hardware.fingerprint import fingerprint
from advisor.intake.fact_value import checked, typed
from advisor.messages import Told, told
from advisor.model.fact_names import FACTS, FAMILIES, FactName, fact_name
from advisor.model.machine import BY_HAND, Fact, Machine
from advisor.reading.document import Document, Enough, compose_node
from advisor.reading.node import Mark, child, mark
from advisor.reading.plain import places, plain
from advisor.reading.problem import listed
from advisor.reading.regular import Refused, read_regular

if TYPE_CHECKING:
    from yaml import Node

SCHEMA = "fwadvisor.machine/1"
HEAD = ("schema", "title", "note", "saved", "program", "fingerprint", "facts")

EXAMPLE_HINT = "`fwadvisor machine --save FILE` writes one; examples lie in knowledge/machines"


def read_machine(name: str | Path, examples: Path | None = None) -> Machine:
    """Read a machine file; a name without a file is looked up among the examples.

    Raises:
        AdvisorError: `no-machine-file` or `bad-machine-file`, saying what was expected where.
    """
    path = Path(name)
    if not path.exists() and examples is not None and re.fullmatch(r"[a-z0-9_]+", str(name)):
        path = examples / f"{name}.yaml"
    try:
        raw = read_regular(path)
    except Refused as refused:
        if not refused.missing:
            raise _bad(path, refused.told) from refused
        known = (
            sorted(file.stem for file in examples.glob("*.yaml")) if examples is not None else []
        )
        why = f"The examples are called {', '.join(known)}." if known else ""
        raise AdvisorError(
            "no-machine-file",
            told("There is no machine file at {name}.", name=name),
            why=why,
            hint=EXAMPLE_HINT,
            exit_code=ExitCode.USAGE,
        ) from refused
    return parse_machine(raw, path)


def parse_machine(raw: bytes, path: Path) -> Machine:
    """The machine that a document describes.

    Args:
        raw: YAML or JSON.
        path: where it came from, for what is said about it.
    Raises:
        AdvisorError: `bad-machine-file`, with every problem at its line.
    """
    document = Document(str(path), "machine")
    root = compose_node(document, raw, by_hand=True)
    facts = _facts(document, root) if root is not None else []
    if document.problems:
        raise _bad(path, listed(document.problems))
    if root is None:
        raise _bad(path, _begin())
    complete = derive(tuple(facts), BY_HAND)
    return Machine(facts=complete, fingerprint=fingerprint(complete), here=False)


def _facts(document: Document, root: Node) -> list[Fact]:
    """The facts of a file; what is wrong is among the document's problems."""
    with suppress(Enough):
        content = plain(root, document.report_while_reading)
        if not isinstance(content, dict):
            _report(document, _begin(), mark(root))
            return []
        lines = places(root)
        if content.get("schema") != SCHEMA:
            wrong = content.get("schema")
            where = lines.get("schema", mark(root))
            _report(document, f"its first line must be `schema: {SCHEMA}`, not {wrong!r}", where)
            return []
        for key in content:
            if key not in HEAD:
                fields = ", ".join(HEAD)
                reason = f"there is no field {key!r}; the fields are {fields}"
                _report(document, reason, lines[key])
        return _facts_of(document, content.get("facts"), child(root, "facts"))
    return []


def _facts_of(document: Document, written: Any, node: Node | None) -> list[Fact]:
    if node is None or not isinstance(written, (dict, list)):
        reason = "`facts` must be names with values, or the list that `machine --save` writes"
        _report(document, reason, mark(node) if node is not None else (1, 1))
        return []
    lines = places(node)
    entries = written.items() if isinstance(written, dict) else enumerate(written)
    facts: dict[str, Fact] = {}
    for place, entry in entries:
        where = lines.get(place, mark(node))
        try:
            if isinstance(written, dict):
                fact = _by_hand(str(place), entry)
            else:
                fact = _saved(int(place), entry)
            if fact.name in facts:
                raise ValueError(f"{fact.name} is there more than once")
        except ValueError as error:
            _report(document, str(error), where)
        else:
            facts[fact.name] = fact
    return list(facts.values())


def _begin() -> str:
    return f"it must begin with `schema: {SCHEMA}`"


def _report(document: Document, reason: str, where: Mark) -> None:
    named = "." in reason.split(" ", 1)[0]  # a fact's name is written as it is
    sentence = f"{reason if named else reason[:1].upper() + reason[1:]}."
    document.report_while_reading("bad-machine", "{reason}", *where, reason=sentence)


def correct(machine: Machine, corrections: tuple[str, ...]) -> Machine:
    """The machine with `NAME=VALUE` on top, each marked as corrected; an empty value makes a fact
    unknown.

    Raises:
        AdvisorError: `bad-fact`.
    """
    facts = {fact.name: fact for fact in machine.facts}
    for correction in corrections:
        name, equals, value = correction.partition("=")
        name = name.strip()
        if not equals:
            raise _bad_fact(
                correction, "it must be NAME=VALUE", "for example `--fact cpu.cores_usable=8`"
            )
        meaning = _meaning(name)
        if value.strip() == "":
            made = Fact(
                name=name, missing="set to unknown by the user", source=BY_HAND, corrected=True
            )
        else:
            try:
                made = Fact(
                    name=name,
                    value=typed(name, meaning, value),
                    unit=meaning.unit,
                    source=BY_HAND,
                    corrected=True,
                )
            except ValueError as error:
                raise _bad_fact(
                    correction,
                    str(error),
                    told("`fwadvisor machine` shows how {name} looks", name=name),
                ) from error
        facts[name] = made
    complete = derive(tuple(facts.values()), BY_HAND)
    return Machine(facts=complete, fingerprint=fingerprint(complete), here=machine.here)


def derive(facts: tuple[Fact, ...], source: str) -> tuple[Fact, ...]:
    """Usable cores and memory follow from the totals and limits, where those were given or
    corrected."""
    known = {fact.name: fact for fact in facts}
    for target, parts in (
        ("memory.usable_bytes", ("memory.total_bytes", "memory.limit_bytes")),
        ("cpu.cores_usable", ("cpu.cores_logical", "cpu.quota_cores")),
    ):
        there = [known[name] for name in parts if name in known]
        numbers = [fact.value for fact in there if isinstance(fact.value, (int, float))]
        own = known.get(target)
        changed = any(fact.corrected for fact in there) and not (own and own.corrected)
        if numbers and (own is None or changed):
            value = max(1, int(min(numbers)))
            known[target] = Fact(
                name=target, value=value, unit=FACTS[target].unit, source=source, corrected=changed
            )
    return tuple(known.values())


def _saved(index: int, entry: Any) -> Fact:
    """A fact as `machine --save` writes it.

    Raises:
        ValueError: saying what was expected.
    """
    try:
        fact = msgspec.convert(entry, Fact)
    except msgspec.ValidationError as error:
        raise ValueError(f"fact {index + 1}: {error}") from error
    meaning = fact_name(fact.name)
    if meaning is None:
        raise ValueError(f"there is no fact called {fact.name!r}{_near(fact.name)}")
    if (fact.value is None) == (fact.missing == ""):
        raise ValueError(f"{fact.name} needs either a value or the reason why it is missing")
    if fact.value is None:
        return fact
    return msgspec.structs.replace(fact, value=checked(fact.name, meaning, fact.value))


def _by_hand(name: str, value: Any) -> Fact:
    """A fact as people write it.

    Raises:
        ValueError: saying what was expected.
    """
    meaning = fact_name(name)
    if meaning is None:
        raise ValueError(f"there is no fact called {name!r}{_near(name)}")
    if value is None:
        return Fact(name=name, missing="not said in the machine file", source=BY_HAND)
    if isinstance(value, str) and meaning.kind in ("whole", "number"):
        value = typed(name, meaning, value)
    return Fact(name=name, value=checked(name, meaning, value), unit=meaning.unit, source=BY_HAND)


def _meaning(name: str) -> FactName:
    meaning = fact_name(name)
    if meaning is None:
        raise _bad_fact(
            name,
            f"there is no fact called {name!r}",
            f"`fwadvisor machine` lists them{_near(name)}",
        )
    return meaning


def _near(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [*FACTS, *(f"{family}.NAME" for family in FAMILIES)], n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _bad(path: Path, why: str) -> AdvisorError:
    return AdvisorError(
        "bad-machine-file",
        told("The machine file {path} cannot be used.", path=path),
        why=why if isinstance(why, Told) else why[:1].upper() + why[1:] + ".",
        hint=EXAMPLE_HINT,
        exit_code=ExitCode.USAGE,
    )


def _bad_fact(correction: str, why: str, hint: str) -> AdvisorError:
    return AdvisorError(
        "bad-fact",
        told("The correction {correction!r} cannot be used.", correction=correction),
        why=why[:1].upper() + why[1:] + ".",
        hint=hint,
        exit_code=ExitCode.USAGE,
    )
