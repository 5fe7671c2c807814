"""A judgement as SARIF 2.1.0, which code hosts show beside a change."""

from __future__ import annotations

import json

from advisor.explanation.judgement import PolicyJudgement
from advisor.messages import Say
from advisor.reading.characters import harmless_json
from advisor.version import __version__
from advisor.views.installing.named_stack import stack_text
from advisor.views.remarks import sentence


def render(judgement: PolicyJudgement, policy_file: str, say: Say, named: dict[str, str]) -> str:
    """One run with a rule for each demand and a result for each that fails.

    Args:
        policy_file: relative path of the policy, where the results point.
    """
    rules = [
        {"id": finding.rule.id, "shortDescription": {"text": finding.rule.says}}
        for finding in judgement.findings
    ]
    results = [
        {
            "ruleId": finding.rule.id,
            "ruleIndex": index,
            "level": finding.rule.level,
            "message": {
                "text": f"{finding.rule.says}: "
                + "; ".join(sentence(remark, say, named) for remark in finding.because)
            },
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": policy_file}}}],
        }
        for index, finding in enumerate(judgement.findings)
        if finding.outcome == "fails"
    ]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "fwadvisor", "version": __version__, "rules": rules}},
                "results": results,
                "properties": {
                    "choice": judgement.choice,
                    "stack": stack_text(judgement.answer, say),
                },
            }
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return harmless_json(text.encode()).decode()
