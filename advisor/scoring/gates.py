"""What cannot work is decided before anything is scored: three-valued, with reasons and what would
lift them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.assemble import Assembled
from advisor.evidence.book import Evidence, Remark
from advisor.evidence.derived import support_for
from advisor.evidence.installability import Route
from advisor.evidence.situation import Situation
from advisor.model.criterion import Criterion, Level, Ordinal, Piecewise
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge

Status = Literal["open", "unknown", "closed"]
Standing = Literal["feasible", "conditional", "excluded"]


class Gate(Struct, frozen=True, kw_only=True):
    """One gate of one framework."""

    gate: str
    """`installs`, `accelerator`, or the id of the criterion that is a must-have."""
    status: Status
    because: Remark
    lifted_by: str = ""
    """The option that would open it, or would leave it out of account."""


class Admission(Struct, frozen=True, kw_only=True):
    """All gates of one framework. Excluded when one is closed, conditional when one rests on an
    unknown."""

    framework: str
    gates: tuple[Gate, ...]

    @property
    def standing(self) -> Standing:
        statuses = {gate.status for gate in self.gates}
        if "closed" in statuses:
            return "excluded"
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
    if framework.packages and "installs" not in waived:
        gates.append(_installs(framework, assembled.routes[framework.id]))
    if framework.accelerators and "accelerator" not in waived and situation.accelerator.id:
        gates.append(_accelerator(framework, situation, knowledge))
    for criterion, level in sorted(musts.items()):
        if criterion in knowledge.criteria:
            evidence = assembled.book.cell(framework.id, criterion)
            gates.append(_must(knowledge.criteria[criterion], level, evidence))
    return Admission(framework=framework.id, gates=tuple(gates))


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


def _installs(framework: Framework, routes: tuple[Route, ...]) -> Gate:
    best = (
        routes[0] if routes else Route(kind="unknown", because=(Remark(kind="no_packages_known"),))
    )
    if best.kind == "impossible":
        nearest = best.because[0] if best.because else Remark(kind="no_packages_known")
        python = str(nearest.values.get("would_need_python", ""))
        return Gate(
            gate="installs",
            status="closed",
            because=nearest,
            lifted_by=f"--python {python}" if python else "--waive installs",
        )
    if best.kind == "unknown":
        because = best.because[0] if best.because else Remark(kind="no_packages_known")
        return Gate(gate="installs", status="unknown", because=because)
    return Gate(
        gate="installs",
        status="open",
        because=Remark(
            kind="route",
            values={"command": best.command, "python": best.python, "here": int(best.python_here)},
        ),
    )


def _accelerator(framework: Framework, situation: Situation, knowledge: Knowledge) -> Gate:
    wanted = situation.accelerator.id
    entry = support_for(framework, wanted)
    if entry is None or entry.state == "unknown" or entry.grade == "unknown":
        kind = "accelerator_not_documented"
        return Gate(
            gate="accelerator",
            status="unknown",
            because=Remark(kind=kind, values={"accelerator": wanted}),
        )
    if entry.state == "none":
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
        because=Remark(kind="accelerator_how", values={"how": entry.how, "accelerator": wanted}),
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
