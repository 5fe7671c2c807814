"""JSON Schemas of every kind of file, for completion in editors; the words come from the models'
own docstrings."""

from __future__ import annotations

import ast
import inspect
import textwrap
from typing import Any, Literal, get_args, get_type_hints

import msgspec

from advisor.catalog.overlay import FrameworkOverlay
from advisor.model.apis import ApiTable
from advisor.model.audit import Audit
from advisor.model.compatibility import Compatibility
from advisor.model.criterion import Criterion
from advisor.model.engine import Engine
from advisor.model.fact_names import FACTS
from advisor.model.family import Family
from advisor.model.framework import Framework
from advisor.model.language_model import LanguageModel, Precision
from advisor.model.need import Need
from advisor.model.policy import Policy
from advisor.model.releases import PackageReleases
from advisor.model.resolved import ResolvedSets
from advisor.model.surroundings import Accelerator, Article, Benchmark, Distro, Industry, Task
from advisor.model.text import Text
from advisor.views.documents.report_shape import (
    AnswerDocument,
    CheckDocument,
    CompareDocument,
    ExplainDocument,
    RankDocument,
    ReportDocument,
)
from advisor.views.installing.document import DoctorDocument, InstallPlanDocument
from advisor.views.starter.document import StarterDocument


class MachineFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A machine described by hand; `fwadvisor machine` lists the names of facts and what they look
    like."""

    schema: Literal["fwadvisor.machine/1"]
    title: Text | None = None
    note: Text | None = None
    saved: str = ""
    program: str = ""
    fingerprint: str = ""
    facts: dict[str, Any] | list[Any]
    """Name: value by hand, or the list that `fwadvisor machine --save` writes. What is left out is
    not known."""


KINDS: dict[str, type] = {
    "framework": Framework,
    "criterion": Criterion,
    "family": Family,
    "distro": Distro,
    "accelerator": Accelerator,
    "industry": Industry,
    "task": Task,
    "benchmark": Benchmark,
    "audit": Audit,
    "article": Article,
    "api_table": ApiTable,
    "compatibility": Compatibility,
    "engine": Engine,
    "model": LanguageModel,
    "precision": Precision,
    "releases": PackageReleases,
    "resolved": ResolvedSets,
    "overlay": FrameworkOverlay,
    "need": Need,
    "policy": Policy,
    "machine": MachineFile,
    "report": ReportDocument,
    "rank": RankDocument,
    "explain": ExplainDocument,
    "answer": AnswerDocument,
    "compare": CompareDocument,
    "check": CheckDocument,
    "doctor": DoctorDocument,
    "install_plan": InstallPlanDocument,
    "starter": StarterDocument,
}
"""File name in knowledge/schema, without its ending: the struct."""

SET_BY_PROGRAM = {"Claim": ("overlay",)}
"""Fields that no file may hold."""


def schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind, with the description of every field.

    Raises:
        KeyError: there is no such kind.
    """
    (root,), definitions = msgspec.json.schema_components(
        [KINDS[kind]], ref_template="#/$defs/{name}"
    )
    structs = _structs(KINDS[kind])
    for name, definition in definitions.items():
        struct = structs.get(name)
        if struct is None:
            continue
        for field, text in _field_docs(struct).items():
            if field in definition.get("properties", {}):
                definition["properties"][field] = {
                    **definition["properties"][field],
                    "description": text,
                }
        for field in SET_BY_PROGRAM.get(name, ()):
            definition["properties"].pop(field, None)
    if kind == "machine":
        _fact_names(definitions["MachineFile"]["properties"]["facts"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"fwadvisor {kind}",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _fact_names(facts: dict[str, Any]) -> None:
    """Let an editor complete the names of facts."""
    for form in facts["anyOf"]:
        if form.get("type") == "object":
            form["properties"] = {
                name: {"description": fact.label + (f" ({fact.unit})" if fact.unit else "")}
                | ({"examples": list(fact.choices)} if fact.choices else {})
                for name, fact in sorted(FACTS.items())
            }


def encoded(kind: str) -> bytes:
    """The schema as it stands in its file."""
    return (
        msgspec.json.format(msgspec.json.encode(schema(kind), order="deterministic"), indent=2)
        + b"\n"
    )


def _structs(root: type) -> dict[str, type]:
    """Every struct that the root can hold, by name; two modules may have one of the same name."""
    found: dict[str, type] = {}
    todo: list[Any] = [root]
    while todo:
        hint = todo.pop()
        todo += get_args(hint)
        if (
            isinstance(hint, type)
            and issubclass(hint, msgspec.Struct)
            and found.get(hint.__name__) is not hint
        ):
            found[hint.__name__] = hint
            todo += get_type_hints(hint).values()
    return found


def _field_docs(struct: type) -> dict[str, str]:
    """The sentence below each field."""
    body = ast.parse(textwrap.dedent(inspect.getsource(struct))).body[0]
    docs: dict[str, str] = {}
    assert isinstance(body, ast.ClassDef)
    for field, text in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            docs[field.target.id] = " ".join(str(text.value.value).split())
    return docs
