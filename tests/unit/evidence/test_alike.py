"""A figure speaks for hardware like its own, and for no other."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge
from advisor.evidence.hardware.alike import alike, described, hardware_of, wanted
from advisor.evidence.situation import describes_another, situate
from advisor.model.hardware import Hardware
from advisor.model.machine import BY_HAND, Fact
from advisor.model.need import Need
from advisor.resources import knowledge_dir
from tests.builders import (
    SOME_PROCESSORS,
    a_machine,
    a_run,
    some_knowledge,
    some_wanted,
)

ICELAKE = Hardware(arch="x86_64", vendor="Intel", family="icelake", model="Intel Xeon Processor")
KUNPENG = Hardware(arch="aarch64", vendor="HiSilicon", family="armv8.2a", model="Kunpeng-920")


def npu(chip: str) -> Hardware:
    return replace(KUNPENG, accelerator="npu", chip=chip)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (ICELAKE, replace(ICELAKE, model="Intel Xeon Gold 6338"), True),
        (ICELAKE, replace(ICELAKE, family="cascadelake"), False),
        (ICELAKE, replace(ICELAKE, arch="aarch64"), False),
        (ICELAKE, replace(ICELAKE, family=""), True),
        (ICELAKE, replace(ICELAKE, family="", model=""), False),
        (replace(ICELAKE, family="x86_64_v4"), replace(ICELAKE, family="x86_64_v4"), True),
        (
            replace(ICELAKE, family="x86_64_v4"),
            replace(ICELAKE, family="x86_64_v4", vendor="AMD"),
            False,
        ),
        (KUNPENG, replace(KUNPENG, family="", model="Kunpeng 920"), True),
        (KUNPENG, replace(KUNPENG, model="Kunpeng-930"), False),
        (Hardware(arch="aarch64"), Hardware(arch="aarch64"), False),
        (Hardware(), Hardware(), False),
    ],
)
def test_processors_are_alike_by_family_and_by_model_where_the_family_is_a_mere_level(
    one: Hardware, other: Hardware, same: bool
) -> None:
    assert (alike(one, other), alike(other, one)) == (same, same)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (npu("910B3"), npu("910B3"), True),
        (npu("910B3"), npu("910B"), True),
        (npu("910B3"), npu("910B1"), False),
        (npu("K100_AI"), npu("K100-AI"), True),
        (npu("K100_AI"), npu("K100"), False),
        (npu("L40S"), npu("L40"), False),
        (npu("A100"), npu("A10"), False),
        (npu(""), npu(""), False),
        (npu("A100"), replace(npu("A100"), accelerator="gpu"), False),
        (npu("910B3"), KUNPENG, False),
    ],
)
def test_accelerators_are_alike_by_kind_and_chip_and_never_like_processors(
    one: Hardware, other: Hardware, same: bool
) -> None:
    assert (alike(one, other), alike(other, one)) == (same, same)


def test_a_run_on_the_processors_says_nothing_about_an_accelerator_of_the_same_machine() -> None:
    device = replace(SOME_PROCESSORS, accelerator="npu", chip="N1")
    for_device = some_wanted(hardware=device)
    assert for_device.standing(a_run(hardware=SOME_PROCESSORS)) == "other"
    assert for_device.standing(a_run()) == "other", (
        "an older run, on the processors of this machine"
    )
    assert for_device.standing(a_run(hardware=device)) == "here"
    assert some_wanted().standing(a_run(hardware=device)) == "other"


def test_that_there_is_no_environment_holds_for_every_device_of_the_machine() -> None:
    for_device = some_wanted(hardware=replace(SOME_PROCESSORS, accelerator="npu", chip="N1"))
    assert for_device.standing(a_run(outcome="no_environment", samples=())) == "here"


def test_an_older_run_of_this_machine_has_this_machines_hardware() -> None:
    assert some_wanted().standing(a_run()) == "here"
    assert some_wanted(fingerprint="").standing(a_run()) == "alike"
    assert some_wanted().standing(a_run(machine="elsewhere")) == "unrecorded"
    assert some_wanted().standing(a_run(device="gpu:0")) == "unrecorded"


def test_what_is_unknown_of_the_device_counts_for_the_very_machine_alone() -> None:
    unknown = some_wanted(hardware=None)
    assert unknown.standing(a_run()) == "here"
    assert unknown.standing(a_run(machine="twin", hardware=SOME_PROCESSORS)) == "other"


def test_another_architecture_has_none_of_this_machines_processors() -> None:
    knowledge, machine = some_knowledge(), a_machine(cpu__model="Maker 1", cpu__vendor="Maker")

    def asked(need: Need) -> Hardware | None:
        elsewhere = describes_another(need, machine, knowledge)
        situation = situate(need, machine, knowledge)
        return wanted(need, machine, situation, knowledge, elsewhere=elsewhere).hardware

    own = Hardware(arch="x86_64", vendor="Maker", model="Maker 1")
    assert asked(Need()) == own
    assert asked(Need(arch="aarch64")) == Hardware(arch="aarch64")
    assert asked(Need(accelerator="npu", chip="N1")) == replace(own, accelerator="npu", chip="N1")


@pytest.mark.parametrize(
    ("written", "chip"),
    [
        ("NVIDIA A100-SXM4-80GB", "A100"),
        ("l40s", "l40s"),
        ("L40", "L40"),
        ("RTX A4000", "RTX A4000"),
        ("H20-3e", "H20"),
    ],
)
def test_a_chip_goes_by_its_name_in_the_table_whatever_stands_around_it(
    written: str, chip: str
) -> None:
    machine = a_machine()
    knowledge = open_knowledge(knowledge_dir())
    need = Need(accelerator="nvidia_cuda", chip=written)
    situation = situate(need, machine, knowledge)
    found = wanted(need, machine, situation, knowledge, elsewhere=True).hardware
    assert found is not None
    assert found.chip == chip


@pytest.mark.parametrize(
    ("card", "chip"),
    [
        ({"name": "Ascend910B3", "chip": "910B"}, "910B3"),
        ({"name": "NVIDIA A100-SXM4-80GB", "chip": "A100"}, "A100"),
        ({"name": "Ascend 910B", "chip": "910B"}, "910B"),
        ({"name": "A card"}, "A card"),
        ({}, ""),
    ],
)
def test_a_machines_chip_is_as_exact_as_its_tool_and_its_bus_tell(
    card: dict[str, str], chip: str
) -> None:
    cards = ({"kind": "npu", **card}, {"kind": "npu", **card})
    machine = a_machine(accelerators__found=("npu",), accelerators__devices=cards)
    (device,) = hardware_of(machine, some_knowledge()).devices
    assert (device.accelerator, device.chip) == ("npu", chip)


def test_a_persons_word_on_the_chip_wins_and_so_does_that_nobody_knows_it() -> None:
    machine = a_machine(
        accelerators__found=("npu",), accelerators__devices=({"kind": "npu", "chip": "N1"},)
    )

    def corrected(value: str | None) -> str:
        said = Fact(name="accelerators.chip", value=value, source=BY_HAND, corrected=True)
        known = replace(machine, facts=(*machine.facts, said))
        (device,) = hardware_of(known, some_knowledge()).devices
        return device.chip

    assert (corrected("N2"), corrected(None)) == ("N2", "")


def test_cards_that_differ_leave_the_chip_open() -> None:
    cards = ({"kind": "npu", "chip": "N1"}, {"kind": "npu", "chip": "N2"})
    machine = a_machine(accelerators__found=("npu",), accelerators__devices=cards)
    (device,) = hardware_of(machine, some_knowledge()).devices
    assert device.chip == ""


@pytest.mark.parametrize(
    ("hardware", "text"),
    [
        (ICELAKE, "Intel Xeon Processor (icelake, x86_64)"),
        (Hardware(arch="aarch64"), "aarch64"),
        (npu("910B3"), "910B3"),
        (npu(""), "npu"),
    ],
)
def test_hardware_goes_by_the_name_that_people_know(hardware: Hardware, text: str) -> None:
    assert described(hardware) == text
