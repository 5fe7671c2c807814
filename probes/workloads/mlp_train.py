# /// workload
# title = "Perceptron training step: 784-256-128-10, ReLU, cross entropy, SGD, batch 128, float32"
# kind = "time"
# unit = "ms/step"
# scale = 1e3
# work = 128909312
# bytes = 3800000
# flops = 128909312
# operations = 360
# parameters = 235146
# activations = 100864
# tolerance = 1e-5
# cost_seconds = 4
# direction = "min"
# ///
"""A network the size of a first exercise: half overhead, half arithmetic.

`work`: two operations for each multiplication forward, for the weights' gradients, and for the
inner inputs' gradients.
"""

from itertools import islice
from typing import NamedTuple, Tuple

import numpy as np

from probes.compare import largest_relative_difference
from probes.data import spread, whole

WIDTHS = (784, 256, 128, 10)
BATCH = 128
STEPS_COMPARED = 10


class Given(NamedTuple):
    inputs: np.ndarray
    """(128, 784)"""
    labels: np.ndarray
    """(128,), int64"""
    layers: Tuple[Tuple[np.ndarray, np.ndarray], ...]
    """(weight, bias) of each layer: inputs @ weight + bias, ReLU between layers."""
    learning_rate: float


def given():
    layers = tuple(
        (spread(53 + place, (wide, narrow), (2 / wide) ** 0.5), np.zeros(narrow, np.float32))
        for place, (wide, narrow) in enumerate(zip(WIDTHS, WIDTHS[1:]))
    )
    return Given(spread(51, (BATCH, WIDTHS[0])), whole(52, (BATCH,), WIDTHS[-1]), layers, 0.05)


def descend(given, dtype):
    """Yields each step's loss before its update."""
    inputs = given.inputs.astype(dtype)
    weights = [weight.astype(dtype) for weight, _ in given.layers]
    biases = [bias.astype(dtype) for _, bias in given.layers]
    rate = dtype(given.learning_rate)
    rows = np.arange(len(inputs))
    while True:
        values = [inputs]
        for weight, bias in zip(weights, biases):
            values.append(np.maximum(values[-1] @ weight + bias, 0))
        logits = values[-2] @ weights[-1] + biases[-1]
        power = np.exp(logits - logits.max(axis=1, keepdims=True))
        share = power / power.sum(axis=1, keepdims=True)
        yield -np.log(share[rows, given.labels]).mean()
        share[rows, given.labels] -= 1
        slope = share / dtype(len(inputs))
        for place in reversed(range(len(weights))):
            above = values[place]
            weight_slope, bias_slope = above.T @ slope, slope.sum(axis=0)
            slope = (slope @ weights[place].T) * (above > 0)
            weights[place] = weights[place] - rate * weight_slope
            biases[place] = biases[place] - rate * bias_slope


def agreement(answer):
    losses = list(islice(descend(given(), np.float64), STEPS_COMPARED))
    return largest_relative_difference([np.reshape(answer(), ()) for _ in losses], losses)
