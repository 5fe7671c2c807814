"""When to stop sampling one workload. The host decides: the fields come as JSON, and
advisor/benchmarking/stopping.py says what they mean."""

from collections import namedtuple

FIELDS = (
    "sampling_seconds",
    "max_sampling_seconds",
    "min_samples",
    "min_samples_at_timeout",
    "timeout_seconds",
    "process_timeout_seconds",
    "relative_half_width",
)


class SamplingRule(namedtuple("SamplingRule", FIELDS)):
    """The host's rule, read from JSON."""

    __slots__ = ()

    @property
    def hurried(self):
        """Fewer samples than usual will do."""
        return self.min_samples_at_timeout < self.min_samples
