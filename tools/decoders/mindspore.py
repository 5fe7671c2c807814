"""Guest: the decoder in MindSpore, on a CPU, in float32, eager."""

import mindspore as ms
import numpy as np
from mindspore import ops

from tools.decoders.shape import EPSILON, rotations

ms.set_context(mode=ms.PYNATIVE_MODE, device_target="CPU")


class Decoder:
    def __init__(self, shape, users, context, tables=None, seed=0):
        """Random weights unless NumPy's `tables` are given; an empty cache for all users."""
        ms.set_seed(seed)
        self.shape = shape
        self.tables = {
            name: ops.standard_normal(size) * size[0] ** -0.5
            if tables is None
            else ms.Tensor(tables[name])
            for name, size in shape.tables().items()
        }
        kept = (users, shape.kv_heads, context, shape.head_dim)
        self.keys = [ops.zeros(kept, ms.float32) for _ in range(shape.layers)]
        self.values = [ops.zeros(kept, ms.float32) for _ in range(shape.layers)]
        self.cosines, self.sines = (ms.Tensor(turn) for turn in rotations(shape, context))

    def logits(self, tokens, start):
        """After the last of `tokens` (users, step), which follow `start` cached ones."""
        x = ops.gather(self.tables["words"], ms.Tensor(tokens.astype(np.int32)), 0)
        for layer in range(self.shape.layers):
            x = x + self._attend(layer, self._norm(x), start)
            x = x + self._feed(layer, self._norm(x))
        last = self.tables["words"].T if self.shape.tied else self.tables["last"]
        return ops.matmul(self._norm(x[:, -1]), last).asnumpy()

    def _attend(self, layer, x, start):
        shape, (users, step, _) = self.shape, x.shape
        end = start + step
        query = self._turned(self._heads(layer, "query", x), start)
        self.keys[layer][:, :, start:end] = self._turned(self._heads(layer, "key", x), start)
        self.values[layer][:, :, start:end] = self._heads(layer, "value", x)
        key, value = (kept[layer][:, :, :end] for kept in (self.keys, self.values))
        query = query.reshape(users, shape.kv_heads, shape.group * step, shape.head_dim)
        score = ops.matmul(query * shape.head_dim**-0.5, key.swapaxes(2, 3))
        score = score.reshape(users, shape.kv_heads, shape.group, step, end)
        future = np.triu(np.full((step, end), -np.inf, np.float32), start + 1)
        score = ops.softmax(score + ms.Tensor(future), axis=-1)
        seen = ops.matmul(score.reshape(users, shape.kv_heads, shape.group * step, end), value)
        seen = seen.reshape(users, shape.heads, step, shape.head_dim).swapaxes(1, 2)
        return ops.matmul(seen.reshape(users, step, -1), self.tables[f"{layer} out"])

    def _feed(self, layer, x):
        gate = ops.silu(ops.matmul(x, self.tables[f"{layer} gate"]))
        return ops.matmul(
            gate * ops.matmul(x, self.tables[f"{layer} up"]), self.tables[f"{layer} down"]
        )

    def _heads(self, layer, name, x):
        users, step, _ = x.shape
        rows = ops.matmul(x, self.tables[f"{layer} {name}"])
        return rows.reshape(users, step, -1, self.shape.head_dim).swapaxes(1, 2)

    def _turned(self, x, start):
        end = start + x.shape[2]
        cosines, sines = self.cosines[start:end], self.sines[start:end]
        first, second = ops.chunk(x, 2, axis=-1)
        return ops.cat(
            [first * cosines - second * sines, second * cosines + first * sines], axis=-1
        )

    def _norm(self, x):
        return x * ops.rsqrt((x * x).mean(axis=-1, keep_dims=True) + EPSILON)
