"""A team's vote: the common ranking, each one's own first, and what they disagree about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.model.knowledge import Knowledge
from advisor.model.need import Need
from advisor.scoring.group import Group
from advisor.views import names
from advisor.views.digits import number
from advisor.views.documents.ranking import heading
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.need.rows import MenuItem
from advisor.views.numbers import percent, score

DISPUTED = 8
"""So many criteria are named, the most disputed first."""
WIDEST = 8
"""Columns of the bar of the weight that people are furthest apart about."""


def vote_lines(group: Group, advice: Advice, say: Say) -> tuple[str, ...]:
    """The vote in sentences: who is first together, who would change that, the compromise, and how
    far all agree."""
    first = group.ranking.places[0]
    lines = [
        say(
            "Together: {names}, with {score} by the merged weights.",
            names=_named(group.ranking.first, advice, say),
            score=score(first.score),
        )
    ]
    decisive = [person for person in group.people if person.decisive]
    lines += [
        say(
            "Without {person}: {names}.",
            person=person.name,
            names=_named(person.without, advice, say),
        )
        for person in decisive
    ]
    if not decisive and len(group.people) > 1:
        lines.append(say("Nobody's leaving would change who is first."))
    return (*lines, *_agreement(group, advice, say))


def weights_table(group: Group, advice: Advice, say: Say) -> Table:
    """Every merged weight, the weightiest first, with the least and the most that anybody gives."""
    widest = max((entry.high - entry.low for entry in group.disputed), default=0.0) or 1.0
    rows = [
        Row(
            id=entry.criterion,
            cells=(
                Cell(text=names.criterion(advice.knowledge, entry.criterion, say)),
                Cell(text=percent(entry.merged, say), tone="strong"),
                Cell(text=percent(entry.low, say)),
                Cell(text=percent(entry.high, say)),
                Cell(text="=" * round(WIDEST * (entry.high - entry.low) / widest)),
            ),
        )
        for entry in sorted(group.disputed, key=lambda entry: (-entry.merged, entry.criterion))
    ]
    return Table(
        title=say("Merged weights"),
        columns=(
            Column(title=say("criterion"), shrinks=True),
            Column(title=say("merged"), right=True),
            Column(title=say("least"), right=True),
            Column(title=say("most"), right=True),
            Column(title=say("how far apart")),
        ),
        rows=tuple(rows),
    )


def vote_tables(
    group: Group, advice: Advice, say: Say, certainty: Certainty | None = None
) -> tuple[Table, ...]:
    """Three tables: the common ranking, the people, the disputed criteria."""
    return (
        common_table(group, advice, say, certainty),
        people_table(group, advice, say),
        disputed_table(group, advice, say),
    )


def common_table(
    group: Group, advice: Advice, say: Say, certainty: Certainty | None = None
) -> Table:
    """The ranking by the merged weights, with the share of samples in which each is first where
    that was asked."""
    return Table(
        title=say("Together (the mean of everybody's weights)"),
        columns=(
            Column(title="", right=True),
            Column(title=say("framework")),
            Column(title=say("score"), right=True),
            Column(title=say("share"), right=True),
        ),
        rows=tuple(
            Row(
                id=place.alternative,
                cells=(
                    Cell(text=str(place.rank), tone="strong"),
                    Cell(text=names.framework(advice.knowledge, place.alternative, say)),
                    Cell(text=score(place.score)),
                    Cell(text=_share(certainty, place.alternative, say)),
                ),
            )
            for place in group.ranking.places
        ),
        notes=_agreement(group, advice, say),
    )


def people_table(group: Group, advice: Advice, say: Say) -> Table:
    """Each one's own first, what they give up, and who would be first without them."""
    return Table(
        title=say("Each one"),
        columns=(
            Column(title=say("person")),
            Column(title=say("own first")),
            Column(title=say("gives up"), right=True),
            Column(title=say("weights apart"), right=True),
            Column(title=say("without them first")),
        ),
        rows=tuple(
            Row(
                id=person.name,
                cells=(
                    Cell(text=person.name),
                    Cell(text=_named(person.first, advice, say) or say("nobody")),
                    Cell(text=score(person.loss)),
                    Cell(text=percent(person.distance, say)),
                    Cell(
                        text=_named(person.without, advice, say)
                        + (say(" (they decide)") if person.decisive else ""),
                        tone="doubt" if person.decisive else "plain",
                    ),
                ),
            )
            for person in group.people
        ),
    )


def disputed_table(group: Group, advice: Advice, say: Say) -> Table:
    """The criteria that people weigh most differently."""
    return Table(
        title=say("Where they differ"),
        columns=(
            Column(title=say("criterion")),
            Column(title=say("least"), right=True),
            Column(title=say("merged"), right=True),
            Column(title=say("most"), right=True),
        ),
        rows=tuple(
            Row(
                id=entry.criterion,
                cells=(
                    Cell(text=names.criterion(advice.knowledge, entry.criterion, say)),
                    Cell(text=percent(entry.low, say)),
                    Cell(text=percent(entry.merged, say)),
                    Cell(text=percent(entry.high, say)),
                ),
            )
            for entry in group.disputed[:DISPUTED]
            if entry.high > entry.low
        ),
        empty=say("They differ nowhere."),
    )


def _agreement(group: Group, advice: Advice, say: Say) -> tuple[str, ...]:
    compromise = _named(group.compromise, advice, say)
    lines = [
        say(
            "The compromise, which the least satisfied person minds least: {names}.",
            names=compromise,
        )
    ]
    if group.kendall_w is not None:
        w = score(group.kendall_w)
        lines.append(say("Agreement of the people's own rankings (Kendall's W): {w}.", w=w))
    return tuple(lines)


def _share(certainty: Certainty | None, framework: str, say: Say) -> str:
    share = certainty.share(framework) if certainty is not None else None
    return percent(share, say) if share is not None else ""


def _named(ids: tuple[str, ...], advice: Advice, say: Say) -> str:
    return ", ".join(names.framework(advice.knowledge, id, say) for id in ids)


def profile_choices(
    profiles: Mapping[Path, Need], knowledge: Knowledge, say: Say
) -> tuple[MenuItem, ...]:
    """Profile files to choose from: the person, where the file is, and what they ask for."""
    return tuple(
        MenuItem(id=str(file), label=f"{file.stem}  ({_asks_for(need, knowledge, say)})  {file}")
        for file, need in profiles.items()
    )


def _asks_for(need: Need, knowledge: Knowledge, say: Say) -> str:
    parts = [
        entry.name.said_in(say.lang)
        for entry in (
            knowledge.industries.get(need.industry or ""),
            knowledge.tasks.get(need.task or ""),
        )
        if entry is not None
    ]
    if need.weights:
        parts.append(say("own weights: {n}", n=len(need.weights)))
    return say(", ").join(parts) or say("no weights")


def vote_document(group: Group, advice: Advice, certainty: Certainty) -> dict[str, Any]:
    """`fwadvisor.vote/1`."""
    return {
        "schema": "fwadvisor.vote/1",
        **heading(advice, certainty),
        "weights": {id: number(weight) for id, weight in group.weights.items()},
        "ranking": [
            {"id": place.alternative, "rank": place.rank, "score": number(place.score)}
            for place in group.ranking.places
        ],
        "compromise": list(group.compromise),
        "kendall_w": None if group.kendall_w is None else number(group.kendall_w),
        "people": [
            {
                "name": person.name,
                "first": list(person.first),
                "loss": number(person.loss),
                "distance": number(person.distance),
                "decisive": person.decisive,
                "without": list(person.without),
            }
            for person in group.people
        ],
        "disputed": [
            {
                "criterion": entry.criterion,
                "low": number(entry.low),
                "merged": number(entry.merged),
                "high": number(entry.high),
            }
            for entry in group.disputed
        ],
    }
