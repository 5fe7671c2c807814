# /// workload
# title = "3x3 convolution, 64 to 64 channels, 56x56, batch 8, float32"
# kind = "rate"
# unit = "GFLOP/s"
# scale = 1e-9
# work = 1849688064
# bytes = 12992512
# flops = 1849688064
# convolutions = 1849688064
# least_flops = 462422016
# operations = 1
# tolerance = 1e-5
# cost_seconds = 5
# direction = "max"
# ///
"""The commonest layer of a residual network. Here a library's choice of kernel shows most."""

from typing import NamedTuple

import numpy as np

from probes.compare import largest_difference
from probes.data import spread

BATCH, CHANNELS, SIZE = 8, 64, 56


class Given(NamedTuple):
    images: np.ndarray
    """(batch, channels, height, width); a framework that keeps channels last rearranges them
    beforehand."""
    filters: np.ndarray
    """(out, in, 3, 3), one row of zeros around the images, stride 1."""


def given():
    return Given(
        spread(21, (BATCH, CHANNELS, SIZE, SIZE)),
        spread(22, (CHANNELS, CHANNELS, 3, 3), 1 / (CHANNELS * 9) ** 0.5),
    )


def convolve(images, filters):
    """Nine products of matrices, one for each place in the filter."""
    count, _, height, width = images.shape
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    answer = np.zeros((count, len(filters), height * width), images.dtype)
    for row in range(3):
        for column in range(3):
            seen = padded[:, :, row : row + height, column : column + width].reshape(
                count, -1, height * width
            )
            answer += np.ascontiguousarray(filters[:, :, row, column]) @ seen
    return answer.reshape(count, len(filters), height, width)


def agreement(answer):
    return largest_difference(answer(), convolve(*(array.astype(np.float64) for array in given())))
