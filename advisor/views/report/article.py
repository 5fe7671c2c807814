"""The founding article on trial, where it bears on this decision."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views.figures import Cell, Column, Row, Table
from advisor.views.report.parts import Section
from advisor.views.report.ranking import shown


def article(advice: Advice, say: Say) -> Section | None:
    """The founding article's statements about those in the ranking or excluded that did not
    hold."""
    if advice.knowledge.article is None:
        return None
    verdicts = {
        "stale": say("stale"),
        "contradicted": say("contradicted"),
        "unconfirmed": say("unconfirmed"),
    }
    rows = tuple(
        Row(
            id=trial.id,
            cells=(
                Cell(text=trial.quote),
                Cell(text=verdicts[trial.verdict], tone="doubt"),
                Cell(text=trial.finding.said_in(say.lang)),
            ),
        )
        for trial in advice.knowledge.article.trials
        if trial.verdict in verdicts
        and (not trial.about or set(trial.about) & set(shown(advice)[:2]))
    )
    if not rows:
        return None
    return Section(
        id="article",
        heading=say("The founding article on trial"),
        lines=(
            say(
                "Statements of the article about the first two, or about all, that are not "
                "confirmed."
            ),
        ),
        tables=(
            Table(
                columns=(
                    Column(title=say("the article says")),
                    Column(title=say("verdict")),
                    Column(title=say("finding")),
                ),
                rows=rows,
            ),
        ),
    )
