"""A policy's judgement as a table and as a document."""

from __future__ import annotations

from typing import Any

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.explanation.judgement import PolicyJudgement
from advisor.messages import Say, words
from advisor.views import names
from advisor.views.documents.ranking import heading, stack_summary
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.installing.named_stack import stack_text
from advisor.views.remarks import sentence


def judgement_table(judgement: PolicyJudgement, advice: Advice, say: Say) -> Table:
    """One row a rule; below it whatever does not hold, in full, since a narrow terminal cuts rows,
    and the verdict."""
    named = names.every_name(advice, say)
    choice = named.get(judgement.choice, judgement.choice) or say("nothing")
    rows, notes = [], []
    for finding in judgement.findings:
        holds = finding.outcome == "holds"
        seen = say("; ").join(sentence(remark, say, named) for remark in finding.because)
        if not holds and seen:
            notes.append(f"{finding.rule.id}: {seen}")
        outcome = (
            say("holds")
            if holds
            else say("FAILS")
            if finding.rule.level == "error"
            else say("warns")
        )
        rows.append(
            Row(
                id=finding.rule.id,
                cells=(
                    Cell(text=outcome, tone="good" if holds else "bad"),
                    Cell(text=finding.rule.id),
                    Cell(text=finding.rule.says),
                    Cell(text=seen),
                ),
            )
        )
    verdict = (
        say("{choice} passes.", choice=choice)
        if judgement.passed
        else say("{choice} fails.", choice=choice)
    )
    runs = stack_text(judgement.answer, say)
    return Table(
        title=f"{judgement.policy.title}: {choice}" + (f" ({runs})" if runs else ""),
        columns=(
            Column(title=""),
            Column(title=say("rule")),
            Column(title=say("demand"), shrinks=True),
            Column(title=say("seen"), shrinks=True),
        ),
        rows=tuple(rows),
        notes=(*notes, verdict),
    )


def judgement_document(
    judgement: PolicyJudgement, advice: Advice, certainty: Certainty
) -> dict[str, Any]:
    """`fwadvisor.check/1`."""
    say = words("en")
    named = names.every_name(advice, say)
    return {
        "schema": "fwadvisor.check/1",
        **heading(advice, certainty),
        "policy": judgement.policy.title,
        "choice": judgement.choice or None,
        "stack": stack_summary(advice.stack(judgement.choice)),
        "passed": judgement.passed,
        "findings": [
            {
                "rule": finding.rule.id,
                "says": finding.rule.says,
                "level": finding.rule.level,
                "outcome": finding.outcome,
                "because": [sentence(remark, say, named) for remark in finding.because],
            }
            for finding in judgement.findings
        ],
    }
