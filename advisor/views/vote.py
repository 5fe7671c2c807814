"""A team's vote: the common ranking, each one's own first, and what they disagree about."""

from __future__ import annotations

from typing import Any

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.scoring.group import Group
from advisor.views import names
from advisor.views.digits import number
from advisor.views.document import need
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.numbers import percent, score

DISPUTED = 8
"""So many criteria are named, the most disputed first."""


def vote_tables(group: Group, advice: Advice, say: Say) -> tuple[Table, ...]:
    """Three tables: the common ranking, the people, the disputed criteria."""

    def named(ids: tuple[str, ...]) -> str:
        return ", ".join(names.framework(advice.knowledge, id, say) for id in ids)

    common = Table(
        title=say("Together (weights merged by their geometric mean)"),
        columns=(Column(title="", right=True), Column(title=say("framework")), Column(title=say("score"), right=True)),
        rows=tuple(
            Row(
                id=place.alternative,
                cells=(
                    Cell(text=str(place.rank), tone="strong"),
                    Cell(text=names.framework(advice.knowledge, place.alternative, say)),
                    Cell(text=score(place.score)),
                ),
            )
            for place in group.ranking.places
        ),
        notes=(
            say(
                "The compromise, which the least satisfied person minds least: {names}.", names=named(group.compromise)
            ),
            *(
                (say("Agreement of the people's own rankings (Kendall's W): {w}.", w=score(group.kendall_w)),)
                if group.kendall_w is not None
                else ()
            ),
        ),
    )
    people = Table(
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
                    Cell(text=named(person.ranking.first)),
                    Cell(text=score(person.loss)),
                    Cell(text=percent(person.distance, say)),
                    Cell(
                        text=named(person.without) + (say(" (they decide)") if person.decisive else ""),
                        tone="doubt" if person.decisive else "plain",
                    ),
                ),
            )
            for person in group.people
        ),
    )
    disputed = Table(
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
    return common, people, disputed


def vote_document(group: Group, advice: Advice) -> dict[str, Any]:
    """`fwadvisor.vote/1`."""
    return {
        "schema": "fwadvisor.vote/1",
        "need": need(advice),
        "as_of": advice.as_of.isoformat(),
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
                "first": list(person.ranking.first),
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
