"""Stacks in words: at eighty columns, in both languages, every statement with its source."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.cli.show import as_text, remark
from advisor.intake.machine_file import read_machine
from advisor.messages import words
from advisor.model.need import Need
from advisor.model.stack import Conflict, Stack
from advisor.resources import knowledge_dir
from advisor.stacks.stock import Stock
from advisor.usecases.installing.stacks import StackPlan, plan_stacks
from advisor.views.installing import statements
from advisor.views.installing.stacks import (
    ACTIONS,
    GRADES,
    called,
    download_lines,
    stack_lines,
    stacks_table,
    target_line,
)

MACHINES = sorted(file.stem for file in (knowledge_dir() / "machines").glob("*.yaml"))


@pytest.fixture(scope="module")
def stock() -> Stock:
    folder = knowledge_dir()
    return Stock(open_knowledge(folder), open_stacks(folder))


def plan(stock: Stock, machine: str) -> StackPlan:
    described = read_machine(knowledge_dir() / "machines" / f"{machine}.yaml")
    return plan_stacks(Need(), stock, described)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("machine", MACHINES)
def test_everything_but_commands_and_addresses_fits_into_eighty_columns(
    machine: str, lang: str, stock: Stock
) -> None:
    say = words(lang)
    found = plan(stock, machine)
    named = called(stock.knowledge, stock.compatibility, found.target, say)
    lines = as_text(
        stacks_table(stock.knowledge, found.answers, named, say), columns=80
    ).splitlines()
    lines += remark(target_line(found.target, stock.knowledge, named, say), columns=80)
    for id, answer in found.answers.items():
        for line in stack_lines(stock.knowledge, id, answer, named, say):
            if not (line.typed or line.later):
                lines += remark(line.text, line.depth, columns=80)
    for line in lines:
        assert cell_len(line) <= 80 or len(line.split()) <= 2, line


@pytest.mark.parametrize("machine", MACHINES)
def test_every_documented_stack_says_by_whom_and_when(machine: str, stock: Stock) -> None:
    for answer in plan(stock, machine).answers.values():
        if isinstance(answer, Stack) and answer.grade == "documented":
            assert all(said.at and said.read for said in answer.proof)
        if isinstance(answer, Conflict):
            assert answer.culprits
            assert answer.lifts


def test_every_kind_of_statement_has_words(stock: Stock) -> None:
    kinds: set[str] = set()
    for machine in MACHINES:
        for answer in plan(stock, machine).answers.values():
            said: tuple[Any, ...] = ()
            if isinstance(answer, Stack):
                said = (*answer.proof, *answer.overrides)
                assert answer.grade in GRADES
                assert all(step.says or step.kind in ACTIONS for step in answer.steps)
            elif isinstance(answer, Conflict):
                said = answer.statements
            kinds.update(each.kind for each in said)
    assert kinds <= set(statements.STATEMENTS)


def test_chinese_is_broken_between_characters_and_english_between_words() -> None:
    assert remark("一二三四五六七八九十" * 3, columns=24) == [
        "# 一二三四五六七八九十一",
        "#   二三四五六七八九十一",
        "#   二三四五六七八九十",
    ]
    assert remark("one two three four five six seven", columns=24) == [
        "# one two three four",
        "#   five six seven",
    ]


def test_a_plan_says_what_it_downloads_and_how_it_is_undone(stock: Stock) -> None:
    found = plan(stock, "ubuntu_laptop").answers["paddlepaddle"]
    assert isinstance(found, Stack)
    sized = replace(found, bytes=3 << 20, bytes_exact=True, files=2, undo=("deactivate", "rm -r x"))
    lines = stack_lines(stock.knowledge, "paddlepaddle", sized, {}, words("en"))
    assert "downloads 3 MiB in 2 files" in [line.text for line in lines]
    assert [line.text for line in lines if line.later] == ["deactivate", "rm -r x"]
    assert not any(line.typed for line in lines if line.later)


def test_a_sum_that_is_not_all_is_said_as_the_least(stock: Stock) -> None:
    found = plan(stock, "ubuntu_laptop").answers["paddlepaddle"]
    assert isinstance(found, Stack)
    loose = replace(found, bytes=3 << 20, bytes_exact=False, files=None)
    assert download_lines(loose, words("en")) == [
        "downloads at least 3 MiB; what else it needs was not summed"
    ]


def test_an_index_with_lighter_files_is_said_with_what_happens_without_it(stock: Stock) -> None:
    found = plan(stock, "ubuntu_laptop").answers["paddlepaddle"]
    assert isinstance(found, Stack)
    light = replace(
        found, bytes=3 << 30, bytes_exact=True, files=30, lighter_at="https://light.example.org"
    )
    said = download_lines(replace(light, lighter_bytes=1 << 20), words("en"))
    assert said[0] == "downloads 3 GiB in 30 files"
    assert "https://light.example.org" in said[1]
    assert "1 MiB" in said[1]
    assert "not reached" in said[2]
