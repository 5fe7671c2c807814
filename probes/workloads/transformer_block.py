# /// workload
# title = "Transformer block training step: width 256, 4 heads, 128 tokens, batch 8, SGD, float32"
# kind = "time"
# unit = "ms/step"
# scale = 1e3
# work = 5234491392
# bytes = 60000000
# flops = 5234491392
# operations = 1440
# parameters = 789760
# activations = 5242880
# tolerance = 2e-4
# cost_seconds = 6
# direction = "min"
# ///
"""One encoder block, forward and backward: attention, a layer norm after each half, four times as
wide in between.

`work`: three times the products of the forward pass, those of the attention included. The
tolerance: the loss is a mean of 262,144 squares, and added one by one in float32, as some do, that
alone is off by several 1e-5.
"""

from typing import Dict, NamedTuple

import numpy as np

from probes.compare import largest_relative_difference
from probes.data import spread

BATCH, LENGTH, WIDTH, HEADS = 8, 128, 256, 4
LOSSES = (
    2.006320046292237,
    1.8868212901951003,
    1.7797883044304659,
    1.6776689317886246,
    1.57185106572406,
)
"""The first steps' losses in float64, each before its update: `make references` computes them."""


class Given(NamedTuple):
    inputs: np.ndarray
    """(batch, length, width)"""
    targets: np.ndarray
    """The same shape; the loss is the mean squared difference."""
    weights: Dict[str, np.ndarray]
    """query, key, value, out (width, width), up (width, 4 width), down (4 width, width); no biases,
    inputs @ weight.

    The block: h = norm(x + attention(x) @ out), then norm(h + relu(h @ up) @ down). The norms'
    gains start at 1 and their offsets at 0, and both are trained.
    """
    heads: int
    epsilon: float
    learning_rate: float
    """Large, since the slopes of so wide a mean are small: the loss must fall enough for a wrong
    slope to show."""


def given():
    shapes = dict.fromkeys(("query", "key", "value", "out"), (WIDTH, WIDTH))
    shapes.update(up=(WIDTH, 4 * WIDTH), down=(4 * WIDTH, WIDTH))
    weights = {
        name: spread(63 + place, shape, shape[0] ** -0.5)
        for place, (name, shape) in enumerate(sorted(shapes.items()))
    }
    shape = (BATCH, LENGTH, WIDTH)
    return Given(spread(61, shape), spread(62, shape), weights, HEADS, 1e-5, 5.0)


def _normalise(rows, gain, offset, epsilon):
    centred = rows - rows.mean(axis=-1, keepdims=True)
    scale = 1 / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + epsilon)
    normal = centred * scale
    return normal * gain + offset, (normal, scale)


def _normalise_back(slope, gain, kept):
    """(slope of the input, of the gain, of the offset)"""
    normal, scale = kept
    inner = slope * gain
    back = (
        inner
        - inner.mean(axis=-1, keepdims=True)
        - normal * (inner * normal).mean(axis=-1, keepdims=True)
    )
    return back * scale, (slope * normal).sum(axis=(0, 1)), slope.sum(axis=(0, 1))


def descend(given, dtype):
    """Yields each step's loss before its update."""
    x, targets = given.inputs.astype(dtype), given.targets.astype(dtype)
    batch, length, width = x.shape
    heads, rate, epsilon = given.heads, dtype(given.learning_rate), dtype(given.epsilon)
    sharpness = dtype((width // heads) ** -0.5)
    part = {name: weight.astype(dtype) for name, weight in given.weights.items()}
    for norm in ("first", "second"):
        part[norm + " gain"], part[norm + " offset"] = np.ones(width, dtype), np.zeros(width, dtype)

    def split(rows):
        return rows.reshape(batch, length, heads, width // heads).transpose(0, 2, 1, 3)

    def merge(rows):
        return rows.transpose(0, 2, 1, 3).reshape(batch, length, width)

    def slope_of_weight(rows, slope):
        return rows.reshape(-1, rows.shape[-1]).T @ slope.reshape(-1, slope.shape[-1])

    while True:
        query, key, value = (split(x @ part[name]) for name in ("query", "key", "value"))
        score = (query @ key.swapaxes(2, 3)) * sharpness
        power = np.exp(score - score.max(axis=-1, keepdims=True))
        share = power / power.sum(axis=-1, keepdims=True)
        seen = merge(share @ value)
        middle, first = _normalise(
            x + seen @ part["out"], part["first gain"], part["first offset"], epsilon
        )
        wide = np.maximum(middle @ part["up"], 0)
        result, second = _normalise(
            middle + wide @ part["down"], part["second gain"], part["second offset"], epsilon
        )
        error = result - targets
        yield (error * error).mean()

        slope = {}
        back, slope["second gain"], slope["second offset"] = _normalise_back(
            error * dtype(2 / error.size), part["second gain"], second
        )
        slope["down"] = slope_of_weight(wide, back)
        wide_slope = (back @ part["down"].T) * (wide > 0)
        slope["up"] = slope_of_weight(middle, wide_slope)
        back, slope["first gain"], slope["first offset"] = _normalise_back(
            back + wide_slope @ part["up"].T, part["first gain"], first
        )
        slope["out"] = slope_of_weight(seen, back)
        seen_slope = split(back @ part["out"].T)
        share_slope = seen_slope @ value.swapaxes(2, 3)
        score_slope = (
            share * (share_slope - (share_slope * share).sum(axis=-1, keepdims=True)) * sharpness
        )
        slope["query"] = slope_of_weight(x, merge(score_slope @ key))
        slope["key"] = slope_of_weight(x, merge(score_slope.swapaxes(2, 3) @ query))
        slope["value"] = slope_of_weight(x, merge(share.swapaxes(2, 3) @ seen_slope))
        for name, change in slope.items():
            part[name] = part[name] - rate * change


def agreement(answer):
    return largest_relative_difference([np.reshape(answer(), ()) for _ in LOSSES], LOSSES)
