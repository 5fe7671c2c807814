"""The vote that made the weights, in the report of a team."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views.report.parts import Section
from advisor.views.team.vote import disputed_table, people_table, vote_lines


def team(advice: Advice, say: Say) -> Section | None:
    """Each one's own first, who would change the common one, and where they differ; nothing where
    nobody voted."""
    if advice.team is None:
        return None
    return Section(
        id="team",
        heading=say("The team"),
        lines=(
            say(
                "The weights are the mean of {n} people's, and spread as theirs are.",
                n=len(advice.team.people),
            ),
            *vote_lines(advice.team, advice, say),
        ),
        tables=(people_table(advice.team, advice, say), disputed_table(advice.team, advice, say)),
    )
