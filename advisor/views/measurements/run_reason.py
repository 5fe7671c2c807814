"""Why a run gave no figure, in the reader's language."""

from __future__ import annotations

from advisor.messages import Say
from advisor.model.reason import Reason, in_words
from advisor.model.run import Run


def run_reason(run: Run, say: Say) -> str:
    """Its code in words; the sentence that it holds where it was kept without a code."""
    if not run.reason_code:
        return run.reason
    return in_words(Reason(code=run.reason_code, values=run.reason_values), say)
