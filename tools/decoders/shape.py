"""Guest: the decoder that every framework here computes, its shape and, in NumPy, its answer.

Before each half of a layer a norm of the root of the mean square; rotary positions; queries in
groups that share keys and values; a gated feed-forward part.
"""

from typing import NamedTuple

import numpy as np

from probes.data import spread

EPSILON = 1e-6
ROTATION = 10000.0


class Shape(NamedTuple):
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocabulary: int
    tied: bool

    @property
    def group(self):
        """Queries that share one head of keys and values."""
        return self.heads // self.kv_heads

    def tables(self):
        """The size of every table of weights, by name; `inputs @ table`."""
        wide, narrow = self.heads * self.head_dim, self.kv_heads * self.head_dim
        found = {"words": (self.vocabulary, self.hidden)}
        for layer in range(self.layers):
            found[f"{layer} query"] = (self.hidden, wide)
            found[f"{layer} key"] = (self.hidden, narrow)
            found[f"{layer} value"] = (self.hidden, narrow)
            found[f"{layer} out"] = (wide, self.hidden)
            found[f"{layer} gate"] = (self.hidden, self.intermediate)
            found[f"{layer} up"] = (self.hidden, self.intermediate)
            found[f"{layer} down"] = (self.intermediate, self.hidden)
        if not self.tied:
            found["last"] = (self.hidden, self.vocabulary)
        return found

    def parameters(self):
        return sum(rows * columns for rows, columns in self.tables().values())


def drawn(shape):
    """The tables in NumPy, the same everywhere: what a small decoder is compared with."""
    return {
        name: spread(seed, size, size[0] ** -0.5 if name != "words" else 1.0)
        for seed, (name, size) in enumerate(sorted(shape.tables().items()), 101)
    }


def rotations(shape, tokens):
    """Cosines and sines, each (tokens, head_dim / 2), float32."""
    steps = ROTATION ** (-np.arange(0, shape.head_dim, 2) / shape.head_dim)
    angles = np.outer(np.arange(tokens), steps)
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def answer(shape, tables, tokens):
    """Logits after the last of `tokens` (users, length) in float64, computed at once and without a
    cache."""
    tables = {name: table.astype(np.float64) for name, table in tables.items()}
    users, length = tokens.shape
    cosines, sines = (turn.astype(np.float64) for turn in rotations(shape, length))

    def norm(x):
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + EPSILON)

    def heads(rows, count):
        return rows.reshape(users, length, count, shape.head_dim).transpose(0, 2, 1, 3)

    def turned(x):
        first, second = np.split(x, 2, axis=-1)
        return np.concatenate(
            [first * cosines - second * sines, second * cosines + first * sines], axis=-1
        )

    hidden_from = np.triu(np.full((length, length), -np.inf), 1)
    x = tables["words"][tokens]
    for layer in range(shape.layers):
        part = {
            name.split(" ")[1]: table
            for name, table in tables.items()
            if name.startswith(f"{layer} ")
        }
        normed = norm(x)
        query = turned(heads(normed @ part["query"], shape.heads))
        key = turned(heads(normed @ part["key"], shape.kv_heads))
        value = heads(normed @ part["value"], shape.kv_heads)
        key, value = (np.repeat(kept, shape.group, axis=1) for kept in (key, value))
        score = query @ key.swapaxes(2, 3) * shape.head_dim**-0.5 + hidden_from
        power = np.exp(score - score.max(axis=-1, keepdims=True))
        seen = power / power.sum(axis=-1, keepdims=True) @ value
        x = x + seen.transpose(0, 2, 1, 3).reshape(users, length, -1) @ part["out"]
        normed = norm(x)
        gate = normed @ part["gate"]
        x = x + (gate / (1 + np.exp(-gate)) * (normed @ part["up"])) @ part["down"]
    last = tables["words"].T if shape.tied else tables["last"]
    return norm(x[:, -1]) @ last
