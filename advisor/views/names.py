"""What ids are called for people."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.explanation.advice import Advice
from advisor.messages import N_, Say
from advisor.model.compatibility import Compatibility
from advisor.model.knowledge import Knowledge
from advisor.model.source import Grade

GRADE_NAMES: dict[Grade, str] = {
    "measured": N_("measured here"),
    "elsewhere": N_("measured elsewhere"),
    "published": N_("published"),
    "documented": N_("documented"),
    "reported": N_("reported"),
    "article": N_("article only"),
    "unknown": N_("unknown"),
}


def framework(knowledge: Knowledge, id: str, say: Say) -> str:
    """A framework's name, in Chinese with both names; an id that the knowledge does not have stays
    as it is."""
    entry = knowledge.frameworks.get(id)
    if entry is None:
        return id
    return f"{entry.name_zh} {entry.name}" if say.lang == "zh" and entry.name_zh else entry.name


def criterion(knowledge: Knowledge, id: str, say: Say) -> str:
    """A criterion's label."""
    entry = knowledge.criteria.get(id)
    return entry.label.said_in(say.lang) if entry else id


def family(knowledge: Knowledge, id: str, say: Say) -> str:
    """A family's label; in a base without families its id."""
    entry = knowledge.families.get(id)
    return entry.label.said_in(say.lang) if entry else id


def level(knowledge: Knowledge, criterion_id: str, value: object, say: Say) -> str:
    """A level's label."""
    entry = knowledge.criteria.get(criterion_id)
    label = entry.level_labels.get(str(value)) if entry else None
    return label.said_in(say.lang) if label else str(value)


def must(knowledge: Knowledge, criterion_id: str, level_id: str, say: Say) -> str:
    """A must-have with the level that it asks for, where its scale has more than a yes and a no."""
    label, asked = (
        criterion(knowledge, criterion_id, say),
        must_level(knowledge, criterion_id, level_id, say),
    )
    return say("{criterion} (at least: {level})", criterion=label, level=asked) if asked else label


def must_level(knowledge: Knowledge, criterion_id: str, level_id: str, say: Say) -> str:
    """The level that a must-have asks for; "" for any, and where its scale has only a yes and a
    no."""
    entry = knowledge.criteria.get(criterion_id)
    levels = getattr(entry.scale, "levels", ()) if entry else ()
    return level(knowledge, criterion_id, level_id, say) if level_id and len(levels) != 2 else ""


def grade(of: Grade, say: Say) -> str:
    """A grade of evidence."""
    return say(GRADE_NAMES[of])


def components(files: Mapping[str, Compatibility], accelerator: str, say: Say) -> dict[str, str]:
    """What people call the components in the files of an accelerator and of none."""
    found = {}
    for file in files.values():
        if file.accelerator not in ("", accelerator):
            continue
        for id, known in file.components.items():
            if known.name is not None:
                found[id] = known.name.said_in(say.lang)
    return found


def every_name(advice: Advice, say: Say) -> dict[str, str]:
    """id: name, of everything that a remark may mention; a criterion's level is
    `CRITERION=LEVEL`."""
    knowledge = advice.knowledge
    names = {id: framework(knowledge, id, say) for id in knowledge.frameworks}
    for group in (knowledge.distros, knowledge.accelerators, knowledge.industries, knowledge.tasks):
        names.update({id: entry.name.said_in(say.lang) for id, entry in group.items()})
    names.update(components(advice.compatibility, advice.target.accelerator.value, say))
    for id, entry in knowledge.criteria.items():
        names[id] = entry.label.said_in(say.lang)
        names.update(
            {
                f"{id}={level}": label.said_in(say.lang)
                for level, label in entry.level_labels.items()
            }
        )
    return names
