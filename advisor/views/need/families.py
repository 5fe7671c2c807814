"""Questions about families of criteria, one by one, and what the answers came to."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from msgspec import Struct

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.explanation.preference import WeighedFamilies
from advisor.messages import Say
from advisor.model.family import Family
from advisor.model.knowledge import Knowledge
from advisor.model.need import Method
from advisor.views import names
from advisor.views.digits import number, share
from advisor.views.numbers import percent
from advisor.views.ranking.prior import prior_fields
from advisor.views.ranking.table import verdict_lines


class FamilyPrompt(Struct, frozen=True, kw_only=True):
    """One question to be put, and how its answer is written."""

    lines: tuple[str, ...]
    text: str
    before: str = ""
    after: str = ""
    among: tuple[str, ...] = ()
    """Ids to choose from; empty where a number or an order is wanted."""
    numbers: bool = True

    def written(self, text: str) -> str:
        """The answer as `--answer` takes it."""
        return f"{self.before}{text.strip()}{self.after}"

    def accepts(self, text: str) -> bool:
        """Whether a typed answer can be one, so that a slip costs no more than the question."""
        if self.among:
            return text.strip() in self.among
        if not self.numbers:
            return bool(text.strip())
        over, _, under = text.strip().partition("/")
        try:
            return float(over) >= 0 and float(under or 1) > 0
        except ValueError:
            return False


def family_prompt(
    knowledge: Knowledge, method: Method, answers: tuple[str, ...], say: Say
) -> FamilyPrompt | None:
    """The next question of a method after some answers; None when all are answered."""
    families = knowledge.families
    if method == "order":
        return None if answers else _order(families, say)
    if method == "points":
        return _points(families, answers, say)
    if method == "swing":
        return _swing(families, answers, say)
    if method == "pairwise":
        return _pair(families, answers, say)
    return _best_worst(families, answers, say)


def _listed(families: Mapping[str, Family], say: Say) -> tuple[str, ...]:
    return tuple(
        f"  {id}: {family.label.said_in(say.lang)}. {family.swing.said_in(say.lang)}"
        for id, family in families.items()
    )


def _order(families: Mapping[str, Family], say: Say) -> FamilyPrompt:
    return FamilyPrompt(
        lines=(
            say("Which of these would you change first, which next? Leave out what is nothing."),
            *_listed(families, say),
        ),
        text=say("order, as in a>b=c>d"),
        numbers=False,
    )


def _points(
    families: Mapping[str, Family], answers: tuple[str, ...], say: Say
) -> FamilyPrompt | None:
    left = list(families)[len(answers) :]
    if not left:
        return None
    family = families[left[0]]
    return FamilyPrompt(
        lines=(family.question.said_in(say.lang),),
        text=say("{label}: points, 0 to 100", label=family.label.said_in(say.lang)),
        before=f"{left[0]}=",
    )


def _swing(
    families: Mapping[str, Family], answers: tuple[str, ...], say: Say
) -> FamilyPrompt | None:
    if not answers:
        return FamilyPrompt(
            lines=(
                say("Everything is at its worst, and you may change one of these. Which first?"),
                *_listed(families, say),
            ),
            text=say("id"),
            after="=100",
            among=tuple(families),
        )
    first = answers[0].partition("=")[0]
    left = [id for id in families if id != first][len(answers) - 1 :]
    if not left:
        return None
    family = families[left[0]]
    return FamilyPrompt(
        lines=(
            say(
                "{label}: {swing}",
                label=family.label.said_in(say.lang),
                swing=family.swing.said_in(say.lang),
            ),
        ),
        text=say("points, where {first} has 100", first=families[first].label.said_in(say.lang)),
        before=f"{left[0]}=",
    )


def _pair(
    families: Mapping[str, Family], answers: tuple[str, ...], say: Say
) -> FamilyPrompt | None:
    pairs = list(combinations(families, 2))[len(answers) :]
    return _comparison(families, *pairs[0], say=say, least="1/9") if pairs else None


def _best_worst(
    families: Mapping[str, Family], answers: tuple[str, ...], say: Say
) -> FamilyPrompt | None:
    if not answers:
        return FamilyPrompt(
            lines=(say("Which of these changes matters most?"), *_listed(families, say)),
            text=say("id"),
            before="best=",
            among=tuple(families),
        )
    best = answers[0].removeprefix("best=")
    others = tuple(id for id in families if id != best)
    if len(answers) == 1:
        return FamilyPrompt(
            lines=(say("And which matters least?"),), text=say("id"), before="worst=", among=others
        )
    worst = answers[1].removeprefix("worst=")
    pairs = [(best, id) for id in others]
    pairs += [(id, worst) for id in others if id != worst]
    left = pairs[len(answers) - 2 :]
    return _comparison(families, *left[0], say=say, least="1") if left else None


def _comparison(
    families: Mapping[str, Family], one: str, other: str, *, say: Say, least: str
) -> FamilyPrompt:
    return FamilyPrompt(
        lines=(
            say(
                "How many times as much does {one} matter as {other}? 1 is equal, 9 is extremely "
                "more.",
                one=families[one].label.said_in(say.lang),
                other=families[other].label.said_in(say.lang),
            ),
        ),
        text=say("a number from {least} to 9", least=least),
        before=f"{one}/{other}=",
    )


def families_lines(
    found: WeighedFamilies, advice: Advice, certainty: Certainty, say: Say
) -> tuple[str, ...]:
    """The weights, how well the answers agree, and the verdict."""
    knowledge = advice.knowledge
    heaviest = sorted(found.weights.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [
        f"  {names.family(knowledge, family, say)}: {percent(weight, say)}"
        for family, weight in heaviest
    ]
    if found.unnamed:
        unnamed = say(", ").join(names.family(knowledge, id, say) for id in found.unnamed)
        lines.append(say("Without weight: {families}.", families=unnamed))
    if found.consistency_ratio is not None:
        ratio = f"{found.consistency_ratio:.2f}"
        lines.append(
            say("Consistency ratio {ratio}: the answers agree.", ratio=ratio)
            if found.consistent
            else say(
                "Consistency ratio {ratio}, which is too much: the answers contradict one another, "
                "so the weights are taken roughly. Look at them again.",
                ratio=ratio,
            )
        )
    return (*lines, *verdict_lines(advice, certainty, say)[:2])


def families_document(
    found: WeighedFamilies, advice: Advice, certainty: Certainty
) -> dict[str, Any]:
    """`fwadvisor.prefer/1`, of a method about families."""
    verdict = certainty.verdict
    return {
        "schema": "fwadvisor.prefer/1",
        "method": found.method,
        "families": {id: number(weight) for id, weight in found.weights.items()},
        "unnamed": list(found.unnamed),
        "consistency_ratio": found.consistency_ratio,
        "deviation": found.deviation,
        "consistent": found.consistent,
        "prior": prior_fields(advice.prior),
        "verdict": verdict.word,
        "first": list(verdict.first),
        "share": share(verdict.share),
    }
