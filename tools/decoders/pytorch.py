"""Guest: the decoder in PyTorch, on a CPU, in float32."""

import torch
from torch.nn import functional as F

from tools.decoders.shape import EPSILON, rotations


class Decoder:
    def __init__(self, shape, users, context, tables=None, seed=0):
        """Random weights unless NumPy's `tables` are given; an empty cache for all users."""
        torch.manual_seed(seed)
        self.shape = shape
        self.tables = {
            name: torch.empty(size).normal_(std=size[0] ** -0.5)
            if tables is None
            else torch.tensor(tables[name])
            for name, size in shape.tables().items()
        }
        kept = (users, shape.kv_heads, context, shape.head_dim)
        self.keys = [torch.zeros(kept) for _ in range(shape.layers)]
        self.values = [torch.zeros(kept) for _ in range(shape.layers)]
        self.cosines, self.sines = (torch.from_numpy(turn) for turn in rotations(shape, context))

    @torch.inference_mode()
    def logits(self, tokens, start):
        """After the last of `tokens` (users, step), which follow `start` cached ones."""
        tokens = torch.from_numpy(tokens)
        x = self.tables["words"][tokens]
        for layer in range(self.shape.layers):
            x = x + self._attend(layer, self._norm(x), start)
            x = x + self._feed(layer, self._norm(x))
        last = self.tables["words"].T if self.shape.tied else self.tables["last"]
        return (self._norm(x[:, -1]) @ last).numpy()

    def _attend(self, layer, x, start):
        shape, (users, step, _) = self.shape, x.shape
        end = start + step
        query = self._turned(self._heads(layer, "query", x), start)
        self.keys[layer][:, :, start:end] = self._turned(self._heads(layer, "key", x), start)
        self.values[layer][:, :, start:end] = self._heads(layer, "value", x)
        key, value = (kept[layer][:, :, :end] for kept in (self.keys, self.values))
        query = query.reshape(users, shape.kv_heads, shape.group * step, shape.head_dim)
        score = (query * shape.head_dim**-0.5) @ key.transpose(2, 3)
        score = score.view(users, shape.kv_heads, shape.group, step, end)
        future = torch.ones(step, end, dtype=torch.bool).triu(start + 1)
        score = score.masked_fill_(future, float("-inf")).softmax(-1)
        seen = score.view(users, shape.kv_heads, shape.group * step, end) @ value
        seen = seen.view(users, shape.heads, step, shape.head_dim).transpose(1, 2)
        return seen.reshape(users, step, -1) @ self.tables[f"{layer} out"]

    def _feed(self, layer, x):
        gate = F.silu(x @ self.tables[f"{layer} gate"])
        return (gate * (x @ self.tables[f"{layer} up"])) @ self.tables[f"{layer} down"]

    def _heads(self, layer, name, x):
        rows = x @ self.tables[f"{layer} {name}"]
        return rows.unflatten(-1, (-1, self.shape.head_dim)).transpose(1, 2)

    def _turned(self, x, start):
        cosines, sines = (turn[start : start + x.shape[2]] for turn in (self.cosines, self.sines))
        first, second = x.chunk(2, dim=-1)
        return torch.cat(
            [first * cosines - second * sines, second * cosines + first * sines], dim=-1
        )

    def _norm(self, x):
        return x * torch.rsqrt((x * x).mean(dim=-1, keepdim=True) + EPSILON)
