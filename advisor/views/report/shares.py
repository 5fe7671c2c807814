"""Which rank each framework takes, and of what each score is made: stacked bars with the tables
that say the same."""

from __future__ import annotations

import math

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.scoring.rank import Place
from advisor.views import names
from advisor.views.figures import BarPart, Cell, Column, Row, StackedBar, StackedBars, Table
from advisor.views.numbers import percent, score
from advisor.views.report.parts import Section


def rank_stacks(advice: Advice, certainty: Certainty, say: Say) -> StackedBars | None:
    """In which share of the plausible weights and measurements each takes rank 1, 2 and so on, for
    a picture."""
    if advice.ranking is None or certainty.robustness is None:
        return None
    shares = certainty.robustness.shares
    order = [place.alternative for place in advice.ranking.places]
    ranks = range(1, len(order) + 1)
    title = say("Ranks in the plausible weights and measurements")
    stacks = tuple(
        StackedBar(
            label=names.framework(advice.knowledge, id, say),
            parts=tuple(BarPart(share=share, text=percent(share, say)) for share in shares[id]),
            text=say("first in {share}", share=percent(shares[id][0], say)),
        )
        for id in order
    )
    return StackedBars(
        title=title,
        key=tuple(say("rank {rank}", rank=rank) for rank in ranks),
        marks=tuple(str(rank) for rank in ranks),
        stacks=stacks,
        alt=_in_words(title, stacks, tuple(say("rank {rank}", rank=rank) for rank in ranks)),
    )


def rank_table(advice: Advice, certainty: Certainty, say: Say) -> Table | None:
    """The same in numbers, with the largest standard error of a share."""
    drawn = rank_stacks(advice, certainty, say)
    if drawn is None or certainty.robustness is None:
        return None
    rows = tuple(
        Row(cells=(Cell(text=stack.label), *(Cell(text=part.text) for part in stack.parts)))
        for stack in drawn.stacks
    )
    largest = max(error for errors in certainty.robustness.errors.values() for error in errors)
    note = say(
        "Shares of {count} samples; the standard error of a share is {error} points at most.",
        count=certainty.robustness.samples,
        error=f"{100 * largest:.1f}",
    )
    return Table(
        title=drawn.title,
        columns=(
            Column(title=say("framework")),
            *(Column(title=name, right=True) for name in drawn.key),
        ),
        rows=rows,
        notes=(note,),
    )


def contributions(advice: Advice, say: Say) -> Section | None:
    """Of what each score is made: by family of criteria as a picture, by criterion as a table."""
    if advice.ranking is None:
        return None
    places = advice.ranking.places
    groups = _groups(advice)
    title = say("What each score is made of, by family of criteria")
    stacks = tuple(_by_group(place, groups, advice, say) for place in places)
    key = tuple(names.family(advice.knowledge, group, say) for group in groups)
    figure = StackedBars(
        title=title,
        key=key,
        marks=tuple(chr(ord("A") + at) for at in range(len(groups))),
        stacks=stacks,
        alt=_in_words(title, stacks, key),
    )
    shares = {weight.criterion: weight.share for weight in advice.weights}
    counted = [
        id
        for id in sorted(advice.book.criteria, key=lambda id: (-shares[id], id))
        if shares[id] > 0
    ]
    rows = [
        Row(
            id=criterion,
            cells=(
                Cell(text=names.criterion(advice.knowledge, criterion, say)),
                Cell(text=percent(shares[criterion], say)),
                *(Cell(text=f"{place.contributions[criterion]:.3f}") for place in places),
            ),
        )
        for criterion in counted
    ]
    rows.append(
        Row(
            cells=(
                Cell(text=say("score, their sum"), tone="strong"),
                Cell(text=percent(1.0, say)),
                *(Cell(text=f"{place.score:.3f}", tone="strong") for place in places),
            )
        )
    )
    table = Table(
        title=say("What each criterion adds to each score"),
        columns=(
            Column(title=say("criterion")),
            Column(title=say("weight"), right=True),
            *(
                Column(title=names.framework(advice.knowledge, place.alternative, say), right=True)
                for place in places
            ),
        ),
        rows=tuple(rows),
    )
    by_group = _group_table(title, stacks, groups, key, advice, say)
    return Section(
        id="contributions",
        heading=say("Contributions"),
        figures=(figure,),
        tables=(by_group, table),
    )


def _group_table(
    title: str,
    stacks: tuple[StackedBar, ...],
    groups: dict[str, list[str]],
    key: tuple[str, ...],
    advice: Advice,
    say: Say,
) -> Table:
    """The picture in numbers: groups down, frameworks across."""
    return Table(
        title=title,
        columns=(
            Column(title=say("family")),
            Column(title=say("weight"), right=True),
            *(Column(title=stack.label, right=True) for stack in stacks),
        ),
        rows=tuple(
            Row(
                id=group,
                cells=(
                    Cell(text=name),
                    Cell(text=percent(math.fsum(advice.share(id) for id in groups[group]), say)),
                    *(Cell(text=stack.parts[at].text) for stack in stacks),
                ),
            )
            for at, (group, name) in enumerate(zip(groups, key, strict=True))
        ),
    )


def _groups(advice: Advice) -> dict[str, list[str]]:
    """group: its criteria, of those that weigh something; the weightiest group first."""
    found: dict[str, list[str]] = {}
    for weight in advice.weights:
        if weight.share > 0:
            found.setdefault(advice.knowledge.criteria[weight.criterion].group, []).append(
                weight.criterion
            )
    shares = {weight.criterion: weight.share for weight in advice.weights}
    order = sorted(found, key=lambda group: (-math.fsum(shares[id] for id in found[group]), group))
    return {group: found[group] for group in order}


def _by_group(place: Place, groups: dict[str, list[str]], advice: Advice, say: Say) -> StackedBar:
    sums = [math.fsum(place.contributions[id] for id in ids) for ids in groups.values()]
    return StackedBar(
        label=names.framework(advice.knowledge, place.alternative, say),
        parts=tuple(BarPart(share=part, text=score(part)) for part in sums),
        text=score(place.score),
    )


def _in_words(title: str, stacks: tuple[StackedBar, ...], key: tuple[str, ...]) -> str:
    said = "; ".join(
        f"{stack.label}: "
        + ", ".join(f"{name} {part.text}" for name, part in zip(key, stack.parts, strict=True))
        for stack in stacks
    )
    return f"{title}. {said}"
