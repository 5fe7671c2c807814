"""An error as lines: what, why, and the next thing to do."""

from __future__ import annotations

from advisor.errors import AdvisorError
from advisor.messages import Say


def problem_lines(error: AdvisorError, say: Say) -> tuple[str, ...]:
    """At most two lines."""
    lines = [" ".join(part for part in (error.what, error.why) if part)]
    if error.hint:
        lines.append(say("hint: {hint}", hint=error.hint))
    return tuple(lines)
