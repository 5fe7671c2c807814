"""What is asked of a large model, and what the engine that serves it keeps for itself."""

from __future__ import annotations

from msgspec import Struct

from advisor.model.language_model import Precision

MIB = 2**20
GIB = 2**30


class Spread(Struct, frozen=True):
    """A quantity that is not known to the byte: at least, most likely and at most.

    Sums and quotients of two take bound with bound, which makes them wider than chance would.
    """

    low: float
    middle: float
    high: float

    def __add__(self, other: Spread) -> Spread:
        return Spread(self.low + other.low, self.middle + other.middle, self.high + other.high)

    def times(self, factor: float) -> Spread:
        return Spread(self.low * factor, self.middle * factor, self.high * factor)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


NOTHING = Spread(0, 0, 0)


class EngineHabits(Struct, frozen=True, kw_only=True):
    """What an engine reserves besides weights and cache. The defaults are the span of what
    engines report in the published cases of docs/large-model-memory.md; an engine that says more
    of itself narrows them."""

    share: float = 0.9
    """Of a card's memory, what the engine may take for all but its graphs."""
    block: Spread = Spread(1, 16, 128)
    """Tokens in a page of the cache; a sequence's last page is taken whole."""
    sequences: Spread = Spread(1, 512, 1024)
    """Sequences for which it makes room when it starts, unless more users are asked for: 256 or
    1024 unless told otherwise; at the least one, where its limit is set to the users."""
    step_tokens: Spread = Spread(2048, 8192, 16384)
    """Tokens of prompts that pass through the layers at once."""
    logit_bytes: Spread = Spread(12, 24, 40)
    """While a token is chosen, for each sequence and word: the score in 32 bits, sorted values,
    their places, sums and masks. From 14.5 to 38.5 in the cases."""
    runtime: Spread = Spread(0.1 * GIB, 0.5 * GIB, 2 * GIB)
    """Bytes of the driver's context, libraries and workspaces: 0.13 to 1.8 GiB in the cases."""
    communication: Spread = Spread(0.05 * GIB, GIB, 2.2 * GIB)
    """Bytes that several cards add for exchange: 0.1 to 1.85 GiB in the cases."""
    graphs: Spread = Spread(0, 0.8 * GIB, 2 * GIB)
    """Bytes of recorded kernels, taken beside the share: up to 1.98 GiB."""
    element_bytes: float = 2
    """Of each number that passes through the layers."""
    scores: Spread = NOTHING
    """Whole tables of an attention's scores (heads x tokens of a step x context) in memory at once.
    Engines' kernels never write one."""


PLAIN_PROCESS = EngineHabits(
    share=1,
    block=Spread(1, 1, 1),
    sequences=Spread(1, 1, 1),
    step_tokens=Spread(256, 256, 256),
    logit_bytes=Spread(4, 8, 12),
    runtime=Spread(8 * MIB, 16 * MIB, 48 * MIB),
    communication=NOTHING,
    graphs=NOTHING,
    element_bytes=4,
    scores=Spread(2, 3, 4),
)
"""A framework alone, on a CPU, in 32 bits, with attention written out: no engine and no habits of
one. What it takes is above what it took when it was imported, and at most, while prompts of
`step_tokens` at once (of all users; state it) pass through.

Scores and their softmax are alive together, and the allocator keeps a third, smaller one of the
step before: 3.1 and 3.4 in two frameworks for a decoder of a million parameters, where the runtime
(threads, kernels' code and workspaces) took 13 and 17 MiB: docs/cpu-memory.md."""


class Serving(Struct, frozen=True, kw_only=True):
    """One model in one form for so many users, on so many equal cards."""

    precision: Precision
    """Of the weights."""
    cache_precision: Precision
    context: int
    """Tokens of one user, question and answer together."""
    users: int = 1
    """At the same moment, each with a full context."""
    cards: int = 1
    """Every layer is split over all of them."""
    habits: EngineHabits = EngineHabits()
