"""A judgement as JUnit XML: one test case per rule."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from advisor.explanation.judgement import PolicyJudgement
from advisor.messages import Say
from advisor.reading.characters import harmless
from advisor.views.installing.named_stack import stack_text
from advisor.views.remarks import sentence

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


def render(judgement: PolicyJudgement, say: Say, named: dict[str, str]) -> str:
    """A test suite; a rule of level warning that fails is shown as skipped with its message."""
    failed = [finding for finding in judgement.findings if finding.outcome == "fails"]
    errors = sum(finding.rule.level == "error" for finding in failed)
    suite = ElementTree.Element(
        "testsuite",
        name=_clean(judgement.policy.title),
        tests=str(len(judgement.findings)),
        failures=str(errors),
        errors="0",
        skipped=str(len(failed) - errors),
    )
    runs = stack_text(judgement.answer, say)
    if runs:
        told = ElementTree.SubElement(suite, "properties")
        ElementTree.SubElement(told, "property", name="stack", value=_clean(runs))
    for finding in judgement.findings:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=f"fwadvisor.{judgement.choice or 'nothing'}",
            name=_clean(finding.rule.id),
        )
        if finding.outcome == "fails":
            kind = "failure" if finding.rule.level == "error" else "skipped"
            said = "; ".join(sentence(remark, say, named) for remark in finding.because)
            ElementTree.SubElement(case, kind, message=_clean(f"{finding.rule.says}: {said}"))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("?", harmless(text))
