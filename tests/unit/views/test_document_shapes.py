"""Documents for scripts are of their published shapes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from advisor.explanation.advice import Advice
from advisor.explanation.certainty import Certainty
from advisor.model.need import Need
from advisor.usecases.ranking.advise import advise_on
from advisor.usecases.ranking.robustness import certainty_of
from advisor.views.documents.ranking import (
    comparison_document,
    explanation_document,
    rank_document,
)
from advisor.views.documents.report import report_document
from advisor.views.documents.report_shape import (
    CompareDocument,
    ExplainDocument,
    RankDocument,
    ReportDocument,
)
from tests import small_world

WRITERS: dict[type, Callable[[Advice, Certainty], dict[str, Any]]] = {
    RankDocument: rank_document,
    ReportDocument: report_document,
    ExplainDocument: lambda advice, certainty: explanation_document(advice, certainty, "pytorch"),
    CompareDocument: lambda advice, _certainty: comparison_document(advice, ("pytorch", "jittor")),
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
