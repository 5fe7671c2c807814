"""What cannot work is decided before anything is scored: three-valued, with reasons and what would
lift them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from advisor.evidence.assemble import Assembled
from advisor.evidence.book import Book, Evidence, Remark
from advisor.evidence.derived.device import support_for
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion, Level, Ordinal, Piecewise
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.stack import Conflict, NoWay, Resolution, Stack, Statement
from advisor.scoring.beliefs import UNKNOWN_MEAN
from advisor.stacks import versions

Status = Literal["open", "unknown", "closed", "no_way", "too_little"]
"""no_way: nothing was found that leads onto the target, which is not the same as impossible.
too_little: so little is known that a rank would be a guess."""
Standing = Literal["feasible", "conditional", "too_little", "no_way", "excluded"]
RANKED: tuple[Standing, ...] = ("feasible", "conditional")


WAIVED = "--waive installs"
KNOWN = "known"
"""The gate that asks whether enough is known to rank at all."""
KNOWN_SHARE = 0.5
"""Of less than half of the weight known, what is guessed would decide more than what is known. What
only a measurement here can tell counts where it was measured and is left aside where it was not:
before the first run nothing of it is known for anybody."""
TO_FIND_OUT = 3
"""So many criteria are named, the heaviest first."""
OF_MACHINE = ("installs", "accelerator")
"""Gates that the machine decides, and no must."""


class Gate(Struct, frozen=True, kw_only=True):
    """One gate of one framework."""

    gate: str
    """`installs`, `accelerator`, or the id of the criterion that is a must-have."""
    status: Status
    because: Remark
    statements: tuple[Statement, ...] = ()
    """What says so, where more than one thing does: facts that cannot hold together, or what was
    looked for."""
    lifted_by: str = ""
    """The option that would open it, or would leave it out of account."""


class Admission(Struct, frozen=True, kw_only=True):
    """All gates of one framework. Excluded when one is closed; without a known way when none of
    those that are about the machine is; apart when too little is known of it; conditional when one
    rests on an unknown."""

    framework: str
    gates: tuple[Gate, ...]

    @property
    def standing(self) -> Standing:
        statuses = {gate.status for gate in self.gates}
        of_machine = {gate.status for gate in self.gates if gate.gate in OF_MACHINE}
        if "no_way" in statuses and "closed" not in of_machine:
            return "no_way"
        if "closed" in statuses:
            return "excluded"
        if "too_little" in statuses:
            return "too_little"
        return "conditional" if "unknown" in statuses else "feasible"

    def shut(self) -> tuple[Gate, ...]:
        """The gates that keep it out."""
        return tuple(gate for gate in self.gates if gate.status == "closed")


def musts_of(
    knowledge: Knowledge, given: tuple[dict[str, str], ...], waived: tuple[str, ...]
) -> dict[str, str]:
    """Every must-have in force: the criteria's own, then the profiles' and the need's, less what is
    waived."""
    musts = {
        criterion.id: criterion.must
        for criterion in knowledge.criteria.values()
        if criterion.must is not None
    }
    for more in given:
        musts.update(more)
    return {id: level for id, level in musts.items() if id not in waived}


def admit(
    framework: Framework,
    knowledge: Knowledge,
    assembled: Assembled,
    situation: Situation,
    musts: dict[str, str],
    waived: tuple[str, ...] = (),
) -> Admission:
    """Ask every gate about one framework.

    Args:
        musts: criterion: the level or bound it must reach; "" means better than the worst.
        waived: gates that are left out of account.
    """
    gates = []
    answer = assembled.stacks.get(framework.id)
    installable = framework.packages or framework.recipes
    if installable and answer is not None and "installs" not in waived:
        gates.append(_installs(answer))
    if framework.accelerators and "accelerator" not in waived and situation.accelerator.id:
        gates.append(_accelerator(framework, answer, situation, assembled.chip, knowledge))
    for criterion, level in sorted(musts.items()):
        if criterion in knowledge.criteria:
            evidence = assembled.book.cell(framework.id, criterion)
            gates.append(_must(knowledge.criteria[criterion], level, evidence))
    return Admission(framework=framework.id, gates=tuple(gates))


def set_apart(
    admissions: tuple[Admission, ...], assembled: Assembled, waived: tuple[str, ...] = ()
) -> tuple[Admission, ...]:
    """On an accelerator with software of its own, what nothing but package metadata speaks for
    gives way to what a source documents there, whether that is ranked or a must keeps it out; where
    nothing is documented, all stay."""
    if "installs" in waived:
        return admissions
    documented = any(
        isinstance(answer, Stack) and answer.grade != "metadata"
        for answer in assembled.stacks.values()
    )
    if not documented or assembled.plain:
        return admissions
    return tuple(
        _apart(entry) if _only_metadata(assembled, entry.framework) else entry
        for entry in admissions
    )


def enough_known(
    admissions: tuple[Admission, ...],
    book: Book,
    criteria: Mapping[str, Criterion],
    shares: Mapping[str, float],
    waived: tuple[str, ...] = (),
) -> tuple[Admission, ...]:
    """Who would be ranked and of whom less than KNOWN_SHARE of the weight is known stands apart:
    decided from its own cells and the mean weights alone, whoever else is compared.

    Args:
        shares: criterion: mean weight.
    """
    if KNOWN in waived:
        return admissions
    return tuple(
        _judged(entry, book, criteria, shares) if entry.standing in RANKED else entry
        for entry in admissions
    )


def passable(admissions: tuple[Admission, ...]) -> tuple[float, ...]:
    """Of each that is ranked, in order: how likely it passes the gates that are no criterion. A
    device of which nothing is documented is served as seldom as an unknown turns out well."""
    chances = []
    for entry in admissions:
        if entry.standing in RANKED:
            doubtful = [
                gate for gate in entry.gates if gate.gate in OF_MACHINE and gate.status == "unknown"
            ]
            chances.append(UNKNOWN_MEAN ** len(doubtful))
    return tuple(chances)


def _judged(
    entry: Admission,
    book: Book,
    criteria: Mapping[str, Criterion],
    shares: Mapping[str, float],
) -> Admission:
    known, unknown = 0.0, {}
    for id, criterion in criteria.items():
        share = shares.get(id, 0.0)
        if book.cell(entry.framework, id).value is not None:
            known += share
        elif criterion.measured_by is None and share > 0.0:
            unknown[id] = share
    whole = known + math.fsum(unknown.values())
    if known >= KNOWN_SHARE * whole:
        return entry
    heaviest = sorted(unknown, key=lambda id: (-unknown[id], id))[:TO_FIND_OUT]
    values: dict[str, str | float | int] = {
        "percent": round(100 * known / whole),
        "least": round(100 * KNOWN_SHARE),
        "next": " ".join(heaviest),
    }
    gate = Gate(
        gate=KNOWN,
        status="too_little",
        because=Remark(kind="too_little_known", values=values),
        lifted_by=f"--waive {KNOWN}",
    )
    return replace(entry, gates=(*entry.gates, gate))


def _only_metadata(assembled: Assembled, framework: str) -> bool:
    answer = assembled.stacks.get(framework)
    return isinstance(answer, Stack) and answer.grade == "metadata"


def _apart(entry: Admission) -> Admission:
    gates = tuple(
        replace(gate, status="no_way", because=Remark(kind="only_metadata"), lifted_by=WAIVED)
        if gate.gate == "installs"
        else gate
        for gate in entry.gates
    )
    return replace(entry, gates=gates)


def reaches(criterion: Criterion, value: Level, bound: str) -> bool:
    """Whether a value is at least as good as a bound; "" asks for better than the worst."""
    scale = criterion.scale
    if isinstance(scale, Ordinal):
        worth = scale.levels[str(value)]
        return worth >= scale.levels[bound] if bound else worth > 0.0
    number = float(value)
    if isinstance(scale, Piecewise):
        first, last = scale.points[0], scale.points[-1]
        worst, larger_is_better = (first[0], True) if last[1] >= first[1] else (last[0], False)
    else:
        worst, larger_is_better = scale.worst, scale.best > scale.worst
    limit = float(bound) if bound else worst
    if not bound:
        return number > limit if larger_is_better else number < limit
    return number >= limit if larger_is_better else number <= limit


def _installs(answer: Resolution) -> Gate:
    """Whether a stack is known; what was not found is not impossible, and is no way either."""
    if isinstance(answer, Stack):
        command = answer.commands[0] if answer.commands else ""
        because = Remark(kind="route", values={"command": command, "python": answer.python})
        return Gate(gate="installs", status="open", because=because)
    if isinstance(answer, NoWay):
        return Gate(
            gate="installs",
            status="no_way",
            because=Remark(kind="no_way_known"),
            statements=answer.looked_for,
            lifted_by=WAIVED,
        )
    return Gate(
        gate="installs",
        status="closed",
        because=Remark(kind="impossible_here"),
        statements=answer.statements,
        lifted_by=_lift(answer),
    )


def _lift(conflict: Conflict) -> str:
    """What to give so that there is a stack: another Python where that is enough."""
    for lift in conflict.lifts:
        if lift.component == "python" and lift.any_of:
            return f"--python {versions.newest(lift.any_of)}"
    return WAIVED


def _accelerator(
    framework: Framework,
    answer: Resolution | None,
    situation: Situation,
    chip: str,
    knowledge: Knowledge,
) -> Gate:
    """Whether the device is served; a stack that sources speak for is the best answer."""
    wanted = situation.accelerator.id
    entry = support_for(framework, wanted, chip)
    told = entry is not None and entry.state != "unknown" and entry.grade != "unknown"
    how = entry.how if entry is not None else "unknown"
    spoken_for = isinstance(answer, Stack) and answer.grade != "metadata"
    if spoken_for and (entry is None or entry.state in ("none", "unknown")):
        because = Remark(kind="accelerator_stack", values={"accelerator": wanted})
        return Gate(gate="accelerator", status="open", because=because)
    if not told:
        kind = "accelerator_not_documented"
        return Gate(
            gate="accelerator",
            status="unknown",
            because=Remark(kind=kind, values={"accelerator": wanted}),
        )
    if entry is not None and entry.state == "none":
        always = next((id for id, device in knowledge.accelerators.items() if device.always), "")
        return Gate(
            gate="accelerator",
            status="closed",
            because=Remark(kind="accelerator_none", values={"accelerator": wanted}),
            lifted_by=f"--accelerator {always}"
            if always and always != wanted
            else "--waive accelerator",
        )
    return Gate(
        gate="accelerator",
        status="open",
        because=Remark(kind="accelerator_how", values={"how": how, "accelerator": wanted}),
    )


def _must(criterion: Criterion, level: str, evidence: Evidence) -> Gate:
    if evidence.value is None:
        return Gate(
            gate=criterion.id,
            status="unknown",
            because=Remark(kind="must_unknown", values={"criterion": criterion.id, "level": level}),
            lifted_by=f"--waive {criterion.id}",
        )
    met = reaches(criterion, evidence.value, level)
    because = evidence.because or Remark(
        kind="must_level",
        values={"criterion": criterion.id, "value": evidence.value, "level": level},
    )
    return Gate(
        gate=criterion.id,
        status="open" if met else "closed",
        because=because,
        lifted_by="" if met else f"--waive {criterion.id}",
    )
