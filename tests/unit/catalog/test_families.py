"""The tree of values that ships: families a person can name, and criteria that count once."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from advisor.catalog.load import open_knowledge
from advisor.explanation.weighing import together
from advisor.intake.machine_file import read_machine
from advisor.model.knowledge import Knowledge
from advisor.model.need import Need
from advisor.resources import knowledge_dir
from advisor.scoring.decision import decision
from advisor.usecases.ranking.advise import advise

ALIKE = 0.95
"""Worths that go together so closely say the same thing twice."""
ENOUGH = 15
"""Pairs of known worths, of seven frameworks on five machines, to speak of going together."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return open_knowledge(knowledge_dir())


def worths(knowledge: Knowledge) -> dict[str, np.ndarray]:
    """criterion: what each framework is worth on each example machine; NaN where not known."""
    rows = []
    for file in sorted((knowledge_dir() / "machines").glob("*.yaml")):
        book = advise(Need(), knowledge, read_machine(Path(file)), ()).book
        problem = decision(
            book,
            tuple(sorted(knowledge.frameworks)),
            knowledge.criteria,
            dict.fromkeys(knowledge.criteria, 1.0),
        )
        for row in problem.beliefs:
            rows.append([cell.central if cell.known else np.nan for cell in row])
    columns = np.array(rows).T
    return dict(zip(sorted(knowledge.criteria), columns, strict=True))


def test_a_person_can_name_the_families_and_every_criterion_is_in_one(
    knowledge: Knowledge,
) -> None:
    assert 2 <= len(knowledge.families) <= 8
    groups = [criterion.group for criterion in knowledge.criteria.values()]
    assert set(groups) == set(knowledge.families)
    assert not set(knowledge.families) & set(knowledge.criteria)


def test_criteria_of_a_family_that_all_go_together_share_a_weight_and_no_others_do(
    knowledge: Knowledge,
) -> None:
    columns = worths(knowledge)
    shared = {frozenset(pair) for group in together(knowledge) for pair in combinations(group, 2)}
    alike = set()
    for one, other in combinations(columns, 2):
        if knowledge.criteria[one].group != knowledge.criteria[other].group:
            continue
        both = ~(np.isnan(columns[one]) | np.isnan(columns[other]))
        first, second = columns[one][both], columns[other][both]
        if len(first) < ENOUGH or first.std() < 1e-9 or second.std() < 1e-9:
            continue
        if np.corrcoef(first, second)[0, 1] >= ALIKE:
            alike.add(frozenset({one, other}))
    assert shared <= alike
    groups = [set(group) for group in together(knowledge)]
    for pair in alike - shared:
        # It goes with one member of a group and not with all of them: it asks something else.
        (group,) = (group for group in groups if group & pair)
        (outside,) = pair - group
        assert any(frozenset({outside, member}) not in alike for member in group)
