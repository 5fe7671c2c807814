"""What the person told us: where, what for, what must be, and what matters how much."""

from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Method = Literal["points", "swing", "order", "pairwise", "best-worst"]
"""How the points of families were found."""
Firmness = Literal["rough", "fair", "firm"]
"""How firmly weights are meant; scoring.weights has the concentration that goes with each."""

Figures = Literal["alike", "all"]
"""Which measurements score: those on hardware like that which is decided for, or all."""

MOST_POINTS = 1_000_000
"""Of one weight. A profile's points sum to a hundred; beyond this a sum loses the small ones."""
LARGEST_SEED = 2**63 - 1
COUNTS = {"context": 2**30, "users": 1_000_000, "cards": 4096}
"""Fields that count something of a large model, and the most that each may be: beyond it nothing
was ever built, and a sum of bytes says nothing."""
LARGE_MODEL = ("llm", "precision", *COUNTS)
"""Fields that say which large model, and how."""


SIGNS: dict[str, Literal["swing", "part", "equal"]] = {">": "swing", "<": "part", "=": "equal"}
"""How an answer to a trade-off is written between its two sides."""


class TradeOff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question that was answered: the whole way from worst to best on one criterion, or a part of
    it on another?"""

    swing: str
    part: str
    share: float
    """How far on the other, in worth, in (0, 1]."""
    answer: Literal["swing", "part", "equal"]


class Need(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that steers a ranking besides knowledge, machine and runs. None means: take it
    from the machine."""

    industry: str | None = None
    task: str | None = None
    distro: str | None = None
    distro_release: str | None = None
    """`20.04`, as the distribution's row calls it or as people do; only with `distro`."""
    arch: str | None = None
    accelerator: str | None = None
    chip: str | None = None
    """The chip on the accelerator as people write it: `910B3`, `A100`."""
    python: str | None = None
    requires: tuple[str, ...] = ()
    """Requirements that a stack must meet: `torch==2.7.1`."""
    llm: str | None = None
    """The large model that shall run: an id of models/, or a name as people write it until it is
    understood."""
    precision: str | None = None
    """How its weights are kept: an id of precisions/, or a name as people write it."""
    context: int | None = None
    """Tokens of one user, question and answer together."""
    users: int | None = None
    """At the same moment."""
    cards: int | None = None
    """How many equal cards there are; only with a large model do they decide anything."""
    musts: dict[str, str] = {}
    """criterion: the level or bound it must reach; "" means better than the worst."""
    waived: tuple[str, ...] = ()
    weights: dict[str, float] = {}
    """Points per criterion that win over the profile's; a profile's points sum to 100."""
    families: dict[str, float] = {}
    """Points per family of criteria; what weighs within one stays as it is."""
    method: Method | None = None
    """How the points of families were found; None: given by hand."""
    firmness: Firmness | None = None
    """How firmly weights are meant; None: as their origin has it."""
    answers: tuple[TradeOff, ...] = ()
    """Trade-offs, in the order in which they were answered: the weights are what they make of all
    the above."""
    team: dict[str, "Need"] = {}
    """Person: what of their need bears on weights. The weights are then those of a member picked at
    random; see `members`."""
    among: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    tuned: bool = False
    """Rank by tuned settings for all instead of stock for all."""
    figures: Figures = "alike"
    """Which measurements score: `alike`, those on the same accelerator and chip, or the same
    family of processors; `all`, those on any hardware."""
    as_of: date | None = None
    seed: int = 0

    def members(self) -> tuple["Need", ...]:
        """Everybody of the team, with what is said here for all of them over what they say."""
        said = {name: getattr(self, name) for name in ("industry", "task", "method", "firmness")}
        said = {name: value for name, value in said.items() if value is not None}
        return tuple(
            replace(
                member,
                weights=member.weights | self.weights,
                families=member.families | self.families,
                answers=(*member.answers, *self.answers),
                **said,
            )
            for member in self.team.values()
        )


class Said(Struct, frozen=True, kw_only=True):
    """A person's word: what is needed, and which facts of the machine are otherwise than found."""

    need: Need = Need()
    facts: dict[str, str] = {}
    """By name, as typed; "" where a fact is said to be unknown."""


def count_of(field: str, text: str) -> int | None:
    """What was typed for a field of `COUNTS`; of tokens also `32k`, which is 32 x 1024. None where
    it is no whole number from 1 up to the most that the field may be."""
    typed = text.strip().lower()
    thousands = field == "context" and typed.endswith("k")
    digits = typed.removesuffix("k") if thousands else typed
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(COUNTS[field])):
        return None
    counted = int(digits) * (1024 if thousands else 1)
    return counted if 1 <= counted <= COUNTS[field] else None
