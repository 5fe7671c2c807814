"""Distributions by the files that they really ship."""

from __future__ import annotations

import pytest

from probes.machine import operating_system

SEEN = {
    "openeuler_24_03": ("openeuler", "24.03", "rpm"),
    "openeuler_23_09_riscv64": ("openeuler", "23.09", "rpm"),
    "hce_2": ("hce", "2.0", ""),
    "kylin_server_v10_tercel": ("kylin", "V10", "rpm"),
    "kylin_server_v10_lance": ("kylin", "V10", "rpm"),
    "kylin_desktop_v10_sp1": ("kylin", "v10", "deb"),
    "uos_server_20_e": ("uos", "20", "rpm"),
    "uos_server_20_a": ("uos", "20", "rpm"),
    "deepin_20_9": ("deepin", "20.9", "deb"),
    "deepin_23": ("deepin", "23", "deb"),
    "deepin_25": ("deepin", "25", "deb"),
    "openkylin_2_0_licheecluster": ("openkylin", "2.0", "deb"),
    "openkylin_2_0": ("openkylin", "2.0", "deb"),
    "ubuntu_22_04": ("ubuntu", "22.04", "deb"),
    "ubuntu_24_04": ("ubuntu", "24.04", "deb"),
    "ubuntu_kylin_22_04": ("ubuntu", "22.04", "deb"),
    "debian_12": ("debian", "12", "deb"),
    "linuxmint_22": ("linuxmint", "22", "deb"),
    "tencentos_4_2": ("tencentos", "4.2", "rpm"),
    "rocky_8": ("rocky", "8.9", "rpm"),
    "almalinux_9_2": ("almalinux", "9.2", "rpm"),
    "sles_15": ("sles", "15.7", "rpm"),
    "amazon_2": ("amzn", "2", "rpm"),
    "alpine_3_20": ("alpine", None, ""),
}


@pytest.mark.parametrize("name", SEEN)
def test_a_recorded_os_release_is_read_as_it_is(name, recorded, tree) -> None:
    id, version, family = SEEN[name]
    files = tree({"/etc/os-release": recorded(f"os-release/{name}")})
    facts = {fact["name"]: fact for fact in operating_system.facts(files)}
    assert facts["os.id"]["value"] == id
    if version is not None:
        assert facts["os.version_id"]["value"] == version
    # Without the package database only what os-release itself tells: no guess for the others.
    assert facts["os.family"].get("value", "") == family
    assert facts["os.release"]["value"]["ID"].lower() == id


def test_the_package_database_decides_the_family_and_not_the_id(recorded, tree) -> None:
    text = recorded("os-release/uos_server_20_a").replace("ID=uos", "ID=UOS")
    edition = recorded("os-version/uos_server_20_1050d")
    files = {
        "/etc/os-release": text,
        "/etc/os-version": edition,
        "/var/lib/dpkg/info/base-files.list": "",
    }
    facts = {fact["name"]: fact for fact in operating_system.facts(tree(files))}
    assert facts["os.id"]["value"] == "uos"
    assert facts["os.family"]["value"] == "deb"
    assert facts["os.edition"]["value"] == "d 1050 12018.101"
    rpm = dict(files, **{"/var/lib/rpm/Packages": ""})
    del rpm["/var/lib/dpkg/info/base-files.list"]
    assert operating_system.family(tree(rpm), {})[0] == "rpm"


def test_the_edition_of_uos_is_in_its_own_file(recorded, tree) -> None:
    files = tree({"/etc/os-version": recorded("os-version/uos_server_20_1050e")})
    facts = {fact["name"]: fact for fact in operating_system.facts(files)}
    assert facts["os.edition"]["value"] == "e 1050 12038.101"
    assert facts["os.id"]["missing"] == "there is no /etc/os-release"


def test_quotes_and_escapes_are_those_of_the_shell() -> None:
    found = operating_system.parse('A=\'x y\'\nB="a \\"b\\" \\$c"\n# C=1\nlower=1\nD=\n')
    assert found == {"A": "x y", "B": 'a "b" $c', "D": ""}
