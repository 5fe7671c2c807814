"""When a worker stops sampling: the rule, and which one each degree of care has."""

from __future__ import annotations

from msgspec import Struct

from advisor.benchmarking.request import Care


class StoppingRule(Struct, frozen=True, kw_only=True):
    """When to stop sampling one workload in one process.

    It goes to the worker as JSON, as it is; `probes/stopping.py` reads the same fields.
    """

    sampling_seconds: float
    """That the samples should take; where a half-width is asked for, samples may take less."""
    max_sampling_seconds: float
    """That they may take where their median is not yet known precisely enough."""
    min_samples: int
    """Whatever they take."""
    min_samples_at_timeout: int
    """So many will do when the time is over."""
    timeout_seconds: float
    """For all that the framework does, compared steps and warming up included, but neither the
    making of its numbers nor of their reference; what has not given its samples by then is too
    slow."""
    process_timeout_seconds: float | None = None
    """The same for this workload and those before it in its process; None: they do not matter."""
    relative_half_width: float = 0.0
    """Of the median's 95 % interval, at which sampling ends early; 0: never."""

    @property
    def hurried(self) -> bool:
        """Fewer samples than usual will do: what was not reached, another run may reach."""
        return self.min_samples_at_timeout < self.min_samples


class Effort(Struct, frozen=True, kw_only=True):
    """What a degree of care means."""

    rule: StoppingRule
    rounds: int
    import_rounds: int = 5
    """For what is known right after an import, at least: each of them gives one sample only."""


EFFORT: dict[Care, Effort] = {
    "fast": Effort(
        rule=StoppingRule(
            sampling_seconds=0.4,
            max_sampling_seconds=1.2,
            min_samples=3,
            min_samples_at_timeout=3,
            timeout_seconds=120.0,
            relative_half_width=0.05,
        ),
        rounds=3,
    ),
    "normal": Effort(
        rule=StoppingRule(
            sampling_seconds=0.8,
            max_sampling_seconds=2.4,
            min_samples=4,
            min_samples_at_timeout=4,
            timeout_seconds=300.0,
            relative_half_width=0.03,
        ),
        rounds=3,
    ),
    "rigorous": Effort(
        rule=StoppingRule(
            sampling_seconds=2.0,
            max_sampling_seconds=8.0,
            min_samples=5,
            min_samples_at_timeout=5,
            timeout_seconds=300.0,
            relative_half_width=0.015,
        ),
        rounds=5,
    ),
}
"""Samples come from several processes, taken in turns, so that what differs between processes and
what the machine does meanwhile is in every interval."""


def hurried_rule(
    *, sampling_seconds: float, timeout_seconds: float, process_timeout_seconds: float | None = None
) -> StoppingRule:
    """Within a budget: one sample says more than none, and its interval says how little that is; a
    workload whose steps are long leaves the rest of its time to others."""
    return StoppingRule(
        sampling_seconds=sampling_seconds,
        max_sampling_seconds=sampling_seconds,
        min_samples=2,
        min_samples_at_timeout=1,
        timeout_seconds=timeout_seconds,
        process_timeout_seconds=process_timeout_seconds,
        relative_half_width=0.03,
    )


TRIAL_RULE = StoppingRule(
    sampling_seconds=0.4,
    max_sampling_seconds=0.4,
    min_samples=3,
    min_samples_at_timeout=1,
    timeout_seconds=10.0,
    relative_half_width=0.05,
)
"""For the kernel that tells which tunings are worthwhile, whatever the care."""


def limit_rule(*, hurried: bool) -> StoppingRule:
    """For each of the machine's limits, whatever the care: the best sample counts.

    Args:
        hurried: within a budget.
    """
    seconds = 0.3 if hurried else 1.0
    return StoppingRule(
        sampling_seconds=seconds,
        max_sampling_seconds=seconds,
        min_samples=5,
        min_samples_at_timeout=5,
        timeout_seconds=60.0,
    )
