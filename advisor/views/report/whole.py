"""The report as a whole: short at the top, checkable to the bottom."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.version import __version__
from advisor.views import names
from advisor.views.ranking import verdict_lines
from advisor.views.report.evidence import evidence, sources
from advisor.views.report.machine import machine
from advisor.views.report.measurements import measurements, published
from advisor.views.report.parts import Report, Section
from advisor.views.report.question import question, weights
from advisor.views.report.ranking import exclusions, ranking, second_opinions, shown, side_by_side, why
from advisor.views.report.risks import article, cost_and_exit, installing, reproduce, risks, unknowns
from advisor.views.report.starters import starters


def report(advice: Advice, certainty: Certainty, say: Say, *, brief: bool = False) -> Report:
    """Everything that a team decides with; `brief` keeps what fits on a page."""
    parts: list[Section | None] = [question(advice, say), ranking(advice, certainty, say), why(advice, say)]
    if advice.excluded():
        parts.append(exclusions(advice, say))
    if not brief:
        parts += [
            risks(advice, say),
            second_opinions(advice, say),
            *cost_and_exit(advice, say),
            unknowns(advice, say),
            installing(advice, say),
            measurements(advice, say),
            starters(advice, say),
            published(advice, say),
            weights(advice, say),
            side_by_side(advice, say),
            article(advice, say),
            *(evidence(advice, framework, say) for framework in shown(advice)),
            machine(advice, say),
            sources(advice, say),
        ]
    parts.append(reproduce(advice, say))
    return Report(
        title=_title(advice, say),
        lang=say.lang,
        lead=verdict_lines(advice, certainty, say),
        sections=tuple(part for part in parts if part is not None),
        colophon=(
            say(
                "fwadvisor {version}; knowledge {knowledge} ({hash}); as of {day}; "
                "seed {seed}; {samples} samples; NumPy {numpy}.",
                version=__version__,
                knowledge=advice.knowledge.version,
                hash=advice.knowledge.hash[:12],
                day=advice.as_of.isoformat(),
                seed=certainty.seed,
                samples=certainty.robustness.samples if certainty.robustness else 0,
                numpy=certainty.numpy or "-",
            ),
            say(
                "The tool advises, the team decides. A share is one of plausible weights and measurements, "
                "never a probability of being right."
            ),
        ),
    )


def _title(advice: Advice, say: Say) -> str:
    if advice.ranking is None:
        return say("Recommendation: none, every alternative is excluded")
    first = say(" or ").join(names.framework(advice.knowledge, id, say) for id in advice.ranking.first)
    return say("Recommendation: {first}", first=first)
