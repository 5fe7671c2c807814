"""Replay: make a report's ranking again from its own inputs, or say what differs."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from advisor.errors import AdvisorError, ExitCode
from advisor.evidence.book import Book
from advisor.explanation.advice import Advice
from advisor.intake.report_file import ReportFile
from advisor.messages import N_
from advisor.model.framework import Framework
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.text import Text
from advisor.scoring.decision import decision
from advisor.scoring.gates import RANKED, passable
from advisor.scoring.rank import rank
from advisor.usecases.ranking.robustness import certainty_of
from advisor.views.documents.ranking import rank_document
from advisor.views.documents.report import Inputs, content_hash

MOST_SAMPLES = 100_000
"""A file that asks for more was changed by a hand."""
COMPARED = ("verdict", "verdict_detail", "criteria", "ranking", "excluded")


class Replayed(Struct, frozen=True, kw_only=True):
    """What replaying came to."""

    whole: bool
    """The file's content hash is its own: nobody changed it."""
    same: bool
    """The ranking came out the same, byte for byte."""
    differs: tuple[str, ...] = ()
    """The parts that do not, as paths: `ranking.0.score`."""
    numpy_then: str = ""
    numpy_now: str = ""


def replay(report: ReportFile) -> Replayed:
    """Rank again from the evidence, the weights and the gates that the report holds.

    Raises:
        AdvisorError: `bad-report`, when the inputs do not fit together.
    """
    try:
        advice = advice_from(report.inputs)
        samples = min(max(1, report.inputs.samples), MOST_SAMPLES)
        certainty = certainty_of(advice, samples=samples)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        # Written by this program they fit; a hand has changed them.
        raise AdvisorError(
            "bad-report",
            N_("The report cannot be ranked again: its inputs do not fit together."),
            why=f"{type(error).__name__}: {error}.",
            hint=N_("`fwadvisor report -o report.json` writes one"),
            exit_code=ExitCode.USAGE,
        ) from error
    again = msgspec.json.decode(msgspec.json.encode(rank_document(advice, certainty)))
    differs = tuple(
        path
        for part in COMPARED
        for path in _differences(report.document.get(part), again.get(part), part)
    )
    return Replayed(
        whole=report.document.get("content_hash") == content_hash(report.document),
        same=not differs,
        differs=differs,
        numpy_then=str(report.document.get("numpy", "")),
        numpy_now=certainty.numpy,
    )


def advice_from(inputs: Inputs) -> Advice:
    """The advice that those inputs give; its knowledge holds names and criteria only."""
    criteria = {criterion.id: criterion for criterion in inputs.criteria}
    nothing = Text(en="", zh="")
    knowledge = Knowledge(
        version=inputs.knowledge_version,
        hash=inputs.knowledge_hash,
        criteria=criteria,
        frameworks={
            entry.id: Framework(
                id=entry.id,
                name=entry.name,
                name_zh=entry.name_zh,
                summary=nothing,
                sources={},
                claims=(),
            )
            for entry in inputs.frameworks
        },
    )
    book = Book(
        frameworks=tuple(entry.id for entry in inputs.frameworks),
        criteria=tuple(criteria),
        cells={(entry.framework, entry.criterion): entry for entry in inputs.evidence},
    )
    admitted = tuple(entry.framework for entry in inputs.admissions if entry.standing in RANKED)
    shares = {weight.criterion: weight.share for weight in inputs.weights}
    problem = (
        decision(
            book,
            admitted,
            criteria,
            shares,
            inputs.musts,
            inputs.audited,
            passable(inputs.admissions),
        )
        if admitted
        else None
    )
    if problem is not None:
        problem = replace(problem, prior=inputs.prior)
    return Advice(
        need=inputs.need,
        situation=inputs.situation,
        machine=Machine(facts=(), fingerprint=inputs.fingerprint, here=inputs.here),
        knowledge=knowledge,
        as_of=date.fromisoformat(inputs.as_of),
        weights=inputs.weights,
        prior=inputs.prior,
        musts=inputs.musts,
        audited=inputs.audited,
        book=book,
        target=inputs.target,
        stacks=inputs.stacks,
        admissions=inputs.admissions,
        problem=problem,
        ranking=rank(problem) if problem is not None else None,
        runs=inputs.runs,
    )


def _differences(then: Any, now: Any, path: str) -> list[str]:
    """Paths at which two JSON values differ."""
    if isinstance(then, dict) and isinstance(now, dict):
        return [
            found
            for key in sorted(then.keys() | now.keys())
            for found in _differences(then.get(key), now.get(key), f"{path}.{key}")
        ]
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        return [
            found
            for at, pair in enumerate(zip(then, now, strict=True))
            for found in _differences(*pair, f"{path}.{at}")
        ]
    return [] if then == now else [path]
