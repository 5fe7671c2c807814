"""Trade-off questions in words, and what the answers came to."""

from __future__ import annotations

from typing import Any

from advisor.explanation.advice import Advice
from advisor.explanation.preference import Preferred
from advisor.messages import N_, Say
from advisor.model.criterion import Level, Ordinal
from advisor.scoring.preference.advise import Advised
from advisor.scoring.preference.question import Question
from advisor.scoring.values import level_worth
from advisor.views import names
from advisor.views.digits import number, share
from advisor.views.numbers import percent, with_unit
from advisor.views.ranking.prior import prior_fields
from advisor.views.ranking.table import verdict_lines

WEIGHTS = 8

STOPPED = {
    "sure": N_("No further answer would matter: the first stays first."),
    "little to learn": N_("No further question would tell enough to be worth your time."),
    "enough": N_("After so many questions more of them hardly help."),
    "stopped": N_("You stopped; what you said counts."),
}


def question_lines(
    question: Question, advised: Advised, advice: Advice, say: Say
) -> tuple[str, ...]:
    """The question with both ends of both swings, because a weight without a range means
    nothing."""
    return (
        "",
        say(
            "Which would you rather have? (at most {more} more questions are worth asking)",
            more=advised.more,
        ),
        "  a  " + _swing(advice, question.swing, 1.0, say),
        "  b  " + _swing(advice, question.part, question.share, say),
        say("  =  both are worth the same     q  stop"),
    )


def _swing(advice: Advice, criterion: str, share: float, say: Say) -> str:
    scale = advice.knowledge.criteria[criterion].scale
    return say(
        "{label}: from {worst} to {best}",
        label=names.criterion(advice.knowledge, criterion, say),
        worst=_level(advice, criterion, level_worth(scale, 0.0), say),
        best=_level(advice, criterion, level_worth(scale, share), say),
    )


def _level(advice: Advice, criterion: str, level: Level, say: Say) -> str:
    entry = advice.knowledge.criteria[criterion]
    if isinstance(entry.scale, Ordinal):
        return names.level(advice.knowledge, criterion, level, say)
    return with_unit(float(level), say(entry.unit))


def preference_lines(result: Preferred, advice: Advice, say: Say) -> tuple[str, ...]:
    """Why it stopped, the weights, and the verdict over what the answers leave open."""
    lines = [say(STOPPED[result.why])]
    if result.consistency is not None:
        lines.append(
            say(
                "{count} answers; {share} of them agree with the weights below.",
                count=len(result.asked),
                share=percent(result.consistency, say),
            )
        )
    heaviest = sorted(result.weights.items(), key=lambda pair: (-pair[1], pair[0]))[:WEIGHTS]
    for criterion, weight in heaviest:
        low, high = result.intervals[criterion]
        lines.append(
            f"  {names.criterion(advice.knowledge, criterion, say)}: {percent(weight, say)} "
            f"({percent(low, say)} .. {percent(high, say)})"
        )
    return (*lines, *verdict_lines(advice, result.certainty, say)[:2])


def preference_document(result: Preferred) -> dict[str, Any]:
    """`fwadvisor.prefer/1`."""
    verdict = result.certainty.verdict
    return {
        "schema": "fwadvisor.prefer/1",
        "asked": [
            {
                "swing": entry.question.swing,
                "part": entry.question.part,
                "share": entry.question.share,
                "answer": entry.answer,
            }
            for entry in result.asked
        ],
        "stopped": result.why,
        "consistency": result.consistency,
        "weights": {id: number(weight) for id, weight in result.weights.items()},
        "intervals": {
            id: [number(low), number(high)] for id, (low, high) in result.intervals.items()
        },
        "prior": prior_fields(result.advice.prior),
        "verdict": verdict.word,
        "first": list(verdict.first),
        "share": share(verdict.share),
    }
