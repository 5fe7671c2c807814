"""The report as a whole: short at the top, checkable to the bottom."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.explanation.costs import Costs
from advisor.messages import Say
from advisor.version import __version__
from advisor.views.documents.report import report_document
from advisor.views.numbers import day
from advisor.views.ranking.table import named_with_version
from advisor.views.report.article import article
from advisor.views.report.brought import brought_over
from advisor.views.report.evidence import evidence, sources
from advisor.views.report.installing import installing
from advisor.views.report.large_model import large_model
from advisor.views.report.lead import lead
from advisor.views.report.machine import machine
from advisor.views.report.measurements import measurements, published
from advisor.views.report.parts import Report, Section
from advisor.views.report.question import question, weights
from advisor.views.report.ranking import (
    exclusions,
    no_way_known,
    ranking,
    second_opinions,
    shown,
    side_by_side,
    too_little_known,
    why,
)
from advisor.views.report.reproduce import reproduce, signatures
from advisor.views.report.risks import cost_and_exit, risk_lines, risks
from advisor.views.report.shares import contributions
from advisor.views.report.starters import starters
from advisor.views.report.team import team
from advisor.views.report.unknowns import unknowns


def report(
    advice: Advice,
    certainty: Certainty,
    say: Say,
    *,
    brief: bool = False,
    costs: Costs | None = None,
) -> Report:
    """Everything that a team decides with; `brief` keeps what fits on a page.

    Args:
        costs: what finding out and beginning would cost; where nobody estimated it, what is unknown
            stands in the evidence alone.
    """
    parts: list[Section | None] = [
        question(advice, say),
        team(advice, say),
        large_model(advice, say),
        ranking(advice, certainty, say, brief=brief),
        why(advice, say, brief=brief),
    ]
    if advice.too_little_known():
        parts.append(too_little_known(advice, say))
    if advice.without_way():
        parts.append(no_way_known(advice, say))
    if advice.excluded():
        parts.append(exclusions(advice, say))
    parts += _short(advice, say) if brief else _long(advice, costs, say)
    parts += [reproduce(advice, say, brief=brief), signatures(say)]
    return Report(
        title=_title(advice, say),
        lang=say.lang,
        brief=brief,
        lead=lead(advice, certainty, say),
        sections=tuple(part for part in parts if part is not None),
        colophon=(
            say(
                "fwadvisor {version}; knowledge {knowledge} ({hash}); as of {day}; "
                "seed {seed}; {samples} samples; NumPy {numpy}.",
                version=__version__,
                knowledge=advice.knowledge.version,
                hash=advice.knowledge.hash[:12],
                day=day(advice.as_of, say),
                seed=certainty.seed,
                samples=certainty.robustness.samples if certainty.robustness else 0,
                numpy=certainty.numpy or "-",
            ),
            say(
                "Content hash {hash}: `fwadvisor report` with the options above writes it into "
                "its JSON, and "
                "`fwadvisor replay` verifies it.",
                hash=report_document(advice, certainty)["content_hash"],
            ),
            say(
                "The tool advises, the team decides. A share is one of plausible weights and "
                "measurements, "
                "never a probability of being right."
            ),
        ),
    )


def _short(advice: Advice, say: Say) -> list[Section | None]:
    lines = risk_lines(advice, say)
    return [
        Section(id="risks", heading=say("Risks of the first two"), lines=lines) if lines else None,
        installing(advice, say, brief=True) if advice.stacks else None,
    ]


def _long(advice: Advice, costs: Costs | None, say: Say) -> list[Section | None]:
    return [
        risks(advice, say),
        contributions(advice, say),
        second_opinions(advice, say),
        *cost_and_exit(advice, costs, say),
        brought_over(advice, say),
        unknowns(advice, costs, say),
        installing(advice, say),
        measurements(advice, say),
        published(advice, say),
        starters(advice, say),
        weights(advice, say),
        side_by_side(advice, say),
        article(advice, say),
        *(evidence(advice, framework, say) for framework in shown(advice)),
        machine(advice, say),
        sources(advice, say),
    ]


def _title(advice: Advice, say: Say) -> str:
    if advice.ranking is None:
        return say("Recommendation: none, every alternative is excluded")
    first = say(" or ").join(named_with_version(advice, id, say) for id in advice.ranking.first)
    return say("Recommendation: {first}", first=first)
