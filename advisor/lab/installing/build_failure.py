"""An environment that cannot be built here, as an error that keeps its reason for the runs."""

from __future__ import annotations

from advisor.errors import AdvisorError
from advisor.messages import Say
from advisor.model.reason import Reason, sentences


class BuildFailure(AdvisorError):
    """What cannot be had is said in the sentences of its reason, the first of which is what
    happened."""

    def __init__(self, reference: str, reason: Reason, *, hint: str, say: Say) -> None:
        what, *why = sentences(reason, say)
        super().__init__(reference, what, why=" ".join(why), hint=hint)
        self.reason = reason
