"""The report's part about a large model: which engine, on which cards, and what it takes."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.messages import Say
from advisor.views.large_models.lines import answer_lines
from advisor.views.large_models.table import engines_table, parts_bars
from advisor.views.report.parts import Section


def large_model(advice: Advice, say: Say) -> Section | None:
    """None where the need is not about a large model."""
    plan = advice.large_model
    if plan is None:
        return None
    bars = parts_bars(plan, say)
    return Section(
        id="large-model",
        heading=say("The large model: engine, cards, memory"),
        lines=answer_lines(advice, say),
        figures=(bars,) if bars is not None else (),
        tables=(engines_table(advice, plan, say),),
    )
