"""A policy judges an advice: each rule holds or fails, and says what it saw."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.book import Remark
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.model.policy import Policy, Rule
from advisor.scoring.gates import reaches


class Finding(Struct, frozen=True, kw_only=True):
    """What one rule came to."""

    rule: Rule
    outcome: Literal["holds", "fails"]
    because: tuple[Remark, ...] = ()
    """What was seen, for each part of the rule that failed."""


class PolicyJudgement(Struct, frozen=True, kw_only=True):
    """A policy's judgement of one choice."""

    policy: Policy
    choice: str
    """Empty when nothing is left to choose."""
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """No rule of level error failed."""
        return not any(
            finding.outcome == "fails" and finding.rule.level == "error"
            for finding in self.findings
        )


def judge(policy: Policy, advice: Advice, certainty: Certainty) -> PolicyJudgement:
    """Ask every rule about the policy's choice, or about the first of the ranking."""
    choice = policy.choice or (advice.ranking.first[0] if advice.ranking else "")
    findings = []
    for rule in policy.rules:
        because = _failures(rule, choice, advice, certainty)
        findings.append(
            Finding(rule=rule, outcome="fails" if because else "holds", because=because)
        )
    return PolicyJudgement(policy=policy, choice=choice, findings=tuple(findings))


def _failures(rule: Rule, choice: str, advice: Advice, certainty: Certainty) -> tuple[Remark, ...]:
    if not choice:
        return (Remark(kind="nothing_eligible"),)
    found: list[Remark] = []
    if rule.criterion is not None:
        found += _of_criterion(rule, rule.criterion, choice, advice)
    place = None
    if advice.ranking is not None:
        place = next(
            (place for place in advice.ranking.places if place.alternative == choice), None
        )
    needs_place = (
        rule.rank_at_most is not None or rule.unknown_at_most is not None or rule.not_excluded
    )
    if needs_place and place is None:
        found.append(Remark(kind="choice_excluded", values={"framework": choice}))
    elif place is not None:
        if rule.rank_at_most is not None and place.rank > rule.rank_at_most:
            found.append(
                Remark(kind="rank_is", values={"rank": place.rank, "bound": rule.rank_at_most})
            )
        if rule.unknown_at_most is not None and len(place.unknown) > rule.unknown_at_most:
            found.append(
                Remark(
                    kind="unknown_are",
                    values={"count": len(place.unknown), "bound": rule.unknown_at_most},
                )
            )
    if rule.verdicts and certainty.verdict.word not in rule.verdicts:
        found.append(Remark(kind="verdict_is", values={"verdict": certainty.verdict.word}))
    return tuple(found)


def _of_criterion(rule: Rule, criterion: str, choice: str, advice: Advice) -> list[Remark]:
    evidence = advice.book.cell(choice, criterion)
    found = []
    if evidence.value is None:
        return [
            Remark(
                kind="must_unknown", values={"criterion": criterion, "level": rule.at_least or ""}
            )
        ]
    if rule.at_least is not None and not reaches(
        advice.knowledge.criteria[criterion], evidence.value, rule.at_least
    ):
        found.append(
            Remark(
                kind="must_level",
                values={"criterion": criterion, "value": evidence.value, "level": rule.at_least},
            )
        )
    if rule.measured and evidence.grade != "measured":
        found.append(
            Remark(kind="grade_is", values={"criterion": criterion, "grade": evidence.grade})
        )
    if rule.days_old_at_most is not None and evidence.as_of is not None:
        days = (advice.as_of - evidence.as_of).days
        if days > rule.days_old_at_most:
            found.append(
                Remark(
                    kind="days_old",
                    values={"criterion": criterion, "days": days, "bound": rule.days_old_at_most},
                )
            )
    return found
