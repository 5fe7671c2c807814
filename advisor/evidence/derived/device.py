"""How the framework serves the target's accelerator and its chip."""

from __future__ import annotations

from advisor.evidence.book import Evidence, Remark
from advisor.evidence.claimed import sources_of
from advisor.evidence.derived.ground import Ground
from advisor.evidence.doubts import doubts_about_age
from advisor.model.criterion import Criterion
from advisor.model.framework import AcceleratorSupport, Framework
from advisor.model.source import GRADES


def support_for(
    framework: Framework, accelerator: str, chip: str = ""
) -> AcceleratorSupport | None:
    """What is known about that device: an entry for its chip wins, then the strongest grade."""
    found = [
        entry
        for entry in framework.accelerators
        if entry.accelerator == accelerator and (not entry.chips or chip in entry.chips)
    ]
    return min(found, key=lambda entry: (not entry.chips, GRADES.index(entry.grade)), default=None)


def accelerator(criterion: Criterion, framework: Framework, ground: Ground) -> Evidence:
    """The state of its support, by chip where the file tells."""
    accelerator, as_of = ground.situation.accelerator.id, ground.as_of
    entry = support_for(framework, accelerator, ground.target.chip.value)
    if entry is None or entry.grade == "unknown" or entry.state == "unknown":
        return Evidence(
            framework=framework.id,
            criterion=criterion.id,
            sources=sources_of(framework, entry.sources) if entry else (),
            as_of=entry.checked if entry else None,
            missing=Remark(
                kind="accelerator_not_documented",
                values={"accelerator": accelerator or "?"},
            ),
        )
    return Evidence(
        framework=framework.id,
        criterion=criterion.id,
        value=entry.state,
        grade=entry.grade,
        as_of=entry.checked,
        sources=sources_of(framework, entry.sources),
        note=entry.note,
        because=Remark(
            kind="accelerator_how", values={"how": entry.how, "accelerator": entry.accelerator}
        ),
        doubts=doubts_about_age(entry.checked, criterion.months_valid, as_of),
    )
