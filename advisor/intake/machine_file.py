"""Machines that people hand in: saved by `machine --save`, printed by `machine --json`, or written
by hand.

By hand, facts are names with values; `64 GiB` is a size, a list of versions is enough for Pythons,
and what is left out is not known. Every name and every value is checked: a misspelt fact must not
silently change the advice.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec

from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.fingerprint import fingerprint
from advisor.intake.fact_value import checked, typed
from advisor.messages import told
from advisor.model.fact_names import FACTS, FAMILIES, FactName, fact_name
from advisor.model.machine import Fact, Machine

SCHEMA = "fwadvisor.machine/1"
HEAD = ("schema", "title", "note", "saved", "program", "fingerprint", "facts")
LARGEST = 4 << 20
"""No description of a machine is longer; a disk image given by mistake is."""

BY_HAND = "given by the user"
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
        if path.stat().st_size > LARGEST:
            raise _bad(path, f"it is larger than {LARGEST >> 20} MiB")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
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
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(path, str(error)) from error
    return parse_machine(text, path)


def parse_machine(text: str, path: Path) -> Machine:
    """The machine that a document describes.

    Raises:
        AdvisorError: `bad-machine-file`.
    """
    document = _document(text, path)
    if document.get("schema") != SCHEMA:
        raise _bad(
            path, f"its first line must be `schema: {SCHEMA}`, not {document.get('schema')!r}"
        )
    for key in document:
        if key not in HEAD:
            raise _bad(path, f"there is no field {key!r}; the fields are {', '.join(HEAD)}")
    written = document.get("facts")
    if isinstance(written, dict):
        facts = [_by_hand(path, str(name), value) for name, value in written.items()]
    elif isinstance(written, list):
        facts = [_saved(path, index, entry) for index, entry in enumerate(written)]
    else:
        raise _bad(
            path, "`facts` must be names with values, or the list that `machine --save` writes"
        )
    names = [fact.name for fact in facts]
    for name in names:
        if names.count(name) > 1:
            raise _bad(path, f"{name} is there more than once")
    complete = derive(tuple(facts), BY_HAND)
    return Machine(facts=complete, fingerprint=fingerprint(complete), here=False)


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


def _document(text: str, path: Path) -> dict[str, Any]:
    if text.lstrip().startswith("{"):
        try:
            document = json.loads(text)
        except ValueError as error:
            raise _bad(path, str(error)) from error
    else:
        import yaml

        try:
            document = yaml.load(text, _strict_loader())
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
            raise _bad(path, where + str(getattr(error, "problem", None) or error)) from error
    if not isinstance(document, dict):
        raise _bad(path, f"it must begin with `schema: {SCHEMA}`")
    return document


def _strict_loader() -> Any:
    """YAML without its surprises: no key twice, no dates, no numbers to the base of 60, `no` is a
    word."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value} is there twice", key.start_mark
                )
            seen.add(key.value)
        found: dict[Any, Any] = yaml.SafeLoader.construct_mapping(loader, node, deep=True)
        return found

    kept = {
        "tag:yaml.org,2002:bool": (re.compile("^(?:true|false)$"), "tf"),
        "tag:yaml.org,2002:int": (re.compile("^-?[0-9]+$"), "-0123456789"),
        "tag:yaml.org,2002:float": (
            re.compile(r"^-?[0-9]+\.[0-9]+(?:[eE][-+]?[0-9]+)?$"),
            "-0123456789",
        ),
        "tag:yaml.org,2002:null": (re.compile("^(?:~|null|)$"), "~n"),
    }
    resolvers: dict[str, list[Any]] = {"": [("tag:yaml.org,2002:null", re.compile("^$"))]}
    for tag, (pattern, firsts) in kept.items():
        for letter in firsts:
            resolvers.setdefault(letter, []).append((tag, pattern))
    Loader.yaml_implicit_resolvers = resolvers
    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader


def _saved(path: Path, index: int, entry: Any) -> Fact:
    try:
        fact = msgspec.convert(entry, Fact)
    except msgspec.ValidationError as error:
        raise _bad(path, f"fact {index + 1}: {error}") from error
    meaning = fact_name(fact.name)
    if meaning is None:
        raise _bad(path, f"there is no fact called {fact.name!r}{_near(fact.name)}")
    if (fact.value is None) == (fact.missing == ""):
        raise _bad(path, f"{fact.name} needs either a value or the reason why it is missing")
    if fact.value is not None:
        try:
            value = checked(fact.name, meaning, fact.value)
        except ValueError as error:
            raise _bad(path, str(error)) from error
        return msgspec.structs.replace(fact, value=value)
    return fact


def _by_hand(path: Path, name: str, value: Any) -> Fact:
    meaning = fact_name(name)
    if meaning is None:
        raise _bad(path, f"there is no fact called {name!r}{_near(name)}")
    if value is None:
        return Fact(name=name, missing="not said in the machine file", source=BY_HAND)
    try:
        if isinstance(value, str) and meaning.kind in ("whole", "number"):
            value = typed(name, meaning, value)
        return Fact(
            name=name, value=checked(name, meaning, value), unit=meaning.unit, source=BY_HAND
        )
    except ValueError as error:
        raise _bad(path, str(error)) from error


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
        why=why[:1].upper() + why[1:] + ".",
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
