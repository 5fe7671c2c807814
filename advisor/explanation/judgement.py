"""A policy judges an advice: each rule holds or fails, and says what it saw."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.book import Remark
from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.model.policy import Policy, Rule
from advisor.model.stack import STACK_GRADES, Resolution, Stack, StackGrade
from advisor.scoring.gates import reaches
from advisor.stacks import requirements, versions


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
    answer: Resolution | None = None
    """The versions of the choice that would run, or why there are none; None where nobody
    resolved."""
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
    answer = advice.stacks.get(choice)
    return PolicyJudgement(policy=policy, choice=choice, answer=answer, findings=tuple(findings))


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
    if rule.stack_grade is not None or rule.require:
        found += _of_stack(rule, choice, advice)
    return tuple(found)


def _of_stack(rule: Rule, choice: str, advice: Advice) -> list[Remark]:
    """What a rule asks of the versions that would run, whichever of its conditions hold."""
    stack = advice.stack(choice)
    if stack is None:
        return [Remark(kind="stack_none", values={"framework": choice})]
    device = advice.knowledge.accelerators.get(stack.accelerator)
    plain = device is not None and device.always
    found = []
    for each in (stack, *stack.otherwise):
        if rule.stack_grade is not None and not _known_so(each.grade, rule.stack_grade, plain):
            seen = Remark(
                kind="stack_grade_is",
                values={
                    "framework": choice,
                    "version": each.version,
                    "stack_grade": each.grade,
                    "bound": rule.stack_grade,
                },
            )
            found.append(seen)
        found += [remark for text in rule.require for remark in _unmet(text, each)]
    return list({repr(remark): remark for remark in found}.values())


def _known_so(grade: StackGrade, wanted: StackGrade, plain: bool) -> bool:
    """Whether a grade is at least as strong as the one that is wanted.

    Args:
        plain: the machine has no platform software, and resolved is as good as documented.
    """
    counted: StackGrade = "documented" if plain and grade == "resolved" else grade
    return STACK_GRADES.index(counted) <= STACK_GRADES.index(wanted)


def _unmet(text: str, stack: Stack) -> list[Remark]:
    """What a stack has against a requirement; nothing where it meets it."""
    wanted = requirements.parsed(text)
    has = [
        part.version
        for part in stack.parts
        if requirements.normal(part.name or part.component) == wanted.name
    ]
    if wanted.name == "python" and stack.python:
        has.append(stack.python)
    if not has:
        return [Remark(kind="requirement_lacks", values={"package": wanted.name})]
    return [
        Remark(
            kind="requirement_unmet",
            values={"package": wanted.name, "version": version, "requirement": text},
        )
        for version in has
        if not versions.holds(version, wanted.specifier)
    ]


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
