"""The evidence as CSV: one row a cell, for people who go on in a spreadsheet."""

from __future__ import annotations

import csv
import io

from advisor.explanation.advice import Advice
from advisor.messages import words
from advisor.views.digits import number
from advisor.views.documents.ranking import evidence
from advisor.views.installing.named_stack import stack_text

COLUMNS = (
    "framework",
    "standing",
    "criterion",
    "weight",
    "contribution",
    "value",
    "low",
    "high",
    "unit",
    "grade",
    "as_of",
    "sources",
    "remarks",
    "stack",
)


def render(advice: Advice) -> str:
    """A header and framework x criterion rows; an empty value is unknown, and its grade says so.
    Each row ends with the versions that would run, for which it holds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    parts = (
        {place.alternative: place.contributions for place in advice.ranking.places}
        if advice.ranking
        else {}
    )
    for framework in advice.book.frameworks:
        stack = stack_text(advice.stacks.get(framework), words("en"))
        for criterion in advice.book.criteria:
            cell = evidence(advice.book.cell(framework, criterion))
            part = parts.get(framework, {}).get(criterion)
            remarks = [*cell.get("doubts", ()), cell.get("missing", ""), cell.get("because", "")]
            row = (
                framework,
                advice.admission(framework).standing,
                criterion,
                number(advice.share(criterion)),
                "" if part is None else number(part),
                "" if cell["value"] is None else cell["value"],
                "" if cell["low"] is None else cell["low"],
                "" if cell["high"] is None else cell["high"],
                advice.knowledge.criteria[criterion].unit,
                cell["grade"],
                cell["as_of"] or "",
                "; ".join(f"{source['title']} <{source['at']}>" for source in cell["sources"]),
                "; ".join(remark for remark in remarks if remark),
                stack,
            )
            writer.writerow([_safe(field) for field in row])
    return out.getvalue()


def _safe(field: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(field, str) and field[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + field
    return field
