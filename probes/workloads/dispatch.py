# /// workload
# title = "One tiny operation: adding four numbers, in a chain of 100"
# kind = "time"
# unit = "us/op"
# scale = 1e4
# work = 400
# bytes = 4800
# flops = 400
# operations = 100
# tolerance = 1e-6
# cost_seconds = 4
# direction = "min"
# ///
"""The framework's own overhead: there is next to nothing to compute. One iteration is the chain,
then the wait."""

from typing import NamedTuple

import numpy as np

from probes.compare import largest_difference

LENGTH = 100


class Given(NamedTuple):
    start: np.ndarray
    """(4,)"""
    addend: np.ndarray
    """(4,), added `length` times, each time to the sum so far."""
    length: int


def given():
    # Small multiples of powers of two: exact in float32, so that a chain that was not run in full
    # shows.
    return Given(
        np.array([1, 2, 3, 4], np.float32), np.array([0.5, 0.25, -0.5, 0.125], np.float32), LENGTH
    )


def agreement(answer):
    start, addend, length = given()
    return largest_difference(answer(), start.astype(np.float64) + length * addend)
