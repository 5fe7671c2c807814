"""The chips that numbers on the bus stand for are the ones that rows of versions speak of."""

from __future__ import annotations

from pathlib import Path

from advisor.catalog.load import open_knowledge, open_stacks
from advisor.evidence.chip import chips_of, is_chip_of
from advisor.evidence.target import known_chip

ROOT = Path(__file__).parents[2]


def test_every_chip_of_a_table_is_known_to_the_rows_of_its_platform(tmp_path: Path) -> None:
    knowledge = open_knowledge(ROOT / "knowledge", cache=tmp_path)
    stacks = open_stacks(ROOT / "knowledge", cache=tmp_path)
    for file in stacks.compatibility.values():
        if file.accelerator and file.chips:
            chips = chips_of(knowledge.accelerators[file.accelerator])
            unknown = [chip for chip in chips if not known_chip(chip, file.chips)]
            assert unknown == [], f"{file.id} knows no {', '.join(unknown)}"


def test_every_chip_of_the_rows_may_be_asked_for(tmp_path: Path) -> None:
    knowledge = open_knowledge(ROOT / "knowledge", cache=tmp_path)
    stacks = open_stacks(ROOT / "knowledge", cache=tmp_path)
    for file in stacks.compatibility.values():
        if file.accelerator:
            accelerator = knowledge.accelerators[file.accelerator]
            refused = [chip.id for chip in file.chips if not is_chip_of(chip.id, accelerator)]
            assert refused == [], f"{file.accelerator} refuses {', '.join(refused)}"
