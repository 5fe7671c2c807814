"""The one error form: addressed to a person, rendered by the front end, never with a traceback."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process answers; scripts rely on these."""

    DONE = 0
    NO = 1
    """The answer is no: nothing eligible, policy failed, knowledge invalid, a named measurement
    failed."""
    USAGE = 2
    CANNOT = 3
    """The machine or the network cannot do it."""
    DEFECT = 4
    """A defect of ours; the log's path is printed."""
    INTERRUPTED = 130


class AdvisorError(Exception):
    """Something a person can act on.

    Args:
        reference: kebab-case name of the kind of error, stable for scripts.
        what: one sentence: what happened.
        why: one sentence: the cause, when it is known.
        hint: the next command to type.
        exit_code: what the process answers when this ends it.
    """

    def __init__(
        self,
        reference: str,
        what: str,
        *,
        why: str = "",
        hint: str = "",
        exit_code: ExitCode = ExitCode.CANNOT,
    ) -> None:
        super().__init__(what)
        self.reference = reference
        self.what = what
        self.why = why
        self.hint = hint
        self.exit_code = exit_code


class Cancelled(Exception):
    """The person asked to stop; what was done so far is kept."""
