"""Vote: several people's profiles become one need, with what each of them would have got."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct, structs

from advisor.errors import AdvisorError, ExitCode
from advisor.explanation.advice import Advice
from advisor.messages import N_, told
from advisor.model.criterion import Criterion, Ordinal
from advisor.model.knowledge import Knowledge
from advisor.model.need import LARGE_MODEL, Need
from advisor.scoring.group import Group, group
from advisor.usecases.need.check_need import check_need

Advised = Callable[[Need], Advice]
"""Gives the advice for a need, on what was gathered."""

PLACE = (
    *("distro", "distro_release", "arch", "accelerator", "chip", "python", "requires"),
    *("tuned", "figures", "as_of", "seed"),
    *LARGE_MODEL,
)
"""Fields of a need that a team has one of: where it shall run, and as of when."""
NOTHING = Need()


class Vote(Struct, frozen=True, kw_only=True):
    """The common need and its advice, with everybody's part in it."""

    need: Need
    """The weights of all, everybody's must-haves, and those frameworks that all admit."""
    advice: Advice
    group: Group


def vote(base: Need, profiles: Mapping[str, Need], advised: Advised) -> Vote:
    """Merge the needs of several people, and rank for the common one and for each.

    A person's own first is the first by their own profile at the common place: what `rank
    --profile` says of it.

    Args:
        base: what was said for all of them; it wins over what a profile says.
        profiles: person: their need.
    Raises:
        AdvisorError: nothing is left to vote on, they say different places, or a profile names
            what does not exist.
    """
    need = common_need(base, profiles, advised(base).knowledge)
    advice = advised(need)
    if advice.ranking is None:
        raise AdvisorError(
            "nothing-eligible",
            "Every framework is excluded, so there is nothing to vote on.",
            hint="`fwadvisor rank` with the same options names what would let each one in",
            exit_code=ExitCode.NO,
        )
    own = {person: advised(own_need(base, profile, need)) for person, profile in profiles.items()}
    without = {person: _first_without(person, base, profiles, need, advised) for person in profiles}
    return Vote(
        need=need,
        advice=advice,
        group=group(
            advice.ranking,
            {person: one.ranking for person, one in own.items()},
            {person: first or advice.ranking.first for person, first in without.items()},
            {person: _weights_of(one) for person, one in own.items()},
        ),
    )


def common_need(base: Need, profiles: Mapping[str, Need], knowledge: Knowledge) -> Need:
    """What all of them want together: weights spread as the people are, all must-haves, each at
    the strictest level, only frameworks that everybody admits.

    Raises:
        AdvisorError: two profiles say different places, or one names what does not exist.
    """
    for profile in profiles.values():
        check_need(profile, knowledge)
    place = {name: _agreed(name, base, profiles) for name in PLACE}
    members = {person: _over(profile, base) for person, profile in profiles.items()}
    musts: dict[str, str] = {}
    for member in members.values():
        for id, level in _musts_of(member, knowledge).items():
            musts[id] = stricter(knowledge.criteria[id], musts[id], level) if id in musts else level
    left_out = {id for member in members.values() for id in member.without}
    among = _admitted_by_all(members, left_out)
    waived = [set(member.waived) for member in members.values()]
    return structs.replace(
        base,
        **place,
        musts=musts,
        waived=tuple(sorted(set.intersection(*waived))),
        among=among,
        without=() if among else tuple(sorted(left_out)),
        team={person: _weights_alone(member) for person, member in sorted(members.items())},
    )


def own_need(base: Need, profile: Need, common: Need) -> Need:
    """One person's need at the common place."""
    place = {name: getattr(common, name) for name in PLACE}
    return structs.replace(_over(profile, base), **place)


def stricter(criterion: Criterion, one: str, other: str) -> str:
    """Which of two bounds asks for more; "" asks for more than the worst only."""
    if not one or not other:
        return one or other
    from advisor.scoring.values import worth

    levels: tuple[str | float, str | float] = (one, other)
    if not isinstance(criterion.scale, Ordinal):
        levels = (float(one), float(other))
    first, second = (worth(criterion.scale, level).value for level in levels)
    return one if first >= second else other


def _over(profile: Need, base: Need) -> Need:
    """A profile with what was said for all over it, as options stand over a profile file."""
    given: dict[str, Any] = {}
    for name in base.__struct_fields__:
        value = getattr(base, name)
        if value == getattr(NOTHING, name):
            continue
        below = getattr(profile, name)
        if isinstance(value, dict):
            value = {**below, **value}
        elif name == "waived":
            value = tuple(dict.fromkeys((*below, *value)))
        given[name] = value
    return structs.replace(profile, **given)


def _agreed(name: str, base: Need, profiles: Mapping[str, Need]) -> Any:
    """What was said for all, or what everybody says who says anything."""
    usual = getattr(NOTHING, name)
    if getattr(base, name) != usual:
        return getattr(base, name)
    said = {person: getattr(profile, name) for person, profile in profiles.items()}
    said = {person: value for person, value in said.items() if value != usual}
    values = list(said.values())
    if any(value != values[0] for value in values):
        person, other = next((one, two) for one in said for two in said if said[one] != said[two])
        raise AdvisorError(
            "different-places",
            told(
                "{person} and {other} say different things about {name}: {one} and {two}.",
                person=person,
                other=other,
                name=name,
                one=said[person],
                two=said[other],
            ),
            why=N_("A team decides for one place."),
            hint=told("give it for all of them, with --{name}", name=_option(name)),
            exit_code=ExitCode.USAGE,
        )
    return values[0] if values else usual


def _option(name: str) -> str:
    return {"distro_release": "distro", "requires": "require", "as_of": "as-of"}.get(name, name)


def _musts_of(member: Need, knowledge: Knowledge) -> dict[str, str]:
    """A person's must-haves, those of their industry and task in them, less what they waive."""
    musts: dict[str, str] = {}
    if member.industry:
        musts.update(knowledge.industries[member.industry].musts)
    if member.task:
        musts.update(knowledge.tasks[member.task].musts)
    musts.update(member.musts)
    return {id: level for id, level in musts.items() if id not in member.waived}


def _admitted_by_all(members: Mapping[str, Need], left_out: set[str]) -> tuple[str, ...]:
    """The frameworks that everybody's `among` names, less those that anybody leaves out; empty
    where nobody named any.

    Raises:
        AdvisorError: they have none in common.
    """
    named = [set(member.among) for member in members.values() if member.among]
    if not named:
        return ()
    common = set.intersection(*named) - left_out
    if not common:
        raise AdvisorError(
            "nothing-in-common",
            "No framework is among those that everybody admits.",
            hint="take `among` out of one of the profiles",
            exit_code=ExitCode.NO,
        )
    return tuple(sorted(common))


def _weights_alone(member: Need) -> Need:
    """What of a person's need bears on weights."""
    return Need(**{name: getattr(member, name) for name in OF_WEIGHTS})


OF_WEIGHTS = ("industry", "task", "weights", "families", "method", "firmness", "answers")


def _weights_of(advice: Advice) -> dict[str, float]:
    return {weight.criterion: weight.share for weight in advice.weights if weight.share > 0}


def _first_without(
    person: str, base: Need, profiles: Mapping[str, Need], need: Need, advised: Advised
) -> tuple[str, ...]:
    """Who would be first if that person had not been asked; nobody where they were alone."""
    others = {name: profile for name, profile in profiles.items() if name != person}
    if not others:
        return ()
    place = {name: getattr(need, name) for name in PLACE}
    left = common_need(structs.replace(base, **place), others, advised(base).knowledge)
    ranking = advised(left).ranking
    return ranking.first if ranking is not None else ()


def place_of(need: Need) -> Need:
    """Of a need only where it shall run, for a vote there."""
    return Need(**{name: getattr(need, name) for name in PLACE})


def with_team(advice: Advice, profiles: Mapping[str, Need], advised: Advised) -> Advice:
    """The advice with the vote that its need came from; as it was where it is another need.

    Args:
        profiles: person: their need.
    """
    if not profiles or not advice.need.team or advice.ranking is None:
        return advice
    voted = vote(place_of(advice.need), profiles, advised)
    return structs.replace(advice, team=voted.group) if voted.need == advice.need else advice
