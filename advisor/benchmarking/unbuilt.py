"""What there is to keep of a framework whose environment could not be built."""

from __future__ import annotations

from advisor.benchmarking.record import moment, run_id
from advisor.benchmarking.step import Step
from advisor.lab.heads import WorkloadHead
from advisor.messages import words
from advisor.model.environment import Installed
from advisor.model.reason import OWN_WORDS, Reason, in_words
from advisor.model.run import Outcome, Run

LASTING: dict[str, Outcome] = {
    "no-python": "no_environment",
    "missing-program": "no_environment",
    "missing-library": "no_environment",
    "no-package": "no_environment",
    "install-failed": "no_environment",
    "import-failed": "import_failed",
}
"""Why this machine cannot have a framework, and the outcome that is kept of it; a network that was
down is not kept."""


def lasts(failure: Installed) -> bool:
    """Whether another try on this machine would fail as well."""
    return failure.reference in LASTING


def without_environment(
    step: Step, workload: WorkloadHead, failure: Installed, *, plan: str, machine: str
) -> Run:
    """The run that says why there is none."""
    said = " ".join(part for part in (failure.what, failure.why) if part)
    reason = failure.reason or Reason(code=OWN_WORDS, values={"text": said})
    return Run(
        id=run_id(),
        framework=step.framework,
        workload=workload.id,
        mode=step.mode,
        tuning=step.tuning,
        outcome=LASTING.get(failure.reference, "no_environment"),
        reason=in_words(reason, words("en")),
        reason_code=reason.code,
        reason_values=dict(reason.values),
        started=moment(),
        measure=workload.measure,
        machine=machine,
        plan=plan,
        round=1,
    )
