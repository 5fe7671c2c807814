"""What it rests on: every cell with grade, date and source."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views import names
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.report.parts import Section
from advisor.views.report.ranking import shown
from advisor.views.why.contributions import GRADE_TONES, remarks_text, value_text


def evidence(advice: Advice, framework: str, say: Say) -> Section:
    rows = []
    for criterion in advice.book.criteria:
        evidence = advice.book.cell(framework, criterion)
        note = evidence.note.said_in(say.lang) if evidence.note else ""
        remarks = say("; ").join(
            part for part in (remarks_text(advice, evidence, say), note) if part
        )
        rows.append(
            Row(
                id=criterion,
                cells=(
                    Cell(text=names.criterion(advice.knowledge, criterion, say)),
                    Cell(text=value_text(advice, evidence, say)),
                    Cell(text=names.grade(evidence.grade, say), tone=GRADE_TONES[evidence.grade]),
                    Cell(text=evidence.as_of.isoformat() if evidence.as_of else "-"),
                    Cell(text=say("; ").join(source.title for source in evidence.sources) or "-"),
                    Cell(text=remarks),
                ),
            )
        )
    return Section(
        id=f"evidence_{framework}",
        heading=say("Evidence: {name}", name=names.framework(advice.knowledge, framework, say)),
        tables=(
            Table(
                columns=(
                    Column(title=say("criterion")),
                    Column(title=say("value")),
                    Column(title=say("known how")),
                    Column(title=say("as of")),
                    Column(title=say("sources")),
                    Column(title=say("remarks")),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def sources(advice: Advice, say: Say) -> Section:
    cited = {
        (source.title, source.at, source.read.isoformat())
        for framework in shown(advice)
        for criterion in advice.book.criteria
        for source in advice.book.cell(framework, criterion).sources
    }
    rows = [Row(cells=tuple(Cell(text=part) for part in entry)) for entry in sorted(cited)]
    return Section(
        id="sources",
        heading=say("Sources"),
        tables=(
            Table(
                columns=(
                    Column(title=say("title")),
                    Column(title=say("where")),
                    Column(title=say("read")),
                ),
                rows=tuple(rows),
            ),
        ),
    )
