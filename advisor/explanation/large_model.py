"""Which engine runs a large model on the cards that are decided for, in what form, on how many of
them; or that none is documented there."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from advisor.evidence.large_models.fit import Concession
from advisor.evidence.large_models.need import Holds, MemoryNeed
from advisor.model.engine import EngineSupport, KnownBad
from advisor.model.language_model import LanguageModel, ModelPurpose
from advisor.model.source import Source
from advisor.model.stack import Known, Statement

CardOrigin = Literal["machine", "chip", "given", "unknown"]
"""The machine tells; the chip's entry in the base tells; a person said it; nobody knows."""


class TargetCard(Struct, frozen=True, kw_only=True):
    """The card that is decided for, and how many of it there are."""

    accelerator: str
    chip: str = ""
    """An id of a chip, or as people write it; empty where it is not known."""
    chip_known: Known = "unknown"
    sizes: tuple[int, ...] = ()
    """Bytes of one card; several where a chip is sold with different memory, smallest first."""
    sizes_from: CardOrigin = "unknown"
    sizes_source: Source | None = None
    count: int | None = None
    """None where nobody said and nobody can tell: then the fewest are looked for."""
    count_from: CardOrigin = "unknown"

    @property
    def bytes(self) -> int | None:
        """What is counted with: the smallest, which all that are called so have."""
        return self.sizes[0] if self.sizes else None


class ModelDemand(Struct, frozen=True, kw_only=True):
    """What is asked of a model, with what was not given filled in."""

    context: int
    users: int
    precision: str | None = None
    """Of precisions/, where one was asked for."""
    context_given: bool
    users_given: bool
    task_given: bool
    beyond_model: bool = False
    """The context is longer than the model's own."""


class Split(Struct, frozen=True, kw_only=True):
    """Over how many cards every layer is split, and over how many the layers are dealt out."""

    tensor: int = 1
    pipeline: int = 1


class Form(Struct, frozen=True, kw_only=True):
    """One model in one form on so many cards: what it takes, and whether they hold it."""

    precision: str
    """Of precisions/."""
    cache_precision: str
    method: str = ""
    """Of fine-tuning: full, lora, qlora."""
    checkpoint: str = ""
    """The repository that has the weights so; empty where nobody publishes them."""
    cards: int
    """Of which the numbers speak: those that are there, otherwise the fewest that hold it."""
    fewest: int | None
    """Cards that hold it; None where not even the most that are tried do."""
    split: Split
    need: MemoryNeed | None
    """On each card; None where the model's layers are not known."""
    holds: Holds | None
    """None where the card's memory or the need is not known."""
    concessions: tuple[Concession, ...] = ()
    """What makes it fit where it does not."""


class EngineFit(Struct, frozen=True, kw_only=True):
    """One engine that is documented for the chip, on one framework."""

    engine: str
    """Of engines/."""
    name: str
    framework: str
    support: EngineSupport
    state: Literal["supported", "limited"]
    in_stack: bool = False
    """The framework's stack holds it: it is what `install-plan` installs."""
    versions: dict[str, str] = {}
    """Component and version, of the row that fits, or of the stack that holds the engine."""
    form: Form | None = None
    """The one that is advised; None where no model was named, or no precision is known there."""
    others: tuple[Form, ...] = ()
    """Other forms that its pages name for the chip, in the order of bits."""
    precisions: tuple[str, ...] = ()
    """That its pages name for the chip; empty where they name none."""
    model_documented: bool | None = None
    """Whether its pages name the model for the chip; None where they list none, or others of its
    series alone."""
    siblings: tuple[str, ...] = ()
    """Names of others of the model's series that they name there."""
    known_bad: tuple[KnownBad, ...] = ()
    """What is known to go wrong with the version that is advised there."""
    sources: tuple[Source, ...] = ()


class LargeModelPlan(Struct, frozen=True, kw_only=True):
    """The answer for one need."""

    purpose: ModelPurpose
    task: str
    """Of tasks/; empty where none was given or follows."""
    model: LanguageModel | None
    """None where none was named: then engines alone are told."""
    asked: ModelDemand
    card: TargetCard
    by_engine: bool = True
    """False where the framework itself runs such models, by its libraries."""
    engines: tuple[EngineFit, ...] = ()
    """The best first."""
    none: tuple[Statement, ...] = ()
    """Why no engine is there: what sources say, for which chips they are documented, and what was
    looked for. Empty where one is."""

    @property
    def best(self) -> EngineFit | None:
        """The engine that is advised."""
        return self.engines[0] if self.engines else None
