"""NEED: the options that say where, what for and what matters, shared by every command that
ranks."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar, get_args

import click

from advisor.cli.completing import ids, machines
from advisor.errors import AdvisorError, ExitCode
from advisor.messages import N_, told
from advisor.model.need import (
    LARGE_MODEL,
    LARGEST_SEED,
    MOST_POINTS,
    SIGNS,
    Figures,
    Firmness,
    Method,
    Need,
    TradeOff,
    count_of,
)

F = TypeVar("F", bound=Callable[..., Any])

FIELDS = ("industry", "task", "arch", "accelerator", "chip", "python", *LARGE_MODEL)
"""Options that go into the need as they are."""


class _Count(click.ParamType[int]):
    """A whole number from 1 up; of tokens also `32k`, a k being 1024 of them."""

    name = "count"

    def __init__(self, field: str) -> None:
        self.field = field

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        counted = count_of(self.field, str(value))
        if counted is None:
            raise _usage(
                told("{text!r} is not a number for --{field}.", text=value, field=self.field),
                told(
                    "for example --{field} {example}",
                    field=self.field,
                    example="32k" if self.field == "context" else "8",
                ),
            )
        return counted


def _count(field: str) -> click.ParamType[int]:
    return _Count(field)


_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("--industry",),
        {
            "metavar": "ID",
            "shell_complete": ids("industries"),
            "help": "whose weights and must-haves: healthcare, manufacturing ...",
        },
    ),
    (
        ("--task",),
        {
            "metavar": "ID",
            "shell_complete": ids("tasks"),
            "help": "what for: vision_training, teaching ...",
        },
    ),
    (
        ("--distro",),
        {
            "metavar": "ID[@RELEASE]",
            "shell_complete": ids("distros"),
            "help": "instead of the one detected: ubuntu@20.04, kylin_server_v10@SP3",
        },
    ),
    (("--arch",), {"metavar": "A", "help": "x86_64, aarch64, loongarch64 ..."}),
    (
        ("--accelerator",),
        {
            "metavar": "ID",
            "shell_complete": ids("accelerators"),
            "help": "instead of the one detected: cpu, nvidia_cuda, ascend_npu ...",
        },
    ),
    (("--chip",), {"metavar": "NAME", "help": "the chip on it: 910B3, A100, K100_AI ..."}),
    (("--python",), {"metavar": "V", "help": "the Python that must be used, 3.11"}),
    (
        ("--llm",),
        {
            "metavar": "NAME",
            "shell_complete": ids("models"),
            "help": "the large model that shall run: qwen3-32b, DeepSeek-R1 ...",
        },
    ),
    (
        ("--precision",),
        {
            "metavar": "P",
            "shell_complete": ids("precisions"),
            "help": "how its weights are kept: bf16, fp8, int8, w4a16 ...",
        },
    ),
    (
        ("--context",),
        {"type": _count("context"), "metavar": "N", "help": "tokens of one user: 32768, 32k"},
    ),
    (("--users",), {"type": _count("users"), "metavar": "N", "help": "users at the same moment"}),
    (("--cards",), {"type": _count("cards"), "metavar": "N", "help": "how many equal cards"}),
    (
        ("--require", "requires"),
        {
            "metavar": "SPEC",
            "multiple": True,
            "help": "versions that a stack must have: torch==2.7.1 (repeatable)",
        },
    ),
    (
        ("--must",),
        {
            "metavar": "CRITERION[=LEVEL]",
            "shell_complete": ids("criteria"),
            "multiple": True,
            "help": "a must-have (repeatable)",
        },
    ),
    (
        ("--waive",),
        {
            "metavar": "CRITERION",
            "shell_complete": ids("criteria"),
            "multiple": True,
            "help": "drop a must-have; `maintained` is on by default",
        },
    ),
    (
        ("--weight",),
        {
            "metavar": "ID=NUMBER",
            "shell_complete": ids("criteria", "families"),
            "multiple": True,
            "help": "points out of a profile's hundred for a criterion or a whole family; with no "
            "profile they are the whole",
        },
    ),
    (
        ("--weights-by", "method"),
        {
            "type": click.Choice(get_args(Method)),
            "default": None,
            "help": "how the points of families were found; `fwadvisor prefer --method` asks",
        },
    ),
    (
        ("--firmness",),
        {
            "type": click.Choice(get_args(Firmness)),
            "default": None,
            "help": "how firmly the weights are meant; unless given, as where they come from",
        },
    ),
    (
        ("--trade-off", "trade_offs"),
        {
            "metavar": "A>SHARE*B",
            "multiple": True,
            "help": "the whole way on A rather than a share of it on B, as in "
            "docs_english>0.5*community; < or = for the other answers (repeatable)",
        },
    ),
    (
        ("--among",),
        {
            "metavar": "ID",
            "shell_complete": ids("frameworks"),
            "multiple": True,
            "help": "only these frameworks (repeatable)",
        },
    ),
    (
        ("--without",),
        {
            "metavar": "ID",
            "shell_complete": ids("frameworks"),
            "multiple": True,
            "help": "not this framework (repeatable)",
        },
    ),
    (("--profile",), {"metavar": "FILE", "help": "a saved need; `last` is the app's"}),
    (
        ("--machine", "machine_file"),
        {"metavar": "FILE", "shell_complete": machines, "help": "advise for another machine"},
    ),
    (
        ("--fact", "facts"),
        {"metavar": "NAME=VALUE", "multiple": True, "help": "correct a fact of the machine"},
    ),
    (("--as-of",), {"metavar": "DATE", "help": "the day of the advice, 2026-11-22"}),
    (
        ("--seed",),
        {
            "type": click.IntRange(0, LARGEST_SEED),
            "default": None,
            "metavar": "N",
            "help": "of the sampling; 0 unless given",
        },
    ),
    (
        ("--tuned",),
        {
            "is_flag": True,
            "default": None,
            "help": "rank by tuned settings for all, not stock for all",
        },
    ),
    (
        ("--figures",),
        {
            "type": click.Choice(get_args(Figures)),
            "default": None,
            "help": "which measurements score: those on hardware alike, or all; alike unless given",
        },
    ),
)


class GivenNeed:
    """What NEED came to: the need, and what concerns the machine."""

    def __init__(self, need: Need, machine_file: str | None, facts: tuple[str, ...]) -> None:
        self.need = need
        self.machine_file = machine_file
        self.facts = facts


def need_options(function: F) -> F:
    """Add NEED's options; the command takes them back with `asked(session, options)`."""
    for names, keywords in reversed(_OPTIONS):
        function = click.option(*names, **keywords)(function)
    return function


PLACE = (
    *("--task", "--distro", "--arch", "--accelerator", "--chip", "--python", "--require"),
    *("--llm", "--precision", "--context", "--users", "--cards"),
    *("--profile", "--machine", "--fact"),
)
"""The options of NEED that say where something shall run, and what for."""


def place_options(function: F) -> F:
    """Add those options of NEED that describe a machine; taken back with `asked` like all."""
    for names, keywords in reversed(_OPTIONS):
        if names[0] in PLACE:
            function = click.option(*names, **keywords)(function)
    return function


def asked(session: Any, options: dict[str, Any]) -> GivenNeed:
    """Take NEED's options out of a command's, a profile file below them."""
    taken = {names[-1].lstrip("-").replace("-", "_"): None for names, _ in _OPTIONS}
    values = {name: options.pop(name) for name in taken if name in options}
    base = Need()
    if values.get("profile"):
        from advisor.intake.profile import read_profile

        base = read_profile(values["profile"], session.settings.data)
    given: dict[str, Any] = {}
    for name in (*FIELDS, "seed", "tuned", "figures", "method", "firmness"):
        if values.get(name) is not None:
            given[name] = values[name]
    if values.get("distro") is not None:
        given["distro"], given["distro_release"] = _distro(values["distro"])
    if values.get("as_of"):
        given["as_of"] = _date(values["as_of"])
    if values.get("must"):
        given["musts"] = base.musts | dict(
            _pair(text, "--must", optional=True) for text in values["must"]
        )
    if values.get("weight"):
        points = {name: _points(name, text) for name, text in _pairs(values["weight"])}
        families = points.keys() & _families(session)
        given["families"] = base.families | {
            name: points[name] for name in points if name in families
        }
        given["weights"] = base.weights | {
            name: points[name] for name in points if name not in families
        }
    if values.get("trade_offs"):
        given["answers"] = (*base.answers, *map(_trade_off, values["trade_offs"]))
    for name in ("among", "without", "requires"):
        if values.get(name):
            given[name] = values[name]
    if values.get("waive"):
        given["waived"] = (*base.waived, *values["waive"])
    from msgspec.structs import replace

    return GivenNeed(replace(base, **given), values.get("machine_file"), values.get("facts") or ())


def _distro(text: str) -> tuple[str, str | None]:
    """An id and, after `@`, `:` or a space, a release."""
    id, sign, release = re.sub(r"\s*[@:]\s*|\s+", "@", text.strip(), count=1).partition("@")
    if sign and (not release or re.search("[@:]", release)):
        raise _usage(
            told("{text!r} is not a distribution with a release.", text=text),
            N_("for example --distro ubuntu@20.04"),
        )
    return id.lower(), release or None


def _usage(what: str, hint: str) -> AdvisorError:
    return AdvisorError("wrong-usage", what, hint=hint, exit_code=ExitCode.USAGE)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _usage(
            told("{text!r} is not a date.", text=text), N_("for example --as-of 2026-11-22")
        ) from error


def _pair(text: str, option: str, *, optional: bool = False) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or (not equals and not optional):
        raise _usage(
            told("{option} takes NAME=VALUE, not {text!r}.", option=option, text=text),
            told("for example {option} onnx_export=full", option=option),
        )
    return name, value


def _pairs(texts: tuple[str, ...]) -> list[tuple[str, str]]:
    return [_pair(text, "--weight") for text in texts]


def _families(session: Any) -> set[str]:
    """Ids of families of criteria, by the names of their files."""
    settings = session.settings
    bases = [settings.knowledge, *filter(None, [settings.overlay])]
    return {file.stem for base in bases for file in (base / "families").glob("*.yaml")}


def _trade_off(text: str) -> TradeOff:
    """`A>0.5*B`: the whole way on A rather than half of it on B."""
    found = re.fullmatch(r"\s*([\w-]+)\s*([<>=])\s*(?:([0-9.]+)\s*\*\s*)?([\w-]+)\s*", text)
    share = _share(found[3]) if found else 0.0
    if not found or not 0 < share <= 1 or found[1] == found[4]:
        raise _usage(
            told("{text!r} is not a trade-off between two criteria.", text=text),
            N_("for example --trade-off 'docs_english>0.5*community'"),
        )
    return TradeOff(swing=found[1], part=found[4], share=share, answer=SIGNS[found[2]])


def _share(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _points(name: str, text: str) -> float:
    try:
        points = float(text)
    except ValueError:
        points = -1.0
    if not 0 <= points <= MOST_POINTS:
        raise _usage(
            told("{text!r} is not a number of points.", text=text),
            told("for example --weight {name}=10", name=name),
        )
    return points
