"""The fingerprint, and which accelerators of the knowledge base a machine has."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from advisor.evidence.accelerator import which_accelerators
from advisor.evidence.distro import which_distro
from advisor.evidence.hardware.fingerprint import fingerprint
from advisor.intake.coverage import WORDS, read_coverage
from advisor.model.fact_names import FACTS, fact_name, group_of
from advisor.model.machine import Fact, Machine, Value
from advisor.model.surroundings import Accelerator, Detection, Distro, Match
from advisor.model.text import Text

ROOT = Path(__file__).parents[3]
NAME = Text(en="x", zh="x")


def facts(**values: Value) -> tuple[Fact, ...]:
    return tuple(
        Fact(name=name.replace("__", "."), value=value, source="a test")
        for name, value in values.items()
    )


def machine(**values: Value) -> Machine:
    return Machine(facts=facts(**values), fingerprint="x")


def test_the_fingerprint_is_the_same_for_the_same_hardware_and_another_day() -> None:
    today = facts(
        cpu__model="A", memory__total_bytes=64 * 2**30, disk__free_bytes=1, os__kernel="6.1.0-10"
    )
    tomorrow = facts(
        os__kernel="6.1.0-11",
        disk__free_bytes=2,
        cpu__model="A",
        memory__total_bytes=64 * 2**30 - 9_000_000,
    )
    assert fingerprint(today) == fingerprint(tomorrow)


@pytest.mark.parametrize(
    "change", [{"cpu__cores_usable": 4}, {"os__id": "y"}, {"libc__version": "2.30"}]
)
def test_the_fingerprint_changes_with_limits_and_system(change: dict[str, Value]) -> None:
    base: dict[str, Value] = {"cpu__cores_usable": 8, "os__id": "x", "libc__version": "2.28"}
    assert fingerprint(facts(**base)) != fingerprint(facts(**{**base, **change}))


RULES = {
    "plain": Accelerator(id="plain", name=NAME, vendor="", always=True),
    "new_card": Accelerator(
        id="new_card",
        name=NAME,
        vendor="",
        detection=Detection(pci_vendors=("abcd",), pci_classes=("12",)),
    ),
    "npu": Accelerator(
        id="npu",
        name=NAME,
        vendor="",
        detection=Detection(
            pci_vendors=("19e5",),
            pci_devices=("d802",),
            pci_classes=("12",),
            device_nodes=("/dev/davinci[0-9]*",),
        ),
    ),
    "gpu": Accelerator(id="gpu", name=NAME, vendor=""),
    "igpu": Accelerator(
        id="igpu",
        name=NAME,
        vendor="",
        detection=Detection(pci_vendors=("8086",), pci_classes=("03",)),
    ),
}


def test_every_machine_has_the_plain_one_and_it_comes_last() -> None:
    assert which_accelerators(machine(), RULES) == ("plain",)
    assert which_accelerators(machine(accelerators__found=("gpu",)), RULES) == ("gpu", "plain")


def test_a_device_that_the_probe_does_not_know_is_found_by_the_rules_of_the_knowledge_base() -> (
    None
):
    device = {"address": "0000:01:00.0", "vendor": "abcd", "device": "0001", "class": "1200"}
    found = machine(accelerators__found=(), accelerators__devices=(), pci__devices=(device,))
    assert which_accelerators(found, RULES) == ("new_card", "plain")


def test_a_compression_engine_of_the_same_vendor_and_class_is_no_npu() -> None:
    device = {"address": "0000:75:00.0", "vendor": "19e5", "device": "a250", "class": "1200"}
    assert which_accelerators(machine(pci__devices=(device,)), RULES) == ("plain",)


def test_what_the_probe_judged_is_not_judged_again() -> None:
    device = {"address": "0000:00:02.0", "vendor": "8086", "device": "5916", "class": "0300"}
    judged = {"kind": "igpu", "address": "0000:00:02.0", "built_in": True}
    found = machine(accelerators__found=(), accelerators__devices=(judged,), pci__devices=(device,))
    assert which_accelerators(found, RULES) == ("plain",)


def test_a_machine_described_by_hand_may_name_its_device_nodes() -> None:
    assert which_accelerators(machine(accelerators__nodes=("/dev/davinci0",)), RULES) == (
        "npu",
        "plain",
    )


def test_a_correction_wins_over_everything() -> None:
    device = {"address": "0000:01:00.0", "vendor": "abcd", "device": "0001", "class": "1200"}
    own = Fact(
        name="accelerators.found", value=("gpu",), source="given by the user", corrected=True
    )
    found = Machine(facts=(own, *facts(pci__devices=(device,))), fingerprint="x")
    assert which_accelerators(found, RULES) == ("gpu", "plain")


def test_the_card_that_does_not_draw_the_screen_comes_first() -> None:
    devices = (
        {
            "address": "0000:01:00.0",
            "vendor": "1",
            "device": "1",
            "class": "0300",
            "boot_display": True,
        },
        {"address": "0000:02:00.0", "vendor": "2", "device": "2", "class": "0302"},
    )
    judged = (
        {"kind": "gpu", "address": "0000:01:00.0"},
        {"kind": "npu", "address": "0000:02:00.0"},
    )
    found = machine(
        accelerators__found=("gpu", "npu"), accelerators__devices=judged, pci__devices=devices
    )
    assert which_accelerators(found, RULES) == ("npu", "gpu", "plain")


def distro(id: str, family: str, *matches: Match) -> Distro:
    return Distro(id=id, name=NAME, vendor="", family=family, matches=matches, archs=(), sources={})


DISTROS = {
    one.id: one
    for one in (
        distro("server", "rpm", Match(fields={"ID": "kylin", "VERSION_ID": "V10"}, family="rpm")),
        distro("desktop", "deb", Match(fields={"ID": "kylin", "VERSION_ID": "V10"}, family="deb")),
        distro("any", "rpm", Match(fields={"ID": "kylin"})),
        distro("unnamed", "rpm", Match(fields={"ID": "other", "ID_LIKE": ""})),
    )
}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"os__id": "kylin", "os__version_id": "v10", "os__family": "rpm"}, "server"),
        ({"os__id": "KYLIN", "os__version_id": "V10", "os__family": "deb"}, "desktop"),
        ({"os__id": "kylin", "os__version_id": "V11", "os__family": "deb"}, "any"),
        ({"os__id": "kylinx"}, None),
        ({"os__id": "other"}, "unnamed"),
        ({"os__id": "other", "os__id_like": "debian"}, None),
        ({}, None),
    ],
)
def test_a_distribution_is_its_whole_fields_and_its_package_family(
    values: dict[str, Value], expected: str | None
) -> None:
    assert which_distro(machine(**values), DISTROS) == expected


def test_a_corrected_field_wins_over_os_release() -> None:
    release = Fact(
        name="os.release", value={"ID": "kylin", "VERSION_ID": "V10"}, source="/etc/os-release"
    )
    own = Fact(name="os.version_id", value="V11", source="given by the user", corrected=True)
    assert which_distro(Machine(facts=(release, own), fingerprint="x"), DISTROS) == "any"


def test_every_name_of_a_fact_has_a_heading_and_a_label() -> None:
    for name in FACTS:
        assert group_of(name)
        assert fact_name(name).label
    assert fact_name("tools.g++") is not None
    assert fact_name("tools") is None
    assert fact_name("nonsense.x") is None


def test_coverage_is_complete_and_the_page_says_the_same() -> None:
    coverage = read_coverage()
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    for folder, table in (("accelerators", coverage.accelerators), ("distros", coverage.distros)):
        files = {
            file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
            for file in (ROOT / "knowledge" / folder).glob("*.yaml")
        }
        wanted = {id for id, content in files.items() if not content.get("always")}
        assert set(table) == wanted
        for id, word in table.items():
            assert f"| {id} | {WORDS[word]} |" in page


def test_real_output_means_that_there_is_a_recording() -> None:
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    for line in page.splitlines():
        if "| real output |" in line:
            assert line.split("|")[3].strip(), line
