"""Real os-release files, through detection: the right distribution and family."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.catalog.load import open_knowledge
from advisor.evidence.distro import which_distro
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
