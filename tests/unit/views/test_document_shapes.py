"""Documents for scripts are of their published shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.explanation.judgement import judge
from advisor.model.need import Need
from advisor.model.policy import Policy, Rule
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.robustness import certainty_of
from advisor.views.documents.ranking import (
    comparison_document,
    explanation_document,
    rank_document,
)
from advisor.views.documents.report import report_document
from advisor.views.documents.report_shape import (
    CheckDocument,
    CompareDocument,
    ExplainDocument,
    RankDocument,
    ReportDocument,
)
from advisor.views.team.judgement import judgement_document
from tests import small_world

RULES = (
    Rule(id="first", says="it is first", rank_at_most=1),
    Rule(id="known", says="uv found it", stack_grade="documented_resolved", require=("torch>=99",)),
)
POLICY = Policy(title="Ours", choice="pytorch", rules=RULES)
WRITERS: dict[type, Callable[[Advice, Certainty], dict[str, Any]]] = {
    RankDocument: rank_document,
    ReportDocument: report_document,
    ExplainDocument: lambda advice, certainty: explanation_document(advice, certainty, "pytorch"),
    CompareDocument: lambda advice, _certainty: comparison_document(advice, ("pytorch", "jittor")),
    CheckDocument: lambda advice, certainty: judgement_document(
        judge(POLICY, advice, certainty), advice, certainty
    ),
}


@pytest.mark.parametrize("shape", WRITERS, ids=lambda shape: shape.__name__)
def test_a_document_has_exactly_the_fields_of_its_shape(shape: type) -> None:
    advice = advise_on(Need(as_of=small_world.DAY), small_world.gathered(small_world.RUNS))
    document = WRITERS[shape](advice, certainty_of(advice, samples=50))
    told = msgspec.to_builtins(msgspec.convert(document, shape))
    assert set(document) <= set(told)
    assert document["schema"] == told["schema"]


def test_a_stack_stands_beside_every_place() -> None:
    advice = advise_on(Need(as_of=small_world.DAY), small_world.gathered())
    document = rank_document(advice, certainty_of(advice, samples=50))
    for place in document["ranking"]:
        (component,) = place["stack"]["components"]
        assert (component["version"], place["stack"]["python"]) == ("2.0", "3.11")
