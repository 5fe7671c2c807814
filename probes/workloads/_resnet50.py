"""ResNet-50 for its workloads: its numbers, and its reference in NumPy, forward and backward.

`make references` computes with it, in float64, what the workloads store.
"""

from typing import NamedTuple, Optional, Tuple

import numpy as np

from probes.data import spread, whole

TRAINABLE = 25557032
CLASSES = 1000
EPSILON = 1e-5
STAGES = ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2))
"""(inner width, blocks, stride of the first) as in the paper; the stride is in the 3x3
convolution."""


class Block(NamedTuple):
    first: np.ndarray
    """(width, in, 1, 1)"""
    second: np.ndarray
    """(width, width, 3, 3), with `stride`"""
    third: np.ndarray
    """(4 width, width, 1, 1)"""
    shortcut: Optional[np.ndarray]
    """(4 width, in, 1, 1), with `stride`; None where the input is added as it is."""
    stride: int


class Given(NamedTuple):
    """No convolution has a bias; each is followed by a batch norm with gain 1, offset 0, mean 0 and
    variance 1."""

    images: np.ndarray
    """(batch, 3, size, size); a framework that keeps channels last rearranges them beforehand."""
    labels: np.ndarray
    """(batch,), int64"""
    stem: np.ndarray
    """(64, 3, 7, 7), stride 2, then ReLU and a 3x3 maximum with stride 2."""
    blocks: Tuple[Block, ...]
    weight: np.ndarray
    """(2048, 1000), after the mean over each channel."""
    bias: np.ndarray
    """(1000,)"""
    epsilon: float
    learning_rate: float
    momentum: float


def labels(batch=8, classes=CLASSES, copies=1):
    """(copies x batch,), int64: what the images show."""
    return np.tile(whole(72, (batch,), classes), copies)


def given(batch=8, size=224, classes=CLASSES, copies=1):
    """What the network starts from.

    With `copies` the same images come again and again: the means over the batch, its norms and its
    slopes stay those of one copy, and so does the reference, while a framework has that much more
    to compute.
    """
    seeds = iter(range(80, 1000))

    def filters(out, wide, side):
        return spread(next(seeds), (out, wide, side, side), (2 / (wide * side * side)) ** 0.5)

    wide, blocks = 64, []
    for width, count, first_stride in STAGES:
        for place in range(count):
            stride = first_stride if place == 0 else 1
            shortcut = filters(4 * width, wide, 1) if place == 0 else None
            blocks.append(
                Block(
                    filters(width, wide, 1),
                    filters(width, width, 3),
                    filters(4 * width, width, 1),
                    shortcut,
                    stride,
                )
            )
            wide = 4 * width
    return Given(
        images=np.tile(spread(71, (batch, 3, size, size)), (copies, 1, 1, 1)),
        labels=labels(batch, classes, copies),
        stem=spread(73, (64, 3, 7, 7), (2 / 147) ** 0.5),
        blocks=tuple(blocks),
        weight=spread(74, (wide, classes), wide**-0.5),
        bias=np.zeros(classes, np.float32),
        epsilon=EPSILON,
        learning_rate=1e-4,
        momentum=0.9,
    )


class Reference:
    """The network in NumPy. Every layer answers (value, back), where `back` takes the slope of the
    value to the input's and leaves the slopes of the layer's own parameters in `slopes`."""

    def __init__(self, given, dtype, *, training):
        self._given, self._dtype, self._training = given, dtype, training
        self.parts, self.slopes = {}, {}
        self._add("stem", given.stem)
        for place, block in enumerate(given.blocks):
            for name in ("first", "second", "third", "shortcut"):
                if getattr(block, name) is not None:
                    self._add("%d %s" % (place, name), getattr(block, name))
        self.parts["weight"], self.parts["bias"] = (
            given.weight.astype(dtype),
            given.bias.astype(dtype),
        )

    def _add(self, name, filters):
        self.parts[name] = filters.astype(self._dtype)
        self.parts[name + " gain"] = np.ones(len(filters), self._dtype)
        self.parts[name + " offset"] = np.zeros(len(filters), self._dtype)

    def _convolve(self, name, x, stride):
        filters = self.parts[name]
        side = filters.shape[2]
        edge = side // 2
        padded = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
        height, width = ((size + 2 * edge - side) // stride + 1 for size in x.shape[2:])

        def seen(array, row, column):
            return array[
                :,
                :,
                row : row + stride * height : stride,
                column : column + stride * width : stride,
            ]

        places = [(row, column) for row in range(side) for column in range(side)]
        flat = (len(x), -1, height * width)
        value = sum(
            np.ascontiguousarray(filters[:, :, row, column])
            @ seen(padded, row, column).reshape(flat)
            for row, column in places
        )

        def back(slope):
            slope = slope.reshape(flat)
            below, own = np.zeros_like(padded), np.empty_like(filters)
            for row, column in places:
                kernel = np.ascontiguousarray(filters[:, :, row, column].T)
                seen(below, row, column)[...] += (kernel @ slope).reshape(len(x), -1, height, width)
                rows = seen(padded, row, column).reshape(flat).swapaxes(1, 2)
                own[:, :, row, column] = (slope @ rows).sum(axis=0)
            self.slopes[name] = own
            return below[:, :, edge : edge + x.shape[2], edge : edge + x.shape[3]]

        return value.reshape(len(x), -1, height, width), back

    def _normalise(self, name, x):
        gain = self.parts[name + " gain"][:, None, None]
        offset = self.parts[name + " offset"][:, None, None]
        axes = (0, 2, 3)
        if not self._training:
            return x / np.sqrt(self._dtype(1 + self._given.epsilon)) * gain + offset, None
        centred = x - x.mean(axis=axes, keepdims=True)
        scale = 1 / np.sqrt(
            (centred * centred).mean(axis=axes, keepdims=True) + self._dtype(self._given.epsilon)
        )
        normal = centred * scale

        def back(slope):
            self.slopes[name + " gain"] = (slope * normal).sum(axis=axes)
            self.slopes[name + " offset"] = slope.sum(axis=axes)
            inner = slope * gain
            share = (inner * normal).mean(axis=axes, keepdims=True)
            return (inner - inner.mean(axis=axes, keepdims=True) - normal * share) * scale

        return normal * gain + offset, back

    def _layer(self, name, x, stride=1, rectify=True):
        value, back_convolution = self._convolve(name, x, stride)
        value, back_norm = self._normalise(name, value)
        if not rectify:
            return value, lambda slope: back_convolution(back_norm(slope))
        value = np.maximum(value, 0)
        return value, lambda slope: back_convolution(back_norm(slope * (value > 0)))

    def _block(self, place, block, x):
        name = "%d " % place
        value, back_first = self._layer(name + "first", x)
        value, back_second = self._layer(name + "second", value, block.stride)
        value, back_third = self._layer(name + "third", value, rectify=False)
        beside, back_shortcut = x, None
        if block.shortcut is not None:
            beside, back_shortcut = self._layer(name + "shortcut", x, block.stride, rectify=False)
        value = np.maximum(value + beside, 0)

        def back(slope):
            slope = slope * (value > 0)
            below = back_first(back_second(back_third(slope)))
            return below + (slope if back_shortcut is None else back_shortcut(slope))

        return value, back

    @staticmethod
    def _largest_of_nine(x):
        height, width = (size // 2 for size in x.shape[2:])
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)

        def seen(array, row, column):
            return array[:, :, row : row + 2 * height : 2, column : column + 2 * width : 2]

        places = [(row, column) for row in range(3) for column in range(3)]
        value = seen(padded, 0, 0).copy()
        for row, column in places[1:]:
            np.maximum(value, seen(padded, row, column), out=value)

        def back(slope):
            below, left = np.zeros_like(padded), slope.copy()
            for row, column in places:
                here = seen(padded, row, column) == value
                seen(below, row, column)[...] += np.where(here, left, 0)
                left[here] = 0  # The first place that holds the largest value takes it all.
            return below[:, :, 1:-1, 1:-1]

        return value, back

    def run(self):
        """(logits, back)"""
        value, back_stem = self._layer("stem", self._given.images.astype(self._dtype), 2)
        value, back_pool = self._largest_of_nine(value)
        backs = [back_stem, back_pool]
        for place, block in enumerate(self._given.blocks):
            value, back = self._block(place, block, value)
            backs.append(back)
        shape = value.shape
        features = value.mean(axis=(2, 3))

        def back(slope):
            self.slopes["weight"], self.slopes["bias"] = features.T @ slope, slope.sum(axis=0)
            below = (slope @ self.parts["weight"].T / self._dtype(shape[2] * shape[3]))[
                :, :, None, None
            ]
            below = np.broadcast_to(below, shape)
            for earlier in reversed(backs):
                below = earlier(below)

        return features @ self.parts["weight"] + self.parts["bias"], back


def surprise(logits, labels):
    """Cross entropy of each image."""
    highest = logits.max(axis=1)
    total = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    return total - logits[np.arange(len(labels)), labels]


def loss_and_slopes(reference, labels):
    """The mean cross entropy, and the slope of every part, by its name."""
    logits, back = reference.run()
    power = np.exp(logits - logits.max(axis=1, keepdims=True))
    share = power / power.sum(axis=1, keepdims=True)
    share[np.arange(len(labels)), labels] -= 1
    back(share / logits.dtype.type(len(labels)))
    return surprise(logits, labels).mean(), reference.slopes


def descend(given, dtype):
    """Yields each step's loss before its update, which is SGD with momentum."""
    reference = Reference(given, dtype, training=True)
    speed = {name: np.zeros_like(part) for name, part in reference.parts.items()}
    while True:
        loss, slopes = loss_and_slopes(reference, given.labels)
        yield loss
        for name, slope in slopes.items():
            speed[name] = dtype(given.momentum) * speed[name] + slope
            reference.parts[name] = reference.parts[name] - dtype(given.learning_rate) * speed[name]
