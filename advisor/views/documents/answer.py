"""The answer on one page for programs, `fwadvisor.answer/1`."""

from __future__ import annotations

from typing import Any

import msgspec

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.messages import Say
from advisor.views.answer import change_lines, first_of, runner_up
from advisor.views.documents.ranking import about_large_model, heading, stack_summary
from advisor.views.report.lead import reason_line

SCHEMA = "fwadvisor.answer/1"


def answer_document(advice: Advice, certainty: Certainty, say: Say) -> dict[str, Any]:
    """The document; sentences are in the reader's language."""
    first = first_of(advice)
    stack = advice.stack(first) if first is not None else None
    run = advice.starts.get(first) if first is not None else None
    steps = [*stack.steps, *stack.after] if stack is not None else []
    before = [action.command for action in (stack.steps if stack else ()) if action.command]
    after = [action.command for action in steps[len(stack.steps) if stack else 0 :]]
    return {
        "schema": SCHEMA,
        **heading(advice, certainty),
        "first": first,
        "runner_up": runner_up(advice),
        "stack": stack_summary(stack),
        "why": reason_line(advice, say),
        "commands": [
            *before,
            *(stack.commands if stack else ()),
            *(command for command in after if command),
            *((stack.verify,) if stack and stack.verify else ()),
        ],
        "start": msgspec.to_builtins(run) if run is not None else None,
        "undo": list(stack.undo) if stack else [],
        "would_change": list(change_lines(advice, say)),
        **about_large_model(advice),
    }
