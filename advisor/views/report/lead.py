"""The recommendation in a few sentences: what, how surely, why, and how to begin."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.scoring.shape import TIE
from advisor.views import names
from advisor.views.large_models.lines import short_lines
from advisor.views.numbers import score
from advisor.views.ranking.gates import gate_words
from advisor.views.ranking.table import verdict_lines

REASONS = 3
"""Criteria named for the first, and against it."""


def lead(advice: Advice, certainty: Certainty, say: Say) -> tuple[str, ...]:
    """The verdict and the reason first; then conditions, how to begin, and what it all rests on."""
    verdict, *rest = verdict_lines(advice, certainty, say)
    said = (
        *short_lines(advice, say),
        verdict,
        reason_line(advice, say),
        *_conditions(advice, say),
        _begin(advice, say),
        *rest,
    )
    return tuple(line for line in said if line)


def reason_line(advice: Advice, say: Say) -> str:
    """Where the first is ahead of the second, and where it is behind."""
    if advice.ranking is None or len(advice.ranking.places) < 2:
        return ""
    first, second = advice.ranking.places[:2]
    if first.score - second.score <= TIE:
        return ""
    ahead: list[str] = []
    behind: list[str] = []
    gaps = {id: part - second.contributions[id] for id, part in first.contributions.items()}
    for id, gap in sorted(gaps.items(), key=lambda pair: (-abs(pair[1]), pair[0])):
        if abs(gap) > TIE:
            (ahead if gap > 0 else behind).append(names.criterion(advice.knowledge, id, say))
    values = {
        "first": names.framework(advice.knowledge, first.alternative, say),
        "second": names.framework(advice.knowledge, second.alternative, say),
        "lead": score(first.score - second.score),
        "ahead": say(", ").join(ahead[:REASONS]),
        "behind": say(", ").join(behind[:REASONS]),
    }
    if behind:
        return say(
            "{first} leads {second} by {lead} of 1, most through {ahead}; it is behind in "
            "{behind}.",
            **values,
        )
    return say(
        "{first} leads {second} by {lead} of 1, most through {ahead}; it is behind nowhere.",
        **values,
    )


def _conditions(advice: Advice, say: Say) -> tuple[str, ...]:
    """What is not known about the first and could still keep it out."""
    if advice.ranking is None:
        return ()
    named = names.every_name(advice, say)
    return tuple(
        say(
            "{name} is recommended on condition: {said}.",
            name=names.framework(advice.knowledge, id, say),
            said=gate_words(gate, say, named),
        )
        for id in advice.ranking.first
        for gate in advice.admission(id).gates
        if gate.status == "unknown"
    )


def _begin(advice: Advice, say: Say) -> str:
    if advice.ranking is None or len(advice.ranking.first) > 1:
        return ""
    if advice.stack(advice.ranking.first[0]) is None:
        return ""
    heading = say("How each one is installed there")
    return say("Everything to type for it stands under: {heading}.", heading=heading)
