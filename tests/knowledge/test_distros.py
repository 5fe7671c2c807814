"""Real os-release files, through detection: the right distribution and family."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge
from advisor.evidence.distro import release_fields, which_distro
from advisor.evidence.release import release_named, which_release
from advisor.model.knowledge import Knowledge
from advisor.model.machine import Fact, Machine, Value

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "data" / "machines" / "recorded" / "os-release"

QUOTED = [
    (
        {
            "NAME": "Kylin",
            "ID": "kylin",
            "ID_LIKE": "debian",
            "VERSION_ID": "v10",
            "PRETTY_NAME": "Kylin V10",
        },
        "kylin_desktop_v10",
    ),
    (
        {"NAME": "Kylin Linux Advanced Server", "ID": "kylin", "VERSION_ID": "V11"},
        "kylin_server_v11",
    ),
    (
        {"NAME": "Kylin", "ID": "kylin", "VERSION_ID": "v11", "PRETTY_NAME": "Kylin V11"},
        "kylin_desktop_v11",
    ),
    (
        {
            "NAME": "UnionTech OS Server 20",
            "ID": "uos",
            "VERSION_ID": "20",
            "VERSION_CODENAME": "kongli",
        },
        "uos_server",
    ),
    (
        {
            "NAME": "uos",
            "ID": "uos",
            "VERSION_ID": "20",
            "PRETTY_NAME": "UnionTech OS Desktop 20 Pro",
        },
        "uos_desktop",
    ),
    ({"NAME": "Uos", "ID": "uos", "VERSION_ID": "25"}, "uos_desktop"),
    ({"NAME": "Deepin", "ID": "deepin", "VERSION_ID": "15.11"}, "deepin"),
    (
        {"NAME": "Anolis OS", "ID": "anolis", "ID_LIKE": "rhel fedora centos", "VERSION_ID": "8.8"},
        "anolis",
    ),
    ({"NAME": "Anolis OS", "ID": "anolis", "VERSION_ID": "23"}, "anolis"),
    (
        {"NAME": "EulerOS", "ID": "euleros", "ID_LIKE": "rhel fedora centos", "VERSION_ID": "2.0"},
        "euleros",
    ),
    ({"NAME": "BigCloud Enterprise Linux", "ID": "bclinux", "VERSION_ID": "21.10"}, "bclinux"),
    (
        {"NAME": "CentOS Linux", "ID": "centos", "ID_LIKE": "rhel fedora", "VERSION_ID": "7"},
        "centos",
    ),
    (
        {"NAME": "Kylin", "ID": "kylin", "ID_LIKE": "debian", "VERSION_ID": "4.0.2"},
        "kylin_desktop_4",
    ),
    ({"NAME": "Loongnix GNU/Linux", "ID": "Loongnix", "VERSION_ID": "20"}, "loongnix"),
    (
        {"NAME": "NeoKylin Linux Advanced Server", "ID": "neokylin", "VERSION_ID": "V7Update6"},
        "neokylin",
    ),
    ({"NAME": "CTyunOS", "ID": "ctyunos", "VERSION_ID": "22.06"}, "ctyunos"),
]
"""Spellings quoted on pages and in issues, reduced to the fields that matter."""


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return open_knowledge(ROOT / "knowledge", cache=tmp_path_factory.mktemp("cache"))


def machine(release: dict[str, str], family: str = "") -> Machine:
    value: Value = dict(release)
    facts = [Fact(name="os.release", value=value, source="a test")]
    if family:
        facts.append(Fact(name="os.family", value=family, source="a test"))
    return Machine(facts=tuple(facts), fingerprint="test", here=False)


def fields(file: Path) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in file.read_text("utf-8").splitlines() if "=" in line)
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


RELEASES = [
    ("ubuntu", {"VERSION_ID": "20.04", "VERSION": "20.04.6 LTS (Focal Fossa)"}, "20.04", "2.31"),
    ("centos", {"VERSION_ID": "7", "NAME": "CentOS Linux"}, "7", "2.17"),
    ("centos", {"VERSION_ID": "8", "NAME": "CentOS Linux"}, "8", "2.28"),
    ("centos", {"VERSION_ID": "9", "NAME": "CentOS Stream"}, "Stream 9", "2.34"),
    ("rocky", {"VERSION_ID": "8.9"}, "8", "2.28"),
    ("almalinux", {"VERSION_ID": "10.0"}, "10", "2.39"),
    ("openeuler", {"VERSION_ID": "22.03", "VERSION": "22.03 (LTS-SP4)"}, "22.03 LTS-SP4", "2.34"),
    ("openeuler", {"VERSION_ID": "22.03", "VERSION": "22.03 (LTS-SP3)"}, "22.03", "2.34"),
    ("openeuler", {"VERSION_ID": "24.03", "VERSION": "24.03 (LTS-SP2)"}, "24.03", "2.38"),
    ("kylin_server_v10", {"VERSION_ID": "V10", "VERSION": "V10 (Lance)"}, "V10 SP3", "2.28"),
    ("kylin_server_v10", {"VERSION_ID": "V10", "EDITION": "release V10 (SP1)"}, "V10 SP1", "2.28"),
    ("kylin_server_v11", {"VERSION_ID": "V11", "VERSION": "V11 (Swan25)"}, "V11", "2.38"),
    ("kylin_desktop_v10", {"VERSION_ID": "v10", "PRETTY_NAME": "Kylin V10 SP1"}, "V10 SP1", "2.31"),
    ("euleros", {"VERSION_ID": "2.0", "VERSION": "2.0 (SP9x86_64)"}, "2.9", "2.28"),
    ("euleros", {"VERSION_ID": "2.0", "VERSION": "2.0 (SP12)"}, "2.12", "2.34"),
    ("deepin", {"VERSION_ID": "23"}, "23", "2.38"),
    ("deepin", {"VERSION_ID": "20.9"}, "20", "2.28"),
    ("uos_desktop", {"VERSION_ID": "20", "VERSION_CODENAME": "eagle"}, "20", "2.28"),
    ("uos_server", {"VERSION_ID": "20", "VERSION_CODENAME": "fuyu"}, "20 (e)", None),
    ("neokylin", {"VERSION_ID": "V7Update6"}, "V7", None),
]
"""os-release fields, the row that they mean and the C library that it documents."""


@pytest.mark.parametrize(("distro", "fields", "version", "glibc"), RELEASES)
def test_a_machines_release_is_found_with_its_c_library(
    distro: str, fields: dict[str, str], version: str, glibc: str | None, knowledge: Knowledge
) -> None:
    release = which_release(fields, knowledge.distros[distro])
    assert release is not None
    assert (release.version, release.glibc) == (version, glibc)


@pytest.mark.parametrize(
    ("distro", "said", "version"),
    [
        ("ubuntu", "20.04", "20.04"),
        ("ubuntu", "focal", "20.04"),
        ("ubuntu", "20.04.6 LTS", "20.04"),
        ("kylin_server_v10", "SP3", "V10 SP3"),
        ("kylin_server_v10", "v10-sp1", "V10 SP1"),
        ("kylin_server_v10", "Halberd", "V10 Halberd"),
        ("openeuler", "22.03-LTS-SP4", "22.03 LTS-SP4"),
        ("openeuler", "22.03 LTS-SP3", "22.03"),
        ("openeuler", "24.03 SP1", "24.03 LTS-SP1"),
        ("uos_server", "1050e", "20 (e)"),
        ("centos", "stream9", "Stream 9"),
        ("uos_desktop", "V25", "25"),
    ],
)
def test_a_release_is_taken_as_people_write_it(
    distro: str, said: str, version: str, knowledge: Knowledge
) -> None:
    release = release_named(said, knowledge.distros[distro])
    assert release is not None
    assert release.version == version


@pytest.mark.parametrize(
    ("distro", "said"), [("ubuntu", "19.04"), ("ubuntu", "4"), ("debian", "20.04"), ("ubuntu", "")]
)
def test_a_release_that_does_not_exist_is_none(
    distro: str, said: str, knowledge: Knowledge
) -> None:
    assert release_named(said, knowledge.distros[distro]) is None


def test_every_recorded_system_whose_version_is_in_the_table_finds_its_row(
    knowledge: Knowledge,
) -> None:
    found = {}
    for file in sorted(RECORDED.iterdir()):
        here = machine(fields(file))
        id = which_distro(here, knowledge.distros)
        release = which_release(release_fields(here), knowledge.distros[id]) if id else None
        found[file.name] = release.version if release else None
    assert found["ubuntu_22_04"] == "22.04"
    assert found["kylin_server_v10_tercel"] == "V10 SP1"
    assert found["kylin_desktop_v10_sp1"] == "V10 SP1"
    assert found["deepin_23"] == "23"
    assert found["tencentos_4_2"] == "4"
    assert found["alinux_3"] == "3"
    assert found["openkylin_2_0"] == "2.0"
    assert found["uos_server_20_a"] == "20 (a)"


def test_there_are_recordings() -> None:
    assert len(list(RECORDED.iterdir())) >= 15


@pytest.mark.parametrize("name", sorted(file.name for file in RECORDED.iterdir()))
def test_a_real_os_release_finds_its_distribution(name: str, knowledge: Knowledge) -> None:
    """A recording is called by the id that it must find; one that starts with no id is of a system
    that we hold nothing about, and must find nothing."""
    expected = max((id for id in knowledge.distros if name.startswith(id)), key=len, default=None)
    assert which_distro(machine(fields(RECORDED / name)), knowledge.distros) == expected


@pytest.mark.parametrize(("release", "id"), QUOTED)
def test_a_quoted_spelling_finds_its_distribution(
    release: dict[str, str], id: str, knowledge: Knowledge
) -> None:
    found = which_distro(machine(release), knowledge.distros)
    assert found == id
    assert which_distro(machine(release, knowledge.distros[id].family), knowledge.distros) == id


@pytest.mark.parametrize(
    ("release", "family", "id"),
    [
        ({"ID": "kylin", "VERSION_ID": "V10"}, "rpm", "kylin_server_v10"),
        ({"ID": "kylin", "VERSION_ID": "V10"}, "deb", "kylin_desktop_v10"),
        ({"ID": "kylin", "VERSION_ID": "V11"}, "rpm", "kylin_server_v11"),
        ({"ID": "uos", "VERSION_ID": "20"}, "rpm", "uos_server"),
        ({"ID": "uos", "VERSION_ID": "20"}, "deb", "uos_desktop"),
    ],
)
def test_where_one_id_stands_for_two_systems_the_package_family_decides(
    release: dict[str, str], family: str, id: str, knowledge: Knowledge
) -> None:
    assert which_distro(machine(release, family), knowledge.distros) == id
