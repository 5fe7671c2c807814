"""An error as lines: what, why, and the next thing to do."""

from __future__ import annotations

from advisor.errors import AdvisorError
from advisor.messages import Say


def what_and_why(error: AdvisorError, say: Say) -> str:
    """What happened and its cause, in the reader's language wherever the error knows how it was
    made."""
    parts = [say(part) for part in (error.what, error.why) if part]
    # A list of problems begins on a line of its own.
    return " ".join(parts).replace(" \n", "\n")


def problem_lines(error: AdvisorError, say: Say) -> tuple[str, ...]:
    """At most two lines."""
    lines = [what_and_why(error, say)]
    if error.hint:
        lines.append(say("hint: {hint}", hint=say(error.hint)))
    return tuple(lines)
