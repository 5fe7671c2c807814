"""What would change the verdict, in words that a manager reads."""

from __future__ import annotations

import math

from advisor.explanation.advice import Advice
from advisor.explanation.change import Changes, CriticalValue, CriticalWeight, changes
from advisor.messages import Say
from advisor.model.criterion import Criterion
from advisor.scoring.gates import reaches
from advisor.scoring.shape import TIE
from advisor.views import names
from advisor.views.numbers import WHOLE, amount, percent

WEIGHTS_NAMED = 3
VALUES_NAMED = 3


def what_would_change(
    advice: Advice, framework: str, against: str | None, say: Say
) -> tuple[str, ...]:
    """At most seven sentences: the nearest weights, the smallest change of weights, the single
    values."""
    found = changes(advice, framework, against)
    if found is None:
        return (say("There is nobody to compare it with."),)
    if found.lead <= TIE:
        return _tie(found, advice, say)
    lines = (
        [_weights(found, advice, say)]
        if advice.ranking and found.ahead in advice.ranking.first
        else []
    )
    lines.append(_smallest_move(found, advice, say))
    lines += [_value(entry, advice, say) for entry in found.critical_values[:VALUES_NAMED]]
    if not found.critical_values:
        lines.append(say("No single value would change the order of these two."))
    return tuple(lines)


def _tie(found: Changes, advice: Advice, say: Say) -> tuple[str, ...]:
    """Level already: what is unknown about either would separate them."""
    ahead = names.framework(advice.knowledge, found.ahead, say)
    behind = names.framework(advice.knowledge, found.behind, say)
    unknown = dict.fromkeys(
        criterion
        for criterion in advice.book.criteria
        for id in (found.ahead, found.behind)
        if advice.share(criterion) > 0 and advice.book.cell(id, criterion).value is None
    )
    lines = [say("{ahead} and {behind} score the same: a tie.", ahead=ahead, behind=behind)]
    if unknown:
        labels = ", ".join(
            names.criterion(advice.knowledge, criterion, say) for criterion in unknown
        )
        lines.append(
            say("What is unknown about them would separate them: {labels}.", labels=labels)
        )
    else:
        lines.append(
            say("Any change of weights between criteria in which they differ separates them.")
        )
    return tuple(lines)


def _weights(found: Changes, advice: Advice, say: Say) -> str:
    nearest = found.critical_weights[:WEIGHTS_NAMED]
    if not nearest:
        return say("No single weight, however large or small, would put another framework first.")
    parts = say("; ").join(_weight(entry, advice, say) for entry in nearest)
    return say("Another framework would be first with: {parts}.", parts=parts)


def _weight(entry: CriticalWeight, advice: Advice, say: Say) -> str:
    label = names.criterion(advice.knowledge, entry.criterion, say)
    now = percent(entry.weight, say)
    if entry.high < 1.0 and (
        entry.low <= 0.0 or entry.high - entry.weight <= entry.weight - entry.low
    ):
        return say(
            "{label} above {bound} (now {now})",
            label=label,
            bound=percent(entry.high, say),
            now=now,
        )
    return say(
        "{label} below {bound} (now {now})", label=label, bound=percent(entry.low, say), now=now
    )


def _smallest_move(found: Changes, advice: Advice, say: Say) -> str:
    ahead = names.framework(advice.knowledge, found.ahead, say)
    behind = names.framework(advice.knowledge, found.behind, say)
    if found.moved is None:
        return say(
            "No weights at all bring {behind} level with {ahead}: it is no better anywhere.",
            behind=behind,
            ahead=ahead,
        )
    up = [move for move in found.moves if move.after > move.before]
    to = ", ".join(names.criterion(advice.knowledge, move.criterion, say) for move in up)
    return say(
        "{behind} reaches {ahead} when {moved} of all weight moves to: {to}.",
        behind=behind,
        ahead=ahead,
        moved=percent(found.moved, say),
        to=to or "-",
    )


def _value(entry: CriticalValue, advice: Advice, say: Say) -> str:
    criterion = advice.knowledge.criteria[entry.criterion]
    name = names.framework(advice.knowledge, entry.framework, say)
    label = criterion.label.said_in(say.lang)
    needed = (
        names.level(advice.knowledge, entry.criterion, entry.needed, say)
        if isinstance(entry.needed, str)
        else amount(_whole(entry.needed, criterion, worse=entry.worse), criterion.unit, say)
    )
    values = {"label": label, "name": name, "needed": needed}
    if entry.known and entry.worse:
        return say(
            "They would draw level or change places with {label} of {name} at {needed} or worse.",
            **values,
        )
    if entry.known:
        return say(
            "They would draw level or change places with {label} of {name} at {needed} or better.",
            **values,
        )
    if entry.worse:
        return say(
            "Unknown, and it may decide: {label} of {name}; at {needed} or worse they draw level.",
            **values,
        )
    return say(
        "Unknown, and it may decide: {label} of {name}; at {needed} or better they draw level.",
        **values,
    )


def _whole(needed: float, criterion: Criterion, *, worse: bool) -> float:
    """Things that are counted come whole: the nearest number that is far enough."""
    if criterion.unit not in WHOLE:
        return needed
    down = worse == reaches(criterion, 2.0, "1")
    return float(math.floor(needed) if down else math.ceil(needed))
