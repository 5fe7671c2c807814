"""What the shipped claims say of the versions that would run, not of the newest."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.catalog.load import open_knowledge
from advisor.evidence.book import Evidence
from advisor.evidence.claimed import claimed
from advisor.model.knowledge import Knowledge
from advisor.resources import knowledge_dir
from advisor.stacks.versions import key
from tests.builders import a_situation

DAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge(knowledge_dir())


def said(knowledge: Knowledge, framework: str, criterion: str, version: str) -> Evidence:
    found = knowledge.frameworks[framework]
    return claimed(knowledge.criteria[criterion], found, a_situation(), DAY, version)


@pytest.mark.parametrize(
    ("framework", "version", "wanted"),
    [
        ("pytorch", "2.1.0", "unfixed"),
        ("pytorch", "2.4.0", "unfixed"),
        ("pytorch", "2.8.0", "unfixed"),
        ("pytorch", "2.11.0", "unfixed"),
        ("pytorch", "2.14.1", None),
        ("tensorflow", "1.15.0", "unfixed"),
        ("tensorflow", "2.6.5", "unfixed"),
        ("tensorflow", "2.13.1", "unfixed"),
        ("tensorflow", "2.21.0", "fixed"),
        ("paddlepaddle", "2.6.2", "unfixed"),
        ("paddlepaddle", "3.2.0", "fixed"),
        ("mindspore", "2.5.0", "fixed"),
        ("mindspore", "1.8.1", "unfixed"),
        ("oneflow", "0.9.0", "unfixed"),
        ("oneflow", "1.0.0", None),
    ],
)
def test_holes_are_those_of_the_version(
    knowledge: Knowledge, framework: str, version: str, wanted: str | None
) -> None:
    assert said(knowledge, framework, "security", version).value == wanted


@pytest.mark.parametrize(
    ("framework", "criterion", "version", "value", "stretched"),
    [
        ("pytorch", "graph_mode", "2.4.0", "full", False),
        ("pytorch", "graph_mode", "2.1.0", "partial", False),
        ("pytorch", "edge_runtime", "2.4.0", None, False),
        ("pytorch", "dynamic_shapes", "1.11.0", None, False),
        ("pytorch", "distributed_strategies", "2.1.0", 3.0, False),
        ("pytorch", "distributed_strategies", "2.4.0", 4.0, False),
        ("pytorch", "distributed_strategies", "2.10.0", 6.0, True),
        ("tensorflow", "distributed_strategies", "2.6.5", 1.0, False),
        ("paddlepaddle", "distributed_strategies", "2.6.2", 5.0, False),
        ("mindspore", "quantisation", "2.5.0", "full", False),
        ("mindspore", "quantisation", "2.10.0", "partial", False),
        ("tensorflow", "mixed_precision", "2.6.5", "full", False),
        ("tensorflow", "mixed_precision", "1.15.0", "partial", False),
        ("tensorflow", "onnx_export", "2.6.5", "full", True),
        ("tensorflow", "governance", "2.6.5", "single_vendor", False),
        ("paddlepaddle", "mixed_precision", "3.0.0", "full", False),
        ("paddlepaddle", "dynamic_shapes", "2.6.2", None, False),
        ("mindspore", "dynamic_shapes", "2.5.0", "partial", False),
        ("mindspore", "dynamic_shapes", "2.6.0", "full", False),
        ("mindspore", "distributed_strategies", "2.6.0", 6.0, False),
    ],
)
def test_what_it_can_do_is_what_that_version_can(
    knowledge: Knowledge,
    framework: str,
    criterion: str,
    version: str,
    value: object,
    stretched: bool,
) -> None:
    found = said(knowledge, framework, criterion, version)
    assert (found.value, found.stretched) == (value, stretched)
    assert (found.missing is not None) == (value is None)


def test_bounds_of_one_claim_do_not_overlap_anothers(knowledge: Knowledge) -> None:
    """Of two claims with bounds under the same conditions at most one speaks for any version."""
    for framework in knowledge.frameworks.values():
        versions = {release.version for release in framework.releases}
        versions |= {end for claim in framework.claims for end in (claim.since, claim.until)} - {""}
        for criterion in knowledge.criteria:
            bounded = [
                claim
                for claim in framework.claims
                if claim.criterion == criterion and (claim.since or claim.until) and not claim.when
            ]
            for version in versions:
                speaking = [claim for claim in bounded if _holds(version, claim.since, claim.until)]
                assert len(speaking) <= 1, (framework.id, criterion, version)


def _holds(version: str, since: str, until: str) -> bool:
    return (not since or key(since) <= key(version)) and (not until or key(version) <= key(until))
