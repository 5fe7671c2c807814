"""What a person says of the place, step by step, comes to the same as on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from advisor.explanation.advice import Advice
from advisor.explanation.place import NOT_KNOWN, OTHER, TAKE_BACK, ChosenPlace, PlaceRow, place_of
from advisor.intake.machine_file import correct
from advisor.model.machine import Machine
from advisor.model.need import Need, Said
from advisor.model.stack import Condition, Stack
from advisor.model.surroundings import CardModel, Detection, Distro, DistroRelease, Match
from advisor.usecases.need.choose_place import belonging, choose, step, value_now, values_of
from advisor.usecases.ranking.advise import advise
from tests.builders import a_machine, some_knowledge, text
from tests.unit.stacks.made_up import rows

DAY = date(2026, 11, 1)
SDK = rows(
    accelerator="npu",
    rows=[
        {"versions": {"sdk": "8.0.0", "fw": "1.0"}, "source": "table"},
        {"versions": {"sdk": "9.1.0", "fw": "2.0"}, "source": "table"},
    ],
    chips=[{"id": "n2", "source": "table"}, {"id": "n3", "source": "table"}],
)
FILES = {SDK.id: SDK}
KYLIN = Distro(
    id="kylin",
    name=text("Kylin"),
    vendor="somebody",
    family="rpm",
    matches=(Match(fields={"ID": "kylin"}),),
    releases=tuple(
        DistroRelease(version=version, glibc=glibc, grade="documented", checked=DAY, sources=())
        for version, glibc in (("V9", "2.17"), ("V10", "2.28"))
    ),
    archs=("aarch64",),
    sources={},
)
BASE = some_knowledge(distros={"kylin": KYLIN})
NPU = replace(
    BASE.accelerators["npu"],
    detection=Detection(models=(CardModel(device="1", name="Card", chip="N2"),)),
)
KNOWLEDGE = replace(BASE, accelerators={**BASE.accelerators, "npu": NPU})
HERE = a_machine()


def asking(*components: str) -> dict[str, Any]:
    """A stack that depends on these."""
    conditions = tuple(Condition(component=id, any_of=("1",)) for id in components)
    stack = Stack(
        framework="alpha",
        kind="index",
        accelerator="npu",
        version="1.0",
        parts=(),
        grade="documented",
        conditions=conditions,
    )
    return {"alpha": stack}


def place(said: Said, found: Machine = HERE, answers: dict[str, Any] | None = None) -> ChosenPlace:
    machine = correct(found, tuple(f"{name}={value}" for name, value in said.facts.items()))
    return place_of(said.need, machine, found, KNOWLEDGE, FILES, answers or {})


def row(said: Said, id: str, found: Machine = HERE, asks: tuple[str, ...] = ()) -> PlaceRow:
    found_row = place(said, found, asking(*asks)).row(id)
    assert found_row is not None
    return found_row


@pytest.fixture(scope="module")
def advice() -> Advice:
    return advise(Need(), KNOWLEDGE, HERE, ())


def pick(said: Said, id: str, value: str, found: Machine = HERE) -> Said:
    return choose(said, id, value, place(said, found), FILES)


ON_NPU = Said(need=Need(accelerator="npu"))


def test_what_is_chosen_stands_beside_what_was_detected() -> None:
    chosen = row(ON_NPU, "accelerator")
    assert (chosen.now.value, chosen.was.value, chosen.said) == ("npu", "cpu", True)


def test_what_decides_and_is_not_known_is_marked_until_it_is_said() -> None:
    assert row(ON_NPU, "platform.sdk", asks=("sdk",)).decides
    assert not row(ON_NPU, "platform.warp_driver", asks=("sdk",)).decides
    told = pick(ON_NPU, "platform.sdk", "8.0.0")
    assert told.facts == {"platform.sdk": "8.0.0"}
    known = row(told, "platform.sdk", asks=("sdk",))
    assert (known.now.value, known.decides, known.was.known) == ("8.0.0", False, False)


def test_versions_come_from_rows_newest_first(advice: Advice) -> None:
    found = values_of("platform.sdk", place(ON_NPU), advice)
    assert found == (TAKE_BACK, "9.1.0", "8.0.0", NOT_KNOWN, OTHER)


def test_chips_are_called_as_people_write_them_then_as_rows_do(advice: Advice) -> None:
    assert values_of("chip", place(ON_NPU), advice) == (TAKE_BACK, "N2", "n3", NOT_KNOWN, OTHER)


def test_a_plain_cpu_has_neither_chip_nor_driver() -> None:
    ids = [row.id for row in place(Said()).rows]
    assert "chip" not in ids
    assert "platform.sdk" not in ids


def test_releases_and_c_libraries_stand_newest_first(advice: Advice) -> None:
    said = Said(need=Need(distro="kylin"))
    assert values_of("distro_release", place(said), advice) == (TAKE_BACK, "V10", "V9", OTHER)
    assert values_of("libc.version", place(said), advice) == (TAKE_BACK, "2.28", "2.17", OTHER)


def test_a_release_of_the_distribution_that_runs_here_names_it_and_both_fall_together() -> None:
    kylin = a_machine(os__id="kylin", os__version_id="V10")
    said = pick(Said(), "distro_release", "V9", kylin)
    assert (said.need.distro, said.need.distro_release) == ("kylin", "V9")
    assert row(said, "distro_release", kylin).was.value == "V10"
    assert pick(said, "distro_release", TAKE_BACK, kylin) == Said()


def test_another_distribution_takes_the_release_of_the_old_one_with_it() -> None:
    said = Said(need=Need(distro="kylin", distro_release="V9"))
    assert pick(said, "distro", TAKE_BACK) == Said()


def test_a_person_can_say_that_what_was_detected_is_not_known() -> None:
    detected = a_machine(accelerators__found=("npu",), warp__sdk="8.0.0")
    assert row(Said(), "platform.sdk", detected).now.value == "8.0.0"
    said = pick(Said(), "platform.sdk", NOT_KNOWN, detected)
    assert said.facts == {"platform.sdk": ""}
    unknown = row(said, "platform.sdk", detected, asks=("sdk",))
    assert (unknown.now.known, unknown.was.value) == (False, "8.0.0")
    assert unknown.decides
    assert value_now("platform.sdk", said) == NOT_KNOWN
    assert pick(said, "platform.sdk", TAKE_BACK, detected) == Said()


def test_a_chip_can_be_said_to_be_unknown() -> None:
    detected = a_machine(accelerators__found=("npu",), accelerators__chip="N2")
    assert row(Said(), "chip", detected).now.value == "n2"
    assert not row(pick(Said(), "chip", NOT_KNOWN, detected), "chip", detected).now.known


def test_another_accelerator_takes_chip_and_software_of_the_old_one_with_it() -> None:
    said = Said(
        need=Need(accelerator="npu", chip="N2"),
        facts={"platform.sdk": "8.0.0", "libc.version": "2.28"},
    )
    assert pick(said, "accelerator", "cpu") == Said(
        need=Need(accelerator="cpu"), facts={"libc.version": "2.28"}
    )
    assert belonging(said.facts, "npu", FILES) == said.facts


def test_the_next_value_follows_the_one_that_was_said_and_comes_round(advice: Advice) -> None:
    said = ON_NPU
    values = []
    for _ in range(5):
        said = step(said, "platform.sdk", 1, place(said), advice, FILES)
        values.append(said.facts.get("platform.sdk"))
    assert values == ["9.1.0", "8.0.0", "", None, "9.1.0"]


def test_an_index_that_an_answer_asks_for_is_said_to_be_reached_beside_those_that_were() -> None:
    found = a_machine(network__indexes=("other.example.org",))
    asked = place(Said(), found, asking("index:files.example.org"))
    wanted = asked.row("index:files.example.org")
    assert wanted is not None
    assert wanted.decides
    said = choose(Said(), "index:files.example.org", "yes", asked, FILES)
    assert said.facts == {"network.indexes": "files.example.org,other.example.org"}
    assert pick(said, "index:files.example.org", TAKE_BACK, found) == Said()


def test_whether_the_index_is_reached_is_said_in_words_of_the_command_line() -> None:
    said = pick(Said(), "network.index_reachable", "no")
    assert said.facts == {"network.index_reachable": "no"}
    assert row(said, "network.index_reachable").now.value == "no"
    assert row(said, "network.index_reachable").now.origin == "given"
