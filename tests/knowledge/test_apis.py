"""The shipped tables of names: complete, sourced, in both languages, and consistent with one
another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.catalog.load import open_apis
from advisor.model.apis import ApiTable
from advisor.model.text import Text

BASE = Path(__file__).parents[2] / "knowledge"
HAN = re.compile(r"[\u4e00-\u9fff]")
USED_MOST = (
    "torch.nn.Module",
    "torch.nn.Linear",
    "torch.nn.Conv2d",
    "torch.nn.BatchNorm2d",
    "torch.nn.ReLU",
    "torch.nn.Dropout",
    "torch.cat",
    "torch.nn.LayerNorm",
    "torch.nn.Embedding",
    "torch.nn.functional.softmax",
    "torch.nn.functional.cross_entropy",
    "torch.save",
    "torch.load",
    "torch.optim.Adam",
    "torch.optim.SGD",
    "torch.utils.data.DataLoader",
    "torch.no_grad",
    "torch.zeros",
    "torch.tensor",
    "torch.float32",
    "torch.manual_seed",
    "torch.cuda.is_available",
    "torch.nn.parallel.DistributedDataParallel",
    "torch.compile",
)


@pytest.fixture(scope="module")
def tables() -> dict[str, ApiTable]:
    return open_apis(BASE).tables


def test_every_table_is_about_a_framework_and_one_is_the_origin(
    tables: dict[str, ApiTable],
) -> None:
    assert set(tables) == {path.stem for path in (BASE / "apis").glob("*.yaml")}
    assert set(tables) <= {path.stem for path in (BASE / "frameworks").glob("*.yaml")}
    assert [id for id, table in tables.items() if table.origin is not None] == ["pytorch"]


def test_tables_hold_hundreds_of_names_and_those_that_projects_use_most(
    tables: dict[str, ApiTable],
) -> None:
    for table in tables.values():
        if table.origin is None:
            assert len(table.names) >= 400, table.id
            assert [name for name in USED_MOST if name not in table.names] == [], table.id
            assert {counterpart.kind for counterpart in table.names.values()} == {
                "same",
                "differs",
                "missing",
            }


def test_every_sentence_is_there_in_english_and_in_chinese(tables: dict[str, ApiTable]) -> None:
    for table in tables.values():
        texts: list[Text] = [table.basis.says, *(tool.says for tool in table.tools)]
        texts += [bite.says for bite in table.bites.values()]
        for text in texts:
            assert text.en
            assert not HAN.search(text.en), text.en
            assert HAN.search(text.zh), text.zh


def test_every_table_but_the_origins_names_what_helps(tables: dict[str, ApiTable]) -> None:
    assert [id for id, table in tables.items() if not table.tools] == ["pytorch"]
