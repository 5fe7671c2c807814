# /// workload
# title = "Layer norm, then softmax, over 8192 rows of 512, float32"
# kind = "rate"
# unit = "GB/s"
# scale = 1e-9
# work = 33554432
# bytes = 33554432
# traffic = 234881024
# flops = 54525952
# operations = 12
# tolerance = 1e-5
# cost_seconds = 4
# direction = "max"
# ///
"""What surrounds the products in a transformer, bound by memory. `work` is bytes, as if all was
done in one pass."""

from typing import NamedTuple

import numpy as np

from probes.compare import largest_difference
from probes.data import spread

ROWS, WIDTH = 8192, 512


class Given(NamedTuple):
    rows: np.ndarray
    """(8192, 512)"""
    gain: np.ndarray
    """(512,)"""
    offset: np.ndarray
    """(512,)"""
    epsilon: float


def given():
    return Given(
        spread(41, (ROWS, WIDTH)), 1 + spread(42, (WIDTH,), 0.1), spread(43, (WIDTH,), 0.1), 1e-5
    )


def normalise_and_weigh(rows, gain, offset, epsilon):
    centred = rows - rows.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + rows.dtype.type(epsilon))
    normal = centred / scale * gain + offset
    power = np.exp(normal - normal.max(axis=-1, keepdims=True))
    return power / power.sum(axis=-1, keepdims=True)


def agreement(answer):
    rows, gain, offset, epsilon = given()
    return largest_difference(
        answer(), normalise_and_weigh(rows.astype(np.float64), gain, offset, epsilon)
    )
