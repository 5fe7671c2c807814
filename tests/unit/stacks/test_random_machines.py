"""Machines drawn at random: what must never be answered."""

from __future__ import annotations

import pytest

from advisor.cli.session import Session
from advisor.evidence.target import target_of
from advisor.model.need import Need
from advisor.model.stack import Stack
from advisor.stacks.resolve import resolve_all
from advisor.stacks.stock import Stock
from advisor.usecases.installing.stacks import open_stock
from advisor.usecases.knowledge.browse import open_base
from tools.check_random_machines import machines, wrongs


@pytest.fixture(scope="module")
def stock() -> Stock:
    settings = Session().settings
    return open_stock(settings, open_base(settings))


@pytest.mark.parametrize("seed", range(3))
def test_no_file_of_another_architecture_and_no_python_fetched_without_a_network(
    stock: Stock, seed: int
) -> None:
    found = []
    answers = 0
    for machine in machines(stock, 25, seed):
        target = target_of(Need(), machine, stock.knowledge, stock.compatibility)
        for answer in resolve_all(target, stock, list(stock.knowledge.frameworks)).values():
            if isinstance(answer, Stack):
                answers += 1
                found += list(wrongs(answer, target))
    assert answers
    assert not found
