"""Where it shall run: what was given, what was read, what follows from a release, and what nobody
knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge
from advisor.errors import AdvisorError
from advisor.evidence.chip import chip_named
from advisor.evidence.situation import Choice, describes_another, situate
from advisor.intake.machine_file import correct, parse_machine
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Machine
from advisor.model.need import Need
from advisor.usecases.need.check_place import check_place

ROOT = Path(__file__).parents[3]
HERE = """
  cpu.arch: x86_64
  os.id: debian
  os.version_id: "12"
  os.family: deb
  os.kernel: 6.1.0-37-amd64
  os.release: {ID: debian, VERSION_ID: "12", PRETTY_NAME: Debian 12}
  libc.name: glibc
  libc.version: "2.36"
  python.interpreters: ["3.11", "3.12"]
"""


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(ROOT / "knowledge", cache=tmp_path_factory.mktemp("cache"))


def described(facts: str) -> Machine:
    document = f"schema: fwadvisor.machine/1\nfacts:{facts}"
    return parse_machine(document.encode(), Path("test.yaml"))


def test_a_machines_own_facts_hold_for_its_own_release(knowledge: Knowledge) -> None:
    own = situate(Need(), described(HERE), knowledge)
    assert own.release == Choice(id="12", origin="machine")
    assert own.glibc == Choice(id="2.36", origin="machine")
    assert own.kernel.id == "6.1.0-37-amd64"
    assert own.pythons == ("3.11", "3.12")
    named = situate(Need(distro="debian", distro_release="bookworm"), described(HERE), knowledge)
    assert (named.glibc, named.pythons) == (own.glibc, own.pythons)


def test_another_release_brings_its_own_library_pythons_and_kernel(knowledge: Knowledge) -> None:
    asked = situate(Need(distro="ubuntu", distro_release="20.04"), described(HERE), knowledge)
    assert asked.release == Choice(id="20.04", origin="given")
    assert asked.glibc == Choice(id="2.31", origin="default")
    assert (asked.pythons, asked.pythons_origin) == (("3.8", "3.9"), "default")
    assert asked.kernel.origin == "unknown"
    server = Need(distro="kylin_server_v10", distro_release="SP3")
    assert situate(server, described(HERE), knowledge).kernel == Choice(id="4.19", origin="default")


def test_a_distribution_without_a_release_means_the_newest_that_is_documented(
    knowledge: Knowledge,
) -> None:
    asked = situate(Need(distro="ubuntu"), described(HERE), knowledge)
    assert asked.release == Choice(id="26.04", origin="default")
    assert asked.glibc.id == "2.43"
    assert asked.pythons == ()


def test_what_no_source_tells_of_a_release_is_unknown_and_not_this_machines(
    knowledge: Knowledge,
) -> None:
    asked = situate(Need(distro="alinux", distro_release="3"), described(HERE), knowledge)
    assert asked.glibc.origin == "unknown"
    assert (asked.pythons, asked.pythons_origin) == ((), "unknown")


def test_a_machine_file_with_id_and_version_is_enough(knowledge: Knowledge) -> None:
    short = described('\n  os.id: centos\n  os.version_id: "7"\n  os.name: CentOS Linux\n')
    found = situate(Need(), short, knowledge)
    assert found.glibc == Choice(id="2.17", origin="default")
    older = described('\n  os.id: ubuntu\n  os.version_id: "20.04"\n')
    assert situate(Need(), older, knowledge).glibc.id == "2.31"


def test_a_corrected_version_counts_like_a_release(knowledge: Knowledge) -> None:
    here = correct(described(HERE), ("os.id=ubuntu", "os.version_id=20.04"))
    found = situate(Need(), here, knowledge)
    assert (found.distro.id, found.release.id, found.glibc.id) == ("ubuntu", "20.04", "2.31")
    assert found.pythons == ("3.8", "3.9")
    both = correct(here, ("libc.version=2.32", "python.interpreters=3.10"))
    assert situate(Need(), both, knowledge).glibc.id == "2.32"
    assert situate(Need(), both, knowledge).pythons == ("3.10",)


def test_an_accelerator_that_no_table_knows_is_never_a_plain_cpu(knowledge: Knowledge) -> None:
    stranger = '{address: "0000:65:00.0", vendor: "1234", device: "5678", class: "1200"}'
    machine = described(f"{HERE}  pci.devices: [{stranger}]\n")
    found = situate(Need(), machine, knowledge)
    assert found.strangers == ("1234:5678",)
    assert found.accelerator.origin == "unknown"
    said = situate(Need(accelerator="cpu"), machine, knowledge)
    assert said.accelerator == Choice(id="cpu", origin="given")


def test_the_chip_comes_from_the_bus_the_tool_or_the_person(knowledge: Knowledge) -> None:
    card = '{address: "0000:65:00.0", vendor: "10de", device: "20b2", class: "0302"}'
    machine = described(f"{HERE}  pci.devices: [{card}]\n")
    assert situate(Need(), machine, knowledge).chip == Choice(id="A100", origin="machine")
    told = described(
        f"{HERE}  accelerators.found: [moore_threads]\n"
        "  accelerators.devices: [{kind: moore_threads, name: MTT S4000}]\n"
    )
    assert situate(Need(), told, knowledge).chip.id == "S4000"
    asked = Need(accelerator="ascend_npu", chip="910B3")
    assert situate(asked, machine, knowledge).chip == Choice(id="910B3", origin="given")
    assert describes_another(Need(accelerator="nvidia_cuda", chip="H20"), machine, knowledge)
    assert describes_another(Need(distro="debian", distro_release="11"), described(HERE), knowledge)


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("NVIDIA A100-SXM4-80GB", "A100"),
        ("Ascend910B3", "910B"),
        ("910B2C", "910B"),
        ("310P3", "310P"),
        ("NVIDIA RTX A4000", ""),
        ("k100-ai", "K100_AI"),
        ("Tesla V100-PCIE-32GB", "V100"),
        ("NVIDIA H20-3e", "H20"),
        ("NVIDIA A10G", "A10G"),
    ],
)
def test_a_chip_is_known_in_what_tools_print(text: str, chip: str) -> None:
    known = ("310", "310P", "910A", "910B", "A100", "A10", "A10G", "A40", "V100", "H20", "H200")
    assert chip_named(text, (*known, "K100", "K100_AI")) == chip


@pytest.mark.parametrize(
    ("need", "facts", "reference"),
    [
        (Need(distro="ubuntu", distro_release="19.04"), (), "unknown-release"),
        (Need(distro_release="20.04"), (), "wrong-usage"),
        (Need(chip="A100"), (), "unknown-chip"),
        (Need(accelerator="hygon_dcu", chip="A100"), (), "unknown-chip"),
        (Need(), ("os.id=ubuntu", "os.version_id=99"), "unknown-release"),
        (Need(), ("accelerators.found=quantum",), "unknown-accelerator"),
        (Need(accelerator="nvidia_cuda"), ("accelerators.chip=X9",), "unknown-chip"),
        (Need(), ("accelerators.compute_capability=eight",), "bad-fact"),
    ],
)
def test_what_is_given_and_cannot_be_used_is_an_error_that_names_what_can(
    need: Need, facts: tuple[str, ...], reference: str, knowledge: Knowledge
) -> None:
    machine = correct(described(HERE), facts)
    with pytest.raises(AdvisorError) as raised:
        check_place(need, machine, knowledge)
    assert raised.value.reference == reference
    assert str(raised.value.hint)


def test_a_chip_of_the_machine_says_nothing_of_another_accelerator(knowledge: Knowledge) -> None:
    dcu = "  accelerators.found: [hygon_dcu]\n  accelerators.chip: BW1000\n"
    machine = described(HERE + dcu)
    assert situate(Need(), machine, knowledge).chip.id == "BW1000"
    for asked in ("cpu", "nvidia_cuda"):
        need = Need(accelerator=asked)
        check_place(need, machine, knowledge)
        assert situate(need, machine, knowledge).chip.origin == "unknown"


def test_an_accelerator_written_by_hand_that_does_not_exist_is_an_error(
    knowledge: Knowledge,
) -> None:
    machine = described(HERE + "  accelerators.found: [quantum]\n")
    with pytest.raises(AdvisorError) as raised:
        check_place(Need(), machine, knowledge)
    assert raised.value.reference == "unknown-accelerator"


def test_what_can_be_used_passes(knowledge: Knowledge) -> None:
    machine = correct(described(HERE), ("os.version_id=99", "libc.version=2.44"))
    check_place(Need(accelerator="hygon_dcu", chip="BW1000"), machine, knowledge)
    check_place(Need(accelerator="nvidia_cuda", chip="RTX 4090"), machine, knowledge)
    check_place(Need(accelerator="iluvatar", chip="BI-V150"), machine, knowledge)
