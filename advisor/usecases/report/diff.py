"""Diff: what changed between two reports, in inputs, evidence and ranking."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from advisor.explanation.difference import Difference, ReportChange
from advisor.intake.report_file import ReportFile


def diff(before: ReportFile, after: ReportFile) -> Difference:
    """Compare two reports, thing by thing; prose and order do not count."""
    return Difference(
        changes=(
            *_versions(before, after),
            *_needs(before, after),
            *_weights(before, after),
            *_evidence(before, after),
            *_gates(before, after),
            *_outcome(before, after),
        )
    )


def _versions(before: ReportFile, after: ReportFile) -> list[ReportChange]:
    found = []
    for what in ("program", "numpy"):
        if before.document.get(what) != after.document.get(what):
            found.append(
                ReportChange(
                    kind="version",
                    criterion=what,
                    before=before.document.get(what),
                    after=after.document.get(what),
                )
            )
    if before.inputs.knowledge_hash != after.inputs.knowledge_hash:
        found.append(
            ReportChange(
                kind="version",
                criterion="knowledge",
                before=before.inputs.knowledge_version,
                after=after.inputs.knowledge_version,
            )
        )
    return found


def _needs(before: ReportFile, after: ReportFile) -> list[ReportChange]:
    then, now = before.document.get("need", {}), after.document.get("need", {})
    return [
        ReportChange(kind="need", criterion=key, before=then.get(key), after=now.get(key))
        for key in sorted(then.keys() | now.keys())
        if then.get(key) != now.get(key)
    ]


def _weights(before: ReportFile, after: ReportFile) -> list[ReportChange]:
    then = {weight.criterion: weight.share for weight in before.inputs.weights}
    now = {weight.criterion: weight.share for weight in after.inputs.weights}
    return [
        ReportChange(kind="weight", criterion=id, before=then.get(id), after=now.get(id))
        for id in sorted(then.keys() | now.keys())
        if abs(then.get(id, 0.0) - now.get(id, 0.0)) > 1e-12 or (id in then) != (id in now)
    ]


def _evidence(before: ReportFile, after: ReportFile) -> list[ReportChange]:
    def cells(report: ReportFile) -> dict[tuple[str, str], Any]:
        return {
            (entry.framework, entry.criterion): {
                "value": entry.value,
                "grade": entry.grade,
                "as_of": msgspec.to_builtins(entry.as_of),
            }
            for entry in report.inputs.evidence
        }

    then, now = cells(before), cells(after)
    return [
        ReportChange(
            kind="evidence",
            framework=key[0],
            criterion=key[1],
            before=then.get(key),
            after=now.get(key),
        )
        for key in sorted(then.keys() | now.keys())
        if then.get(key) != now.get(key)
    ]


def _gates(before: ReportFile, after: ReportFile) -> list[ReportChange]:
    then = {entry.framework: entry.standing for entry in before.inputs.admissions}
    now = {entry.framework: entry.standing for entry in after.inputs.admissions}
    return [
        ReportChange(kind="gate", framework=id, before=then.get(id), after=now.get(id))
        for id in sorted(then.keys() | now.keys())
        if then.get(id) != now.get(id)
    ]


def _outcome(before: ReportFile, after: ReportFile) -> list[ReportChange]:
    then = {entry["id"]: entry for entry in before.document.get("ranking", [])}
    now = {entry["id"]: entry for entry in after.document.get("ranking", [])}
    found = []
    kinds: tuple[Literal["rank", "score"], ...] = ("rank", "score")
    for kind in kinds:
        for id in sorted(then.keys() & now.keys()):
            if then[id][kind] != now[id][kind]:
                found.append(
                    ReportChange(
                        kind=kind, framework=id, before=then[id][kind], after=now[id][kind]
                    )
                )
    if before.document.get("verdict") != after.document.get("verdict"):
        found.append(
            ReportChange(
                kind="verdict",
                before=before.document.get("verdict"),
                after=after.document.get("verdict"),
            )
        )
    return found
