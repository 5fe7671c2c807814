"""One step of a person's hand on a need: choose, tick, weigh, reset. Pure; what can be chosen comes
from the knowledge.

Rows of a need are named `industry`, `task`, `distro`, `arch`, `accelerator`, `python`, more exactly
`distro_release` and `chip`, `must:CRITERION` and `weight:CRITERION`; the gates `must:installs` and
`must:accelerator` are rows like any must-have. `family:FAMILY` weighs criteria together.
"""

from __future__ import annotations

from msgspec.structs import replace

from advisor.explanation.advice import Advice
from advisor.explanation.weighing import family_weights, weigh
from advisor.model.need import COUNTS, LARGE_MODEL, Need, count_of

FIELDS = ("industry", "task", "distro", "arch", "accelerator", "python")
FIGURES, ALL_FIGURES = "figures", "all"
"""The row that says which measurements score, and its answer beside the usual one."""
EXACTLY = {"distro": "distro_release", "accelerator": "chip"}
"""What is said more exactly of an answer, and falls with it: a release of another distribution."""
GATES = ("installs", "accelerator")
MUST, WEIGHT, FAMILY = "must:", "weight:", "family:"
ROUND = 1
"""Digits kept of a number of points: a tenth of a hundredth is finer than anybody's opinion."""


def answers(advice: Advice, field: str) -> tuple[str, ...]:
    """What a field may be set to; "" means as detected, or not given."""
    knowledge = advice.knowledge
    known: tuple[str, ...]
    if field == FIGURES:
        known = (ALL_FIGURES,)
    elif field == "industry":
        known = tuple(sorted(knowledge.industries))
    elif field == "task":
        known = tuple(sorted(knowledge.tasks))
    elif field == "distro":
        known = tuple(sorted(knowledge.distros))
    elif field == "accelerator":
        known = tuple(sorted(knowledge.accelerators))
    else:
        packages = [
            package for entry in knowledge.frameworks.values() for package in entry.packages
        ]
        said = {
            value
            for package in packages
            for value in (package.archs if field == "arch" else package.pythons)
        }
        if field == "arch":
            known = tuple(
                sorted(
                    said | {arch for distro in knowledge.distros.values() for arch in distro.archs}
                )
            )
        else:
            known = tuple(sorted(said, key=_version))
    return ("", *known)


def levels(advice: Advice, criterion: str) -> tuple[str, ...]:
    """The levels that a must-have may ask for, best first; empty for numbers."""
    scale = advice.knowledge.criteria[criterion].scale
    named = getattr(scale, "levels", None)
    if not named:
        return ()
    return tuple(
        sorted(
            (level for level, worth in named.items() if worth > 0), key=lambda level: -named[level]
        )
    )


def put(need: Need, row: str, value: str, advice: Advice | None = None) -> Need:
    """Set a row to what a person chose or typed; "" takes the person's answer back.

    Args:
        advice: the need's, so that what was not named keeps the weight that it has: points that
            are given with nothing else named would be the whole.

    Raises:
        ValueError: a weight that is not a number from 0 up, or a count that is none.
    """
    if row == FIGURES:
        return replace(need, figures="all" if value == ALL_FIGURES else "alike")
    if row in LARGE_MODEL:
        return _put_large_model(need, row, value)
    if row in FIELDS or row in EXACTLY.values():
        return replace(need, **{row: value or None, **_below(row)})
    if row.startswith((WEIGHT, FAMILY)):
        if not value:
            return reset(need, row)
        if not is_points(value):
            raise ValueError(value)
        if advice is not None and _is_the_whole(need, advice):
            return _beside_the_rest(need, advice, row, float(value))
        if row.startswith(FAMILY):
            families = need.families | {row[len(FAMILY) :]: float(value)}
            return replace(need, families=families, method=None)
        return replace(need, weights=need.weights | {row[len(WEIGHT) :]: float(value)})
    criterion = row[len(MUST) :]
    waived = tuple(id for id in need.waived if id != criterion)
    return replace(need, musts=need.musts | {criterion: value}, waived=waived)


def _put_large_model(need: Need, row: str, value: str) -> Need:
    """A model that is taken back takes all that was said of it along."""
    if row == "llm" and not value:
        return replace(need, **dict.fromkeys(LARGE_MODEL))
    if row not in COUNTS or not value:
        return replace(need, **{row: value or None})
    counted = count_of(row, value)
    if counted is None:
        raise ValueError(value)
    return replace(need, **{row: counted})


def is_points(text: str) -> bool:
    """Whether a text says points: a number from 0 up, or nothing."""
    try:
        return not text or 0 <= float(text) < float("inf")
    except ValueError:
        return False


def step(need: Need, advice: Advice, row: str, by: int) -> Need:
    """Move a row: the next answer, one point more, or tick and untick."""
    if row in (*FIELDS, FIGURES):
        known = answers(advice, row)
        now = getattr(need, row) or ""
        at = known.index(now) if now in known else 0
        return put(need, row, known[(at + by) % len(known)])
    if row in LARGE_MODEL:
        return _step_large_model(need, advice, row, by)
    if row.startswith((WEIGHT, FAMILY)):
        return put(need, row, f"{max(0.0, points(advice, row) + by):.{ROUND}f}", advice)
    return toggle(need, advice, row[len(MUST) :])


def _step_large_model(need: Need, advice: Advice, row: str, by: int) -> Need:
    """One more or fewer; of tokens twice or half as many. Names are chosen, not stepped through."""
    plan = advice.large_model
    if row not in COUNTS or plan is None:
        return need
    now = {"context": plan.asked.context, "users": plan.asked.users, "cards": plan.card.count or 1}
    counted = getattr(need, row) or now[row]
    if row == "context":
        counted = counted * 2**by if by > 0 else counted // 2**-by
    else:
        counted += by
    return replace(need, **{row: min(max(counted, 1), COUNTS[row])})


def toggle(need: Need, advice: Advice, criterion: str) -> Need:
    """Tick or untick a must-have or a gate."""
    bare = reset(need, MUST + criterion)
    asked_anyway = criterion in GATES or _by_profile(advice, criterion)
    in_force = criterion not in need.waived and (criterion in GATES or criterion in advice.musts)
    if in_force:
        return replace(bare, waived=(*bare.waived, criterion)) if asked_anyway else bare
    return bare if asked_anyway else replace(bare, musts=bare.musts | {criterion: ""})


def reset(need: Need, row: str) -> Need:
    """Take the person's answer of a row back."""
    if row == FIGURES:
        return put(need, row, "")
    if row in LARGE_MODEL:
        return put(need, row, "")
    if row in FIELDS or row in EXACTLY.values():
        return replace(need, **{row: None, **_below(row)})
    if row.startswith(WEIGHT):
        return replace(
            need,
            weights={id: value for id, value in need.weights.items() if id != row[len(WEIGHT) :]},
        )
    if row.startswith(FAMILY):
        families = {id: value for id, value in need.families.items() if id != row[len(FAMILY) :]}
        return replace(need, families=families)
    criterion = row[len(MUST) :]
    return replace(
        need,
        musts={id: level for id, level in need.musts.items() if id != criterion},
        waived=tuple(id for id in need.waived if id != criterion),
    )


def points(advice: Advice, row: str) -> float:
    """A criterion's or a family's points of the profile's hundred, or those that the person
    gave."""
    if row.startswith(FAMILY):
        family = row[len(FAMILY) :]
        given = advice.need.families.get(family)
        sums = family_weights(advice.knowledge, advice.weights)
        return 100.0 * sums[family] if given is None else given
    criterion = row[len(WEIGHT) :]
    given = advice.need.weights.get(criterion)
    if given is not None:
        return given
    bare = weigh(advice.knowledge, replace(advice.need, weights={}))
    return 100.0 * next(weight.share for weight in bare if weight.criterion == criterion)


def _is_the_whole(need: Need, advice: Advice) -> bool:
    """Whether points by hand would leave nothing to what is not named."""
    profile = need.industry or need.task or need.team
    return bool(advice.knowledge.families) and not profile


def _beside_the_rest(need: Need, advice: Advice, row: str, points: float) -> Need:
    """Points for a row, and for every family those that it has: what was open stays open within
    the families that nobody touched."""
    knowledge = advice.knowledge
    sums = family_weights(knowledge, advice.weights)
    families = {id: round(100.0 * share, ROUND) for id, share in sums.items() if share > 0}
    families |= need.families
    if row.startswith(FAMILY):
        families[row[len(FAMILY) :]] = points
        return replace(need, families=families, method=None)
    criterion = row[len(WEIGHT) :]
    home = knowledge.criteria[criterion].group
    beside = {
        weight.criterion: round(100.0 * weight.share, ROUND + 1)
        for weight in advice.weights
        if weight.share > 0 and knowledge.criteria[weight.criterion].group == home
    } | {criterion: points}
    families[home] = round(sum(beside.values()), ROUND)
    return replace(need, families=families, weights=need.weights | beside, method=None)


def _below(row: str) -> dict[str, None]:
    return {EXACTLY[row]: None} if row in EXACTLY else {}


def _by_profile(advice: Advice, criterion: str) -> bool:
    knowledge, need = advice.knowledge, advice.need
    profiles = [knowledge.criteria[criterion].must is not None]
    if need.industry:
        profiles.append(criterion in knowledge.industries[need.industry].musts)
    if need.task:
        profiles.append(criterion in knowledge.tasks[need.task].musts)
    return any(profiles)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
