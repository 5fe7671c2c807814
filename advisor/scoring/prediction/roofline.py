"""The roofline sum: what arithmetic, traffic and dispatch cost on this machine, and the pace of each framework."""

from __future__ import annotations

import math
from collections.abc import Sequence

from advisor.scoring.prediction.prediction import Load, Timing, median


class Roofline:
    """Costs of the machine and the pace of each framework, fitted to timings."""

    def __init__(self, timings: Sequence[Timing]) -> None:
        import numpy as np
        from scipy.optimize import nnls

        self.names = sorted({timing.framework for timing in timings})
        pace = dict.fromkeys(self.names, 1.0)
        features = np.array([timing.load.features for timing in timings])
        seconds = np.array([timing.seconds for timing in timings])
        # Each column in units of its largest entry: flops and operations differ by ten orders of magnitude.
        unit = features.max(axis=0)
        unit[unit == 0] = 1.0
        for _ in range(5):
            scaled = features / unit * np.array([[pace[timing.framework]] for timing in timings])
            costs, _error = nnls(scaled / seconds[:, None], np.ones(len(seconds)))
            self.costs = costs / unit
            logs: dict[str, list[float]] = {name: [] for name in self.names}
            for timing in timings:
                logs[timing.framework].append(math.log(timing.seconds / self.machine(timing.load)))
            pace = {name: math.exp(median([*values, 0.0])) for name, values in logs.items()}
        self.pace = pace

    def machine(self, load: Load) -> float:
        """Seconds at pace 1."""
        seconds = math.fsum(cost * feature for cost, feature in zip(self.costs, load.features, strict=True))
        return max(seconds, 1e-12)

    def seconds(self, framework: str, load: Load) -> float:
        """Seconds in one framework; at the median pace if it was never measured."""
        pace = self.pace.get(framework)
        return self.machine(load) * (pace if pace is not None else math.exp(median(self.log_paces)))

    @property
    def log_paces(self) -> list[float]:
        """The log pace of every measured framework."""
        return [math.log(pace) for pace in self.pace.values()]
