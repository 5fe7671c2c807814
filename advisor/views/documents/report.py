"""The report as JSON, `fwadvisor.report/1`: the ranking, and every input that it needs to be made
again."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from msgspec import Struct

from advisor.evidence.book import Book, Evidence
from advisor.evidence.situation import Situation
from advisor.explanation.advice import Advice, Weight
from advisor.explanation.certainty import Certainty
from advisor.model.criterion import Criterion
from advisor.model.need import Need
from advisor.model.run import Run
from advisor.model.stack import Resolution, Target
from advisor.scoring.audited import UNAUDITED, Audited
from advisor.scoring.gates import Admission
from advisor.scoring.priors import Prior
from advisor.version import __version__
from advisor.views.documents.ranking import rank_document

SCHEMA = "fwadvisor.report/1"


class Name(Struct, frozen=True, kw_only=True):
    """What a framework is called."""

    id: str
    name: str
    name_zh: str = ""


class Inputs(Struct, frozen=True, kw_only=True):
    """Everything that the ranking was made from. Facts of the machine are not among them: its
    situation is."""

    need: Need
    situation: Situation
    fingerprint: str
    here: bool
    knowledge_version: str
    knowledge_hash: str
    as_of: str
    samples: int
    weights: tuple[Weight, ...]
    prior: Prior | None = None
    """Which other weights could have been meant; a program that did not say wrote none."""
    musts: dict[str, str]
    audited: Audited = UNAUDITED
    """How often claims like those are not right."""
    criteria: tuple[Criterion, ...]
    frameworks: tuple[Name, ...]
    evidence: tuple[Evidence, ...]
    admissions: tuple[Admission, ...]
    target: Target = Target()
    stacks: dict[str, Resolution] = {}
    """What would run there; empty in a report of a program that did not know stacks."""
    runs: tuple[Run, ...]


def report_document(advice: Advice, certainty: Certainty) -> dict[str, Any]:
    """The document with its content hash."""
    document = {
        **rank_document(advice, certainty),
        "schema": SCHEMA,
        "program": __version__,
        "inputs": msgspec.to_builtins(inputs_of(advice, certainty)),
    }
    return document | {"content_hash": content_hash(document)}


def inputs_of(advice: Advice, certainty: Certainty) -> Inputs:
    """Take the inputs out of an advice."""
    knowledge = advice.knowledge
    book: Book = advice.book
    return Inputs(
        need=advice.need,
        situation=advice.situation,
        fingerprint=advice.machine.fingerprint,
        here=advice.machine.here,
        knowledge_version=knowledge.version,
        knowledge_hash=knowledge.hash,
        as_of=advice.as_of.isoformat(),
        samples=certainty.robustness.samples if certainty.robustness else 0,
        weights=advice.weights,
        prior=advice.prior,
        musts=advice.musts,
        audited=advice.audited,
        criteria=tuple(knowledge.criteria[id] for id in book.criteria),
        frameworks=tuple(
            Name(
                id=id, name=knowledge.frameworks[id].name, name_zh=knowledge.frameworks[id].name_zh
            )
            for id in book.frameworks
        ),
        evidence=tuple(
            book.cell(framework, id) for framework in book.frameworks for id in book.criteria
        ),
        admissions=advice.admissions,
        target=advice.target,
        stacks=advice.stacks,
        runs=advice.runs,
    )


def content_hash(document: dict[str, Any]) -> str:
    """SHA-256 of the document without its own hash, keys sorted."""
    rest = {key: value for key, value in document.items() if key != "content_hash"}
    return hashlib.sha256(msgspec.json.encode(rest, order="sorted")).hexdigest()
