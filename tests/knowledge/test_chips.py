"""The chips that numbers on the bus stand for are the ones that rows of versions speak of."""

from __future__ import annotations

from pathlib import Path

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.evidence.chip import is_chip_of
from advisor.evidence.target import known_chip

ROOT = Path(__file__).parents[2]


def test_a_number_and_the_name_of_its_card_mean_one_chip(tmp_path: Path) -> None:
    knowledge = open_knowledge(ROOT / "knowledge", cache=tmp_path)
    stacks = open_stacks(ROOT / "knowledge", cache=tmp_path)
    judged = 0
    for file in stacks.compatibility.values():
        models = knowledge.accelerators[file.accelerator].detection.models if file.chips else ()
        for model in models:
            by_chip, by_name = (known_chip(text, file.chips) for text in (model.chip, model.name))
            judged += bool(by_chip and by_name)
            assert not (by_chip and by_name) or by_chip == by_name, f"{file.id}: {model}"
    assert judged > 50


def test_every_chip_of_the_rows_may_be_asked_for(tmp_path: Path) -> None:
    knowledge = open_knowledge(ROOT / "knowledge", cache=tmp_path)
    stacks = open_stacks(ROOT / "knowledge", cache=tmp_path)
    for file in stacks.compatibility.values():
        if file.accelerator:
            accelerator = knowledge.accelerators[file.accelerator]
            refused = [chip.id for chip in file.chips if not is_chip_of(chip.id, accelerator)]
            assert refused == [], f"{file.accelerator} refuses {', '.join(refused)}"
