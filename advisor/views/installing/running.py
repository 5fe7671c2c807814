"""How the engine of a stack is started, tried and stopped, as lines of a plan."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from advisor.messages import N_, Say
from advisor.model.engine_run import MODEL, EngineRun, WentWrong
from advisor.model.stack import Stack
from advisor.views.installing.statements import source_text

STARTS = {
    "serving": N_("To serve a model with {engine}:"),
    "training": N_("To train a model with {engine}:"),
}
STARTS_INSIDE = {
    "serving": N_("Inside the container, to serve a model with {engine}:"),
    "training": N_("Inside the container, to train a model with {engine}:"),
}
TESTS = {
    "serving": N_("In a second terminal, once it listens, this request must be answered:"),
    "training": N_("It trained when this shows what it wrote:"),
}


class PlanLine(Struct, frozen=True, kw_only=True):
    """One line of a plan."""

    text: str
    depth: int = 0
    typed: bool = False
    """To be typed as it stands; everything else is a remark."""
    later: bool = False
    """A line to be typed, but not along with the rest: a remark that is never broken."""


def run_lines(run: EngineRun, stack: Stack, say: Say) -> list[PlanLine]:
    """What to type once the stack is there, and what is known to go wrong with its version."""
    lines = []
    if run.command:
        words = STARTS_INSIDE if stack.kind == "image" else STARTS
        lines.append(_remark(_sourced(say(words[run.purpose], engine=run.engine), run, say)))
        if not run.model:
            text = N_("name the model first, a repository OWNER/NAME or a folder: {line}")
            lines.append(_remark(say(text, line=f"{MODEL.removeprefix('$')}=OWNER/NAME"), 2))
        lines += _later((*run.steps, run.command))
    if run.test:
        lines.append(_remark(say(TESTS[run.purpose])))
        lines += _later([run.test])
    if run.stop:
        lines.append(_remark(say("To stop it:")))
        lines += _later([run.stop])
    for each in run.known_bad:
        lines.append(_remark(wrong_text(each, say)))
    return lines


def wrong_text(wrong: WentWrong, say: Say) -> str:
    """What is known to go wrong, with its thread, and where it is mended."""
    text = say(
        "known to go wrong: {what} [{thread}]",
        what=wrong.what.said_in(say.lang),
        thread=wrong.thread,
    )
    if not wrong.fixed_in:
        return text
    return say("{text}; mended in {version}", text=text, version=wrong.fixed_in)


def _sourced(text: str, run: EngineRun, say: Say) -> str:
    where = source_text(run.source, say) if run.source is not None else ""
    return f"{text} [{where}]" if where else text


def _remark(text: str, depth: int = 1) -> PlanLine:
    return PlanLine(text=text, depth=depth)


def _later(texts: Iterable[str]) -> list[PlanLine]:
    return [PlanLine(text=text, depth=2, later=True) for text in texts]
