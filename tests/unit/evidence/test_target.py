"""The machine of a need as stacks see it: release, chip, versions, each with its origin."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from advisor.catalog.load import open_knowledge
from advisor.errors import AdvisorError
from advisor.evidence.target import target_of
from advisor.intake.machine_file import correct, parse_machine
from advisor.model.compatibility import Chip, Compatibility, Component
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.model.stack import Value
from advisor.model.text import Text
from advisor.usecases.need.check_place import check_platforms

ROOT = Path(__file__).parents[3]
NAME = Text(en="x", zh="x")
ROWS = {
    "dtk": Compatibility(
        id="dtk",
        accelerator="hygon_dcu",
        name=NAME,
        sources={},
        components={
            "dtk": Component(kind="platform", fact="platform.dtk"),
            "rocm": Component(kind="platform", fact="tools.rocm", field="version"),
            "capability": Component(kind="chip", fact="nvidia.gpus", field="compute_capability"),
            "torch": Component(kind="package"),
        },
        chip_facts=("accelerators.devices.name",),
        chips=(
            Chip(id="k100_ai", spellings=("K100-AI*", "K100_AI"), source="x"),
            Chip(id="k100", source="x"),
        ),
    )
}
DCU = """
  cpu.arch: x86_64
  os.id: kylin
  os.version_id: V10
  os.name: Kylin Linux Advanced Server
  os.pretty_name: Kylin Linux Advanced Server V10 (Lance)
  os.family: rpm
  pci.devices: [{address: "0000:65:00.0", vendor: 1d94, device: "6210", class: 0b40}]
  platform.dtk: "25.04.2"
"""


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(ROOT / "knowledge", cache=tmp_path_factory.mktemp("cache"))


def described(facts: str) -> Machine:
    return parse_machine(f"schema: fwadvisor.machine/1\nfacts:{facts}".encode(), Path("test.yaml"))


def test_a_machine_file_becomes_a_target_with_release_chip_and_platform(
    knowledge: Knowledge,
) -> None:
    target = target_of(Need(), described(DCU), knowledge, ROWS)
    assert target.distro == Value(value="kylin_server_v10", origin="detected")
    assert target.release == Value(value="V10 SP3", origin="detected")
    assert target.glibc == Value(value="2.28", origin="default")
    assert (target.pythons, target.pythons_origin) == (("3.7",), "default")
    assert target.accelerator == Value(value="hygon_dcu", origin="detected")
    assert target.chip == Value(value="k100_ai", origin="detected")
    assert target.versions == {"dtk": Value(value="25.04.2", origin="detected")}


def test_what_a_person_says_wins_over_the_number_on_the_bus(knowledge: Knowledge) -> None:
    machine = correct(described(DCU), ("accelerators.chip=K100", "platform.dtk=24.04"))
    target = target_of(Need(), machine, knowledge, ROWS)
    assert target.chip == Value(value="k100", origin="given")
    assert target.versions["dtk"] == Value(value="24.04", origin="given")
    asked = target_of(Need(accelerator="hygon_dcu", chip="BW1000"), machine, knowledge, ROWS)
    assert asked.chip == Value(value="BW1000", origin="given")


def test_a_toolkit_that_was_found_tells_its_version(knowledge: Knowledge) -> None:
    machine = described(DCU + '  tools.rocm: {path: /opt/rocm, version: "6.3"}\n')
    target = target_of(Need(), machine, knowledge, ROWS)
    assert target.versions["rocm"] == Value(value="6.3", origin="detected")


def test_a_property_of_the_chip_may_be_said(knowledge: Knowledge) -> None:
    machine = correct(described(DCU), ("accelerators.compute_capability=8.0",))
    rows = {
        "dtk": Compatibility(
            id="dtk",
            accelerator="hygon_dcu",
            name=NAME,
            sources={},
            components={"compute_capability": Component(kind="chip")},
        )
    }
    target = target_of(Need(), machine, knowledge, rows)
    assert target.versions["compute_capability"] == Value(value="8.0", origin="given")


def test_the_properties_of_a_card_that_is_there_are_not_those_of_the_one_that_is_named(
    knowledge: Knowledge,
) -> None:
    """`--chip V100` on a laptop with a newer card must not take its compute capability over."""
    machine = described(
        DCU.replace("  pci.devices", "  accelerators.devices: [{name: K100_AI}]\n  pci.devices")
        + '  nvidia.gpus: [{compute_capability: "8.9"}]\n'
    )
    own = target_of(Need(chip="K100_AI"), machine, knowledge, ROWS)
    assert own.versions["capability"] == Value(value="8.9", origin="detected")
    assert "capability" not in target_of(Need(chip="K100"), machine, knowledge, ROWS).versions


def test_cards_that_differ_speak_for_none_of_them(knowledge: Knowledge) -> None:
    cards = """
  nvidia.gpus: [{name: A, compute_capability: "12.0"}, {name: B, compute_capability: "%s"}]
"""
    place = "nvidia.gpus"
    component = Component(kind="chip", fact=place, field="compute_capability")
    rows = {"dtk": replace(ROWS["dtk"], components={"compute_capability": component})}
    need = Need(accelerator="hygon_dcu")
    alike = target_of(need, described(cards % "12.0"), knowledge, rows)
    assert alike.versions["compute_capability"].value == "12.0"
    assert not target_of(need, described(cards % "6.1"), knowledge, rows).versions


def test_a_network_that_a_person_tells_of_counts_for_another_machine(knowledge: Knowledge) -> None:
    offline = correct(described(DCU), ("network.index_reachable=false",))
    need = Need(distro="ubuntu", distro_release="22.04")
    assert target_of(need, replace(offline, here=True), knowledge, ROWS).network is False


def test_platform_software_that_no_file_knows_is_refused(knowledge: Knowledge) -> None:
    check_platforms(correct(described(DCU), ("platform.dtk=25.04",)), ROWS)
    with pytest.raises(AdvisorError) as raised:
        check_platforms(correct(described(DCU), ("platform.dkt=25.04",)), ROWS)
    assert "dtk" in str(raised.value.hint)
