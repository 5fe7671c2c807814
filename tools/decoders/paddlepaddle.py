"""Guest: the decoder in PaddlePaddle, on a CPU, in float32."""

import paddle
from paddle.nn import functional as F

from tools.decoders.shape import EPSILON, rotations


class Decoder:
    def __init__(self, shape, users, context, tables=None, seed=0):
        """Random weights unless NumPy's `tables` are given; an empty cache for all users."""
        paddle.seed(seed)
        self.shape = shape
        self.tables = {
            name: paddle.normal(std=size[0] ** -0.5, shape=size)
            if tables is None
            else paddle.to_tensor(tables[name])
            for name, size in shape.tables().items()
        }
        kept = (users, shape.kv_heads, context, shape.head_dim)
        self.keys = [paddle.zeros(kept) for _ in range(shape.layers)]
        self.values = [paddle.zeros(kept) for _ in range(shape.layers)]
        self.cosines, self.sines = (paddle.to_tensor(turn) for turn in rotations(shape, context))

    @paddle.no_grad()
    def logits(self, tokens, start):
        """After the last of `tokens` (users, step), which follow `start` cached ones."""
        x = F.embedding(paddle.to_tensor(tokens), self.tables["words"])
        for layer in range(self.shape.layers):
            x = x + self._attend(layer, self._norm(x), start)
            x = x + self._feed(layer, self._norm(x))
        tied = self.shape.tied
        last = self.tables["words"] if tied else self.tables["last"]
        return paddle.matmul(self._norm(x[:, -1]), last, transpose_y=tied).numpy()

    def _attend(self, layer, x, start):
        shape, (users, step, _) = self.shape, x.shape
        end = start + step
        query = self._turned(self._heads(layer, "query", x), start)
        self.keys[layer][:, :, start:end] = self._turned(self._heads(layer, "key", x), start)
        self.values[layer][:, :, start:end] = self._heads(layer, "value", x)
        key, value = (kept[layer][:, :, :end] for kept in (self.keys, self.values))
        query = query.reshape([users, shape.kv_heads, shape.group * step, shape.head_dim])
        score = paddle.matmul(query * shape.head_dim**-0.5, key, transpose_y=True)
        score = score.reshape([users, shape.kv_heads, shape.group, step, end])
        future = paddle.triu(paddle.full([step, end], float("-inf")), start + 1)
        score = F.softmax(score.add_(future))
        seen = paddle.matmul(score.reshape([users, shape.kv_heads, -1, end]), value)
        seen = seen.reshape([users, shape.heads, step, shape.head_dim]).transpose([0, 2, 1, 3])
        return seen.reshape([users, step, -1]) @ self.tables[f"{layer} out"]

    def _feed(self, layer, x):
        gate = F.silu(x @ self.tables[f"{layer} gate"])
        return (gate * (x @ self.tables[f"{layer} up"])) @ self.tables[f"{layer} down"]

    def _heads(self, layer, name, x):
        users, step, _ = x.shape
        rows = x @ self.tables[f"{layer} {name}"]
        return rows.reshape([users, step, -1, self.shape.head_dim]).transpose([0, 2, 1, 3])

    def _turned(self, x, start):
        end = start + x.shape[2]
        cosines, sines = self.cosines[start:end], self.sines[start:end]
        first, second = paddle.chunk(x, 2, axis=-1)
        return paddle.concat(
            [first * cosines - second * sines, second * cosines + first * sines], axis=-1
        )

    def _norm(self, x):
        return x * paddle.rsqrt((x * x).mean(axis=-1, keepdim=True) + EPSILON)
