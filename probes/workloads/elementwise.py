# /// workload
# title = "Sum of two arrays of 64 MiB, float32"
# kind = "rate"
# unit = "GB/s"
# scale = 1e-9
# work = 201326592
# bytes = 201326592
# flops = 16777216
# operations = 1
# tolerance = 1e-6
# cost_seconds = 4
# direction = "max"
# ///
"""Bound by memory: two arrays are read, a new one is written. `work` is bytes, and getting the new
one counts too."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from probes.compare import largest_difference
from probes.data import spread

COUNT = 2**24


class Given(NamedTuple):
    left: np.ndarray
    right: np.ndarray


@lru_cache(maxsize=None)  # so many numbers take a while, and the reference needs them again
def given():
    return Given(spread(31, (COUNT,)), spread(32, (COUNT,)))


def agreement(answer):
    left, right = given()
    return largest_difference(answer(), left.astype(np.float64) + right)
