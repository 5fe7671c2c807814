"""The published shapes of the documents about an advice: what a reader of a report's JSON, and of
`rank`, `explain` and `compare --json`, may rely on."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from advisor.explanation.advice import WeightOrigin
from advisor.model.engine_run import EngineRun
from advisor.model.hardware import Hardware
from advisor.model.source import Grade, Source
from advisor.model.stack import StackGrade
from advisor.scoring.gates import Standing, Status
from advisor.views.documents.report import Inputs
from advisor.views.large_models.document import LargeModelEntry


class CriterionEntry(Struct, frozen=True, kw_only=True):
    """A criterion and its share of the whole."""

    id: str
    weight: float
    """In [0, 1]; all sum to 1."""
    set_by: WeightOrigin
    direction: Literal["max", "min"]
    unit: str


class ShownEntry(Struct, frozen=True, kw_only=True):
    """A figure that was measured on other hardware and does not count."""

    value: float
    low: float
    high: float
    hardware: Hardware | None
    """Null where nobody wrote it down."""
    as_of: str
    source: Source


class EvidenceEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of one framework under one criterion."""

    value: str | float | None
    """Null exactly when the grade is unknown."""
    low: float | None
    high: float | None
    grade: Grade
    as_of: str | None
    sources: list[Source]
    doubts: list[str] = []
    missing: str = ""
    because: str = ""
    shown: list[ShownEntry] = []
    """Where no measurement counts: those of other hardware."""
    overrides: list[Grade] = []
    """Weaker grades that this one overrides."""


class StackComponent(Struct, frozen=True, kw_only=True):
    """One component of a stack."""

    name: str
    kind: Literal["package", "platform", "chip", "build", "image", "python"]
    """package: installed with pip; platform, chip: what the machine must have; build: what a
    package's files were built for; image: a container image."""
    version: str
    index: str
    """Where it comes from; empty for what the machine has, or what no index has."""


class StackEntry(Struct, frozen=True, kw_only=True):
    """Exact versions that would run there."""

    version: str
    """The framework's own."""
    python: str
    kind: str
    grade: StackGrade
    components: list[StackComponent]
    conditional: bool
    """True where a fact is not known and decides."""


class Placed(Struct, frozen=True, kw_only=True):
    """One framework in the ranking."""

    id: str
    stack: StackEntry | None = None
    """What would run there; null where nothing could be resolved."""
    rank: int
    score: float
    """The sum of its contributions."""
    low: float
    high: float
    rank_acceptability: list[float]
    """Share of plausible weights and measurements in which it reaches every must-have and takes
    rank 1, 2, ..."""
    feasible: float | None = None
    """Share in which it reaches every must-have."""
    expected_loss: float | None = None
    """What choosing it forgoes on average, in worth."""
    central_weights: dict[str, float] | None = None
    """What those weigh, on average, who put it first; null where nobody does."""
    confidence: float | None = None
    """Share in which it is first with just those weights."""
    conditional_on: list[str]
    contributions: dict[str, float]
    evidence: dict[str, EvidenceEntry]


class GateEntry(Struct, frozen=True, kw_only=True):
    """A gate that is not open."""

    gate: str
    status: Status
    reason: str
    lifted_by: str | None


class Out(Struct, frozen=True, kw_only=True):
    """One framework that a gate keeps out."""

    id: str
    stack: StackEntry | None = None
    """The versions of it that are known; null where nothing could be resolved."""
    because: list[GateEntry]


class ReportedMachine(Struct, frozen=True, kw_only=True):
    """Which machine it was for."""

    fingerprint: str
    here: bool


class KnowledgeVersion(Struct, frozen=True, kw_only=True):
    """Which knowledge it was made from."""

    version: str
    hash: str


class VerdictDetail(Struct, frozen=True, kw_only=True):
    """What the verdict rests on."""

    first: list[str]
    share: float
    standard_error: float
    rival: str | None
    winning: float | None
    least_on_ladder: float = 0.0
    """The least share in which the first is first on the ladder of weights."""
    expected_loss: float = 0.0
    """What choosing the first forgoes on average, in worth: the best score less its own."""
    loss_at_most: float = 0.0
    """The same in all but a twentieth of the samples."""
    forbids_clear: list[str] = []
    """Why the word is not clear: tie, by_unknown, must_unknown, share, rival, ladder, loss."""


class RungEntry(Struct, frozen=True, kw_only=True):
    """Who would be first with other weights."""

    origin: str
    """as_meant, rough, open (any), one_each (one criterion of each family)."""
    concentration: float
    first: dict[str, float]
    """framework: share in which it is first."""


class DoubtEntry(Struct, frozen=True, kw_only=True):
    """How much of the expected loss goes when one kind of thing is as expected."""

    kind: Literal["weights", "claims", "measurements", "unknown", "gates"]
    share: float


class CertaintyEntry(Struct, frozen=True, kw_only=True):
    """What the shares rest on."""

    ladder: list[RungEntry]
    doubts: list[DoubtEntry]


class PriorEntry(Struct, frozen=True, kw_only=True):
    """Which weights the shares were counted over."""

    origin: str
    """open, profile, given, families, swing, posterior or team."""
    concentration: float
    """How firmly they are meant: of a Dirichlet distribution."""
    method: str
    """How the points of families were found; empty where nobody was asked."""
    answers: int
    people: int


class Heading(Struct, frozen=True, kw_only=True):
    """What every document about an advice begins with."""

    need: dict[str, Any]
    as_of: str
    machine: ReportedMachine
    knowledge: KnowledgeVersion
    prior: PriorEntry | None = None
    """Null in a report of a program that did not say."""
    seed: int
    samples: int
    numpy: str
    verdict: Literal["clear", "leaning", "close", "none"]
    verdict_detail: VerdictDetail
    certainty: CertaintyEntry | None = None


class RankDocument(Heading, frozen=True, kw_only=True):
    """`rank --json`: who is where, with which versions, and who is not ranked."""

    schema: Literal["fwadvisor.rank/1"]
    criteria: list[CriterionEntry]
    ranking: list[Placed]
    excluded: list[Out]
    no_way_known: list[Out] = []
    """Frameworks onto whose machine nothing was found to lead, which is not the same as
    impossible."""
    too_little_known: list[Out] = []
    """Frameworks of which so little is known that a rank would be a guess."""
    large_model: LargeModelEntry | None = None
    """Which engine runs which model there; only where the need is about a large model."""


class ExplainDocument(Heading, frozen=True, kw_only=True):
    """`explain --json`: one framework, why it stands where it does."""

    schema: Literal["fwadvisor.explain/1"]
    id: str
    standing: Standing
    gates: list[GateEntry]
    stack: StackEntry | None
    place: Placed | None
    second_opinions: Any
    would_change: Any
    large_model: LargeModelEntry | None = None


class AnswerDocument(Heading, frozen=True, kw_only=True):
    """`answer --json`: the answer on one page."""

    schema: Literal["fwadvisor.answer/1"]
    first: str | None
    """Null where nothing is left."""
    runner_up: str | None
    stack: StackEntry | None
    why: str
    commands: list[str]
    """What is typed, in this order."""
    start: EngineRun | None
    """How the engine of the stack is started, tried and stopped."""
    undo: list[str]
    would_change: list[str]
    """What would change the answer; where nothing is left, what would let something in."""
    large_model: LargeModelEntry | None = None


class ComparedCriterion(Struct, frozen=True, kw_only=True):
    """One criterion for those that are compared."""

    id: str
    weight: float
    cells: dict[str, EvidenceEntry]


class CompareDocument(Struct, frozen=True, kw_only=True):
    """`compare --json`: some frameworks side by side."""

    schema: Literal["fwadvisor.compare/1"]
    need: dict[str, Any]
    as_of: str
    frameworks: list[str]
    stacks: dict[str, StackEntry | None]
    criteria: list[ComparedCriterion]


class FindingEntry(Struct, frozen=True, kw_only=True):
    """What one rule of a policy came to."""

    rule: str
    says: str
    level: Literal["error", "warning"]
    outcome: Literal["holds", "fails"]
    because: list[str]
    """What was seen of each demand that failed."""


class CheckDocument(Heading, frozen=True, kw_only=True):
    """`check --json`: a policy's judgement of one choice."""

    schema: Literal["fwadvisor.check/1"]
    policy: str
    choice: str | None
    """Null when nothing is left to choose."""
    stack: StackEntry | None
    """The versions of the choice that would run; null where there are none."""
    passed: bool
    findings: list[FindingEntry]


class ReportDocument(Heading, frozen=True, kw_only=True):
    """A report: the ranking, and everything that it needs to be made again."""

    schema: Literal["fwadvisor.report/1"]
    program: str
    criteria: list[CriterionEntry]
    ranking: list[Placed]
    excluded: list[Out]
    no_way_known: list[Out] = []
    """Frameworks onto whose machine nothing was found to lead, which is not the same as
    impossible."""
    too_little_known: list[Out] = []
    """Frameworks of which so little is known that a rank would be a guess."""
    large_model: LargeModelEntry | None = None
    """Which engine runs which model there; only where the need is about a large model."""
    inputs: Inputs
    content_hash: str
