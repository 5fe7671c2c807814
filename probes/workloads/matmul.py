# /// workload
# title = "1024 x 1024 matrix product, float32"
# kind = "rate"
# unit = "GFLOP/s"
# scale = 1e-9
# work = 2147483648
# bytes = 12582912
# flops = 2147483648
# operations = 1
# tolerance = 1e-5
# cost_seconds = 4
# direction = "max"
# ///
"""One large product: what the framework's linear-algebra library gets out of this processor."""

from typing import NamedTuple

import numpy as np

from probes.compare import largest_difference
from probes.data import spread

SIZE = 1024


class Given(NamedTuple):
    left: np.ndarray
    right: np.ndarray


def given():
    return Given(spread(11, (SIZE, SIZE)), spread(12, (SIZE, SIZE)))


def agreement(answer):
    left, right = given()
    return largest_difference(answer(), left.astype(np.float64) @ right.astype(np.float64))
