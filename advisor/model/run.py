"""One measurement, kept raw, so that it can be judged again with better statistics."""

from typing import Literal

from msgspec import Struct

from advisor.model.hardware import Hardware

Outcome = Literal[
    "ok",
    "unsupported",
    "no_environment",
    "import_failed",
    "wrong_result",
    "out_of_memory",
    "timed_out",
    "too_slow",
    "implausible",
    "crashed",
    "cancelled",
]


EAGER = "eager"
"""The mode that a tutorial writes: every operation is computed by itself."""

NOT_WARM = "none"
"""The condition `warm_up` of a run whose samples were to warm it up: there was time for no
other."""

IN_A_HURRY = "in_a_hurry"
"""The condition of a run that a budget or a trial gave little time: what it did not reach, another
run may."""

ADVISED = "advised"
"""The condition that says which versions were advised where others were measured, and why."""

USUAL_SLOWNESS = "usual_slowness"
"""The condition that says how slow the processors were for most of the session, whatever was
measured."""
FASTEST_LOOP = "fastest_pulse_seconds"
"""The condition that says how long the interference monitor's loop takes when nobody
disturbs, as far as was
known then."""


class Measure(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a raw sample becomes the figure that people read.

    `time`: sample seconds x scale. `rate`: work / sample seconds x scale. `size`: sample bytes x
    scale.
    """

    kind: Literal["time", "rate", "size"]
    unit: str
    scale: float = 1.0
    work: float = 0.0
    """FLOPs, bytes or items of one sample; used by `rate`."""

    def figure(self, sample: float) -> float:
        """The figure of one raw sample (seconds or bytes)."""
        if self.kind == "rate":
            return self.work / sample * self.scale
        return sample * self.scale


class Demand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one iteration asks of the machine, as the workload's head says: a run is judged without
    reading it again."""

    flops: float = 0.0
    bytes: float = 0.0
    """Least that must move; 0, like 0 FLOPs: not known."""
    limit: Literal["", "flops", "bytes"] = ""
    """Which of the machine's limits the workload finds out; empty for all others."""
    family: str = ""
    batch: int = 0
    """Workloads of one family differ by their batch only."""


class Run(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One framework, one workload, one process."""

    id: str
    framework: str
    workload: str
    mode: str = "eager"
    tuning: str = "stock"
    outcome: Outcome
    reason: str = ""
    """Why the outcome is not ok, in English, for scripts; people are told `reason_code`."""
    reason_code: str = ""
    """A key of `advisor.model.reason.SENTENCES`; empty in a run kept before reasons had codes."""
    reason_values: dict[str, str | float | int] = {}
    started: str
    """UTC, ISO 8601."""
    measure: Measure
    demand: Demand = Demand()
    plan: str = ""
    """Which plan it belongs to, and in which of its rounds it was taken: runs of one round met the
    same machine."""
    round: int = 0
    bound: float | None = None
    """Seconds that an iteration takes at least, where it was too slow to be sampled."""
    at_most: float | None = None
    """And at most: what its first one took, which has more to do than any other; None where that
    did not end."""
    samples: tuple[float, ...] = ()
    """Raw: seconds per iteration, or bytes."""
    slowness: tuple[float, ...] = ()
    """Of the processors during each sample, as a multiple of their undisturbed time for the same
    work: others whom the kernel does not see may use the same cores. Empty where nobody looked."""
    warm_up: tuple[float, ...] = ()
    agreement: float | None = None
    """Largest relative difference from the workload's reference."""
    tolerance: float | None = None
    resident_bytes: int | None = None
    peak_bytes: int | None = None
    device: str = "cpu"
    python: str = ""
    versions: dict[str, str] = {}
    environment: str = ""
    """Which environment: its id and the hash of its lock."""
    machine: str = ""
    """Fingerprint of the machine."""
    hardware: Hardware | None = None
    """What computed there; None in a run kept before that was written down."""
    conditions: dict[str, str | float | int] = {}
    """Threads, load before and after, CPU seconds per wall second ..."""
    tail: str = ""
    """The last lines of output when something went wrong."""
