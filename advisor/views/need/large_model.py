"""What a need says of a large model, as rows; only where the task is about one."""

from __future__ import annotations

from advisor.explanation.advice import Advice
from advisor.explanation.large_model import LargeModelPlan
from advisor.messages import N_, Say
from advisor.views.figures import Cell, Row

LARGE_MODEL_NAMES = {
    "llm": N_("Large model"),
    "precision": N_("Precision"),
    "context": N_("Context, tokens"),
    "users": N_("Users at once"),
    "cards": N_("Cards"),
}
LARGE_MODEL_HELP = {
    "llm": N_("Which large model shall run; its memory is then held against the card's."),
    "precision": N_(
        "How its weights are kept; as it comes, the form with the most bits that the cards hold."
    ),
    "context": N_("Tokens of one user, question and answer together; 32k is 32768."),
    "users": N_("Users at the same moment, each with a full context."),
    "cards": N_("How many equal cards there are; left open, the fewest that hold it."),
}


def large_model_rows(advice: Advice, say: Say) -> list[Row]:
    """The model, and what is asked of it once there is one."""
    plan = advice.large_model
    if plan is None:
        return []
    rows = [_row("llm", plan.model.name if plan.model else "", say("not given"), say)]
    if plan.model is not None and plan.by_engine:
        rows += [_row(name, *_said(name, advice, plan, say), say) for name in _FURTHER]
    return rows


_FURTHER = ("precision", "context", "users", "cards")


def _said(name: str, advice: Advice, plan: LargeModelPlan, say: Say) -> tuple[str, str]:
    """What was given, and what is taken where nothing was."""
    given = getattr(advice.need, name)
    form = plan.best.form if plan.best is not None else None
    taken: object = ""
    if name in ("context", "users"):
        taken = getattr(plan.asked, name)
    elif form is not None:
        taken = form.cards if name == "cards" else form.precision
    open_text = say("{value} (not given)", value=taken) if taken else say("not given")
    return "" if given is None else str(given), open_text


def _row(id: str, given: str, otherwise: str, say: Say) -> Row:
    value = Cell(text=given, tone="strong") if given else Cell(text=otherwise, tone="dim")
    return Row(id=id, cells=(Cell(text=say(LARGE_MODEL_NAMES[id])), value))
