"""Memory of a training step of somebody's own model in each framework."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from advisor.scoring.prediction.prediction import Basis, Prediction, half_width, median
from advisor.scoring.shape import ShapeError


class Footprint(Struct, frozen=True, kw_only=True):
    """What a model must keep, whoever runs it."""

    id: str
    parameters: float
    activations: float
    """Numbers kept for the backward pass, for the whole batch."""
    bytes_per_number: float = 4.0
    copies: float = 2.0
    """Numbers kept per parameter: itself and its gradient; one more with momentum, two more with
    Adam."""

    @property
    def bytes(self) -> float:
        """The least it can do with."""
        return (self.parameters * self.copies + self.activations) * self.bytes_per_number


class Peak(Struct, frozen=True, kw_only=True):
    """One measured workload: the most its process held, less what it held after the import."""

    framework: str
    footprint: Footprint
    bytes: float


def predict_memory(
    peaks: Sequence[Peak],
    imported: Mapping[str, float],
    footprint: Footprint,
    frameworks: Sequence[str],
) -> tuple[Prediction, ...]:
    """Bytes of a process that trains a model.

        memory = imported + k_f x least need x error

    k_f says how much more than the least a framework takes: workspaces, caches, rounding. It is the
    median over the framework's workloads, or over everybody's where it has none. The interval is as
    for times; what was held after the import is measured and has none.

    Args:
        peaks: measured workloads of any framework; without any, k is 1 and the interval the default
        one. imported: framework: resident bytes after the import.
        frameworks: for whom to predict; one without `imported` takes the median of the others.
    Raises:
        ShapeError: nothing is known after an import, or a footprint that is not positive.
    """
    if not imported:
        raise ShapeError("no framework's memory after the import was measured")
    if footprint.bytes <= 0 or any(peak.footprint.bytes <= 0 for peak in peaks):
        raise ShapeError("a model needs some memory")
    logs = [(peak, math.log(max(peak.bytes, 1.0) / peak.footprint.bytes)) for peak in peaks]
    found = []
    for framework in frameworks:
        own = [ratio for peak, ratio in logs if peak.framework == framework]
        used = own or [ratio for _, ratio in logs]
        errors = [
            ratio - median(_without(used, i)) for i, ratio in enumerate(used) if len(used) > 1
        ]
        groups = len(
            {peak.footprint.id for peak in peaks if not own or peak.framework == framework}
        )
        half = half_width(errors, groups)
        base = imported.get(framework, median(list(imported.values())))
        need = footprint.bytes * math.exp(median(used) if used else 0.0)
        basis: Basis = "own workloads" if own else "other frameworks"
        sizes = [peak.footprint.bytes for peak in peaks if not own or peak.framework == framework]
        found.append(
            Prediction(
                framework=framework,
                low=base + need * math.exp(-half),
                central=base + need,
                high=base + need * math.exp(half),
                basis=basis,
                workloads=len(own),
                extrapolates=not sizes
                or footprint.bytes > 2 * max(sizes)
                or footprint.bytes < min(sizes) / 2,
            )
        )
    return tuple(found)


def _without(values: Sequence[float], i: int) -> list[float]:
    return [*values[:i], *values[i + 1 :]]
