"""What it takes to bring a project over, in the report where one was given."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views.migration.tables import summary_table
from advisor.views.report.parts import Section


def brought_over(advice: Advice, say: Say) -> Section | None:
    """Shares of the project's uses for every framework in question; nothing where no project was
    given."""
    efforts = [effort for effort in advice.brought if effort.framework in advice.book.frameworks]
    if not efforts:
        return None
    return Section(
        id="brought-over",
        heading=say("What it takes to bring the project over"),
        lines=(
            say(
                "{count} uses of names were read from its sources.",
                count=max(effort.uses for effort in efforts),
            ),
            say("Methods of tensors are not among them: their share of the work is not known."),
        ),
        tables=(summary_table(efforts, advice.knowledge, say),),
    )
