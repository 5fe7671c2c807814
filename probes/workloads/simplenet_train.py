# /// workload
# title = "SimpleNet training step: Linear(10, 1), SGD, batch 256, float32"
# kind = "time"
# unit = "us/step"
# scale = 1e6
# work = 10496
# bytes = 11264
# flops = 10496
# operations = 120
# parameters = 11
# activations = 256
# tolerance = 1e-5
# cost_seconds = 3
# direction = "min"
# ///
"""The article's network. So small that it measures what a framework costs around the arithmetic,
not the arithmetic.

Forward, mean squared error, backward and the update of plain SGD: one step. `work` counts
floating-point operations: forward and weight gradient 2 x 256 x 10 each, the rest a few per row.
"""

from typing import NamedTuple

import numpy as np

from probes.compare import largest_relative_difference
from probes.data import spread

STEPS_COMPARED = 20


class Given(NamedTuple):
    inputs: np.ndarray
    """(256, 10)"""
    targets: np.ndarray
    """(256, 1)"""
    weight: np.ndarray
    """(10, 1): inputs @ weight + bias; frameworks that keep it transposed transpose it."""
    bias: np.ndarray
    """(1,)"""
    learning_rate: float


def given():
    inputs = spread(1, (256, 10))
    truth = spread(2, (10,))
    targets = np.full(256, 0.1, np.float32)
    for column in range(10):
        # Not `inputs @ truth`: the order in which a BLAS adds differs between machines.
        targets += inputs[:, column] * truth[column]
    return Given(
        inputs, targets.reshape(256, 1), spread(3, (10, 1), 0.1), np.zeros(1, np.float32), 0.01
    )


def losses(steps=STEPS_COMPARED):
    """The reference: each step's loss before its update, in float64."""
    inputs, targets, weight, bias = (array.astype(np.float64) for array in given()[:4])
    curve = []
    for _ in range(steps):
        error = inputs @ weight + bias - targets
        curve.append((error**2).mean())
        slope = 2 * error / error.size
        weight = weight - given().learning_rate * (inputs.T @ slope)
        bias = bias - given().learning_rate * slope.sum(axis=0)
    return curve


def agreement(answer):
    """Largest relative difference over the first steps' losses; `answer()` takes a step and returns
    its loss."""
    return largest_relative_difference(
        [np.reshape(answer(), ()) for _ in range(STEPS_COMPARED)], losses()
    )
