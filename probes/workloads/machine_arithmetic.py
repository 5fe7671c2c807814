# /// workload
# title = "The machine's arithmetic: 2048 x 2048 matrix product, float32"
# kind = "rate"
# unit = "GFLOP/s"
# scale = 1e-9
# work = 17179869184
# limit = "flops"
# tolerance = 1e-5
# cost_seconds = 4
# direction = "max"
# ///
"""What a well-tuned kernel gets out of these processors: the measure against which frameworks are
set.

Not a comparison: only the NumPy reference runs it, so that no framework's presence moves another's
share. The size is where a tuned product has come close to its best, and one product still takes
less than a second on two cores.
"""

from typing import NamedTuple

import numpy as np

from probes.compare import largest_difference
from probes.data import spread

SIZE = 2048


class Given(NamedTuple):
    left: np.ndarray
    right: np.ndarray


def given():
    return Given(spread(21, (SIZE, SIZE)), spread(22, (SIZE, SIZE)))


def agreement(answer):
    left, right = given()
    return largest_difference(answer(), left.astype(np.float64) @ right.astype(np.float64))
