"""The need as rows: what was given, what was detected, the must-haves in force and the weights,
weightiest first."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from advisor.evidence.situation import Origin
from advisor.explanation.advice import Advice, Weight
from advisor.explanation.weighing import family_weights
from advisor.messages import N_, Say
from advisor.scoring.gates import reaches
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table, Tone
from advisor.views.need.large_model import (
    LARGE_MODEL_HELP,
    LARGE_MODEL_NAMES,
    large_model_rows,
)

FIELD_NAMES = {
    "industry": N_("Industry"),
    "task": N_("Task"),
    "distro": N_("Distribution"),
    "arch": N_("Processor"),
    "accelerator": N_("Accelerator"),
    "python": N_("Python"),
}
FIGURES = "figures"
FIGURES_NAME = N_("Measurements that count")
FIGURES_ANSWERS = {
    "alike": N_("on hardware alike"),
    "": N_("on hardware alike"),
    "all": N_("on any hardware"),
}
BELOW = {"distro": "distro_release", "accelerator": "chip"}
"""What a person may say more exactly, shown in the same row."""
GATE_NAMES = {"installs": N_("Can be installed"), "accelerator": N_("Device supported")}
WEIGHT_BAR = 8
"""Columns of the widest weight's bar."""


class MenuItem(Struct, frozen=True, kw_only=True):
    """One thing that can be picked."""

    id: str
    label: str


def need_table(advice: Advice, say: Say, unfolded: Collection[str] | None = None) -> Table:
    """Rows that a person can change; ids as in advisor.usecases.need.adjust, `must+` adds a
    must-have.

    Args:
        unfolded: families whose criteria are shown; None: all.
    """
    rows = [_field(advice, field, say) for field in FIELD_NAMES]
    rows += large_model_rows(advice, say)
    if _some_do_not_count(advice):
        rows.append(_figures(advice, say))
    rows.append(_heading("heading:musts", say("Must have")))
    rows += [_gate(advice, gate, say) for gate in GATE_NAMES]
    rows += [_must(advice, criterion, say) for criterion in _musts_shown(advice)]
    rows.append(
        Row(id="must+", cells=(Cell(text=say("+ another must-have"), tone="dim"), Cell(text="")))
    )
    rows.append(_heading("heading:weights", say("Weights, in per cent")))
    rows += _weights(advice, unfolded, say)
    return Table(
        columns=(Column(title=say("Need"), shrinks=True), Column(title="", shrinks=True)),
        rows=tuple(rows),
    )


def _weights(advice: Advice, unfolded: Collection[str] | None, say: Say) -> list[Row]:
    """The weights, weightiest first: family by family where the base has families."""
    ordered = sorted(advice.weights, key=lambda weight: (-weight.share, weight.criterion))
    families = family_weights(advice.knowledge, advice.weights) if advice.knowledge.families else {}
    top = max([weight.share for weight in ordered] + [*families.values()], default=0.0)
    if not families:
        return [_weight(advice, weight, top, "", say) for weight in ordered]
    rows = []
    for family, share in sorted(families.items(), key=lambda pair: (-pair[1], pair[0])):
        shown = unfolded is None or family in unfolded
        given = family in advice.need.families
        label = ("- " if shown else "+ ") + names.family(advice.knowledge, family, say)
        rows.append(_share(f"family:{family}", label, share, top, given=given))
        if shown:
            rows += [
                _weight(advice, weight, top, "    ", say)
                for weight in ordered
                if advice.knowledge.criteria[weight.criterion].group == family
            ]
    return rows


def _weight(advice: Advice, weight: Weight, top: float, indent: str, say: Say) -> Row:
    label = indent + names.criterion(advice.knowledge, weight.criterion, say)
    given = weight.criterion in advice.need.weights
    return _share(f"weight:{weight.criterion}", label, weight.share, top, given=given)


def _share(id: str, label: str, share: float, top: float, *, given: bool) -> Row:
    """A share in per cent, with a bar; * marks what the person gave."""
    width = round(WEIGHT_BAR * share / top) if top else 0
    mark = " *" if given else ""
    return Row(
        id=id,
        cells=(
            Cell(text=label + mark, tone="strong" if mark else "plain" if share else "dim"),
            Cell(text=f"{100 * share:4.1f} " + "=" * width, tone="plain" if share else "dim"),
        ),
    )


def choices(advice: Advice, field: str, ids: tuple[str, ...], say: Say) -> tuple[MenuItem, ...]:
    """Names for what a field may be set to."""
    if field == FIGURES:
        return tuple(MenuItem(id=id, label=say(FIGURES_ANSWERS[id])) for id in ids)
    named = names.every_name(advice, say)
    return tuple(
        MenuItem(id=id, label=named.get(id, id) if id else _unset(field, say)) for id in ids
    )


def criteria_choices(advice: Advice, say: Say) -> tuple[MenuItem, ...]:
    """Every criterion that is not a must-have yet, by label."""
    known = [
        MenuItem(id=id, label=names.criterion(advice.knowledge, id, say))
        for id in advice.knowledge.criteria
        if id not in advice.musts
    ]
    return tuple(sorted(known, key=lambda choice: choice.label.lower()))


def level_choices(
    advice: Advice, criterion: str, levels: tuple[str, ...], say: Say
) -> tuple[MenuItem, ...]:
    """Names of the levels that a must-have may ask for, each with how many would meet it."""
    entry, everyone = advice.knowledge.criteria[criterion], advice.book.frameworks
    known = [
        value for id in everyone if (value := advice.book.cell(id, criterion).value) is not None
    ]
    return tuple(
        MenuItem(
            id=level,
            label=say(
                "{level} (met by {n} of {all})",
                level=names.level(advice.knowledge, criterion, level, say),
                n=sum(reaches(entry, value, level) for value in known),
                all=len(everyone),
            ),
        )
        for level in levels
    )


def row_label(advice: Advice, row: str, say: Say) -> str:
    """What a row is called."""
    if row in FIELD_NAMES:
        return say(FIELD_NAMES[row])
    if row == FIGURES:
        return say(FIGURES_NAME)
    if row in LARGE_MODEL_NAMES:
        return say(LARGE_MODEL_NAMES[row])
    kind, _, criterion = row.partition(":")
    if kind == "family":
        return names.family(advice.knowledge, criterion, say)
    return (
        say(GATE_NAMES[criterion])
        if criterion in GATE_NAMES
        else names.criterion(advice.knowledge, criterion, say)
    )


def row_help(advice: Advice, row: str, say: Say) -> str:
    """One sentence about a row: a criterion asks its own question."""
    if row == "industry" and advice.need.industry:
        return advice.knowledge.industries[advice.need.industry].matters.said_in(say.lang)
    if row == "task" and advice.need.task:
        return advice.knowledge.tasks[advice.need.task].matters.said_in(say.lang)
    if row in LARGE_MODEL_HELP:
        return say(LARGE_MODEL_HELP[row])
    if row == FIGURES:
        return say(
            "Which measurements score: those on hardware like that which is decided for, or all."
        )
    kind, _, id = row.partition(":")
    if kind == "family" and id in advice.knowledge.families:
        family = advice.knowledge.families[id]
        return say(
            "{question} {swing} Space shows its criteria.",
            question=family.question.said_in(say.lang),
            swing=family.swing.said_in(say.lang),
        )
    criterion = advice.knowledge.criteria.get(id)
    return criterion.question.said_in(say.lang) if criterion else ""


def _unset(field: str, say: Say) -> str:
    return say("not given") if field in ("industry", "task") else say("as detected on the machine")


def _heading(id: str, text: str) -> Row:
    return Row(id=id, cells=(Cell(text=text, tone="strong"), Cell(text="")))


def _field(advice: Advice, field: str, say: Say) -> Row:
    named = names.every_name(advice, say)
    given = getattr(advice.need, field)
    if given:
        below = getattr(advice.need, BELOW[field]) if field in BELOW else None
        text = " ".join(part for part in (named.get(given, given), below) if part)
        value = Cell(text=text, tone="strong")
    elif field in ("industry", "task"):
        value = Cell(text=say("not given"), tone="dim")
    elif field == "python":
        value = _detected(", ".join(advice.situation.pythons), advice.situation.pythons_origin, say)
    else:
        choice = getattr(advice.situation, field)
        value = _detected(named.get(choice.id, choice.id), choice.origin, say)
    return Row(id=field, cells=(Cell(text=say(FIELD_NAMES[field])), value))


def _some_do_not_count(advice: Advice) -> bool:
    """Whether there is anything to choose: a figure of other hardware, or the choice itself."""
    return advice.need.figures == "all" or any(cell.shown for cell in advice.book.cells.values())


def _figures(advice: Advice, say: Say) -> Row:
    given = advice.need.figures
    tone: Tone = "strong" if given == "all" else "plain"
    value = Cell(text=say(FIGURES_ANSWERS[given]), tone=tone)
    return Row(id=FIGURES, cells=(Cell(text=say(FIGURES_NAME)), value))


def _detected(text: str, origin: Origin, say: Say) -> Cell:
    if not text:
        return Cell(text=say("not known"), tone="doubt")
    return Cell(text=say("{value} (detected)", value=text) if origin == "machine" else text)


def _gate(advice: Advice, gate: str, say: Say) -> Row:
    mark = "[ ]" if gate in advice.need.waived else "[x]"
    return Row(
        id=f"must:{gate}", cells=(Cell(text=f"{mark} {say(GATE_NAMES[gate])}"), Cell(text=""))
    )


def _musts_shown(advice: Advice) -> tuple[str, ...]:
    """Those in force, and those that the person waived."""
    waived = [id for id in advice.need.waived if id in advice.knowledge.criteria]
    return tuple(sorted({*advice.musts, *waived}))


def _must(advice: Advice, criterion: str, say: Say) -> Row:
    mark = "[x]" if criterion in advice.musts else "[ ]"
    level = advice.musts.get(criterion, "")
    return Row(
        id=f"must:{criterion}",
        cells=(
            Cell(text=f"{mark} {names.criterion(advice.knowledge, criterion, say)}"),
            Cell(text=names.must_level(advice.knowledge, criterion, level, say), tone="dim"),
        ),
    )
